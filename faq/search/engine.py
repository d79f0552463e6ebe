"""How an answer is found. The recipe and what each step is worth: reference of the FAQ, 2.6.

Any word may match (OR); answers are ranked by how much of the question they cover, rare words
counting more, then by the same over their titles, then by where and how often the words stand.
"""

from dataclasses import dataclass, field

from faq.search import confidence, counting, query, ranking, repair, thesaurus
from faq.search.query import Group
from faq.search.thesaurus import Thesaurus
from faq.search.words import clean, words

LONGEST_QUERY = 200
LOW_CONFIDENCE = 0.55

__all__ = ["LOW_CONFIDENCE", "Group", "Hit", "Outcome", "search"]


@dataclass(frozen=True)
class Hit:
    question_id: int
    score: float


@dataclass
class Outcome:
    query: str
    hits: list[Hit] = field(default_factory=list)
    confidence: float = 0.0
    groups: list[Group] = field(default_factory=list)

    @property
    def is_unsure(self) -> bool:
        return self.confidence < LOW_CONFIDENCE

    @property
    def repaired_query(self) -> str:
        """The question as it was understood, or nothing when no word was repaired."""
        if not any(group.repaired_as for group in self.groups):
            return ""
        repaired = {group.typed: group.repaired_as for group in self.groups if group.repaired_as}
        text, end = "", 0
        for word in words(self.query):
            text += self.query[end : word.start] + repaired.get(word.shown, word.shown)
            end = word.end
        return text + self.query[end:]


def search(
    query_: str,
    readable: list[str],
    *,
    is_exact: bool = False,
    synonyms: Thesaurus | None = None,
) -> Outcome:
    """The best answers of these visibilities.

    `is_exact` looks for the words as they were typed; `synonyms` takes the place of the office's.
    """
    asked = " ".join(clean(query_[: 10 * LONGEST_QUERY]).split())[:LONGEST_QUERY].strip()
    question = query.read(asked)
    if not question.groups:
        return Outcome(asked)
    total, known = _understand(question, readable, is_exact=is_exact, synonyms=synonyms)
    if not is_exact:
        unknown = [group for group in question.own if not group.is_known]
        if unknown and repair.repair(unknown, readable, known):
            query.widen(question, known)
            total, _version = _count(question, readable, known)
        total = _take_beginnings(question, readable, total)
    query.weigh(question, total)
    found = ranking.rank(question, readable)
    return Outcome(
        asked,
        [Hit(each.question_id, round(each.score, 4)) for each in found],
        round(confidence.of(question, found[0].ranks), 2) if found else 0.0,
        question.groups,
    )


def _understand(
    question: query.Question, readable: list[str], *, is_exact: bool, synonyms: Thesaurus | None
) -> tuple[int, Thesaurus]:
    known = synonyms or thesaurus.current()
    if not is_exact:
        query.widen(question, known)
    total, version = _count(question, readable, known)
    if not is_exact and not synonyms and version != known.version:
        known = thesaurus.reload(version)
        query.widen(question, known)
        total, _version = _count(question, readable, known)
    return total, known


def _count(question: query.Question, readable: list[str], known: Thesaurus) -> tuple[int, int]:
    """Again if a phrase turns out to say nothing here: its words may, each by itself."""
    counted = counting.count(question, readable)
    if silent := question.silent:
        query.widen(question, known, without=silent)
        return counting.count(question, readable)
    return counted


def _take_beginnings(question: query.Question, readable: list[str], total: int) -> int:
    """What is still unknown may be the beginning of a word, wherever it stands."""
    unknown = [group for group in question.own if not group.is_known and not group.is_last]
    for group in unknown:
        group.is_beginning = len(group.folded) > query.PREFIX_FROM
    if any(group.is_beginning for group in unknown):
        total, _version = counting.count(question, readable)
    return total
