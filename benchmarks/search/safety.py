"""What must hold for every query: the same answer for the same words, nothing of the members'."""

import json
import random
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from benchmarks.search import dataset, variants
from benchmarks.search.relevance import ask
from faq.editorial import importer
from faq.questions.models import Question, QuestionStatus, Visibility
from faq.search import actions
from faq.search.results import results_for

PROBES, SEED = 120, 20261122


@dataclass
class Invariance:
    asked: int = 0
    same: int = 0
    broken: Counter = field(default_factory=Counter)
    examples: list[str] = field(default_factory=list)

    @property
    def share(self) -> float:
        return self.same / self.asked


def invariance(queries: Iterable[dataset.Query], keys: dict[int, str]) -> Invariance:
    """The top five of each query, typed with each kind of letters."""
    found = Invariance()
    for query in queries:
        tops = {
            kind: ask(query, keys, write(query.text)).top
            for kind, write in variants.LETTERS.items()
        }
        found.asked += 1
        broken = [kind for kind, top in tops.items() if top != tops["comma"]]
        found.same += not broken
        found.broken.update(broken)
        if broken and query.half == "development":
            found.examples.append(f"{query.text} ({', '.join(broken)})")
    return found


def _folded(text: str) -> set[str]:
    plain = variants.without_diacritics(text).casefold()
    return set("".join(sign if sign.isalnum() else " " for sign in plain).split())


def secret_words() -> list[str]:
    """The words of members' answers that no public text has."""
    public, hidden = set(), set()
    reading = importer.read(dataset.CORPUS, language="en")
    for thing in [*reading.topics, *reading.labels]:
        public |= _folded(" ".join([thing.slug, *thing.names.values()]))
    for entry in reading.entries:
        text = entry.text
        words = _folded(
            " ".join([text.title, text.short_answer, text.body, *(entry.aliases or [])])
        )
        if entry.visibility == Visibility.MEMBERS:
            hidden |= words
        else:
            public |= words
    for titles in dataset.old_titles().values():
        public |= _folded(" ".join(titles.values()))
    return sorted(word for word in hidden - public if len(word) >= 4 and word.isalpha())


def probes(count: int = PROBES) -> list[str]:
    """Secret words as a curious visitor would try them: whole, misspelt, begun."""
    rng = random.Random(SEED)
    words = rng.sample(secret_words(), k=min(count // 3, len(secret_words())))
    misspelt = [variants.mistyped(word, "neighbour", rng) for word in words]
    return [*words, *misspelt, *(word[: max(3, len(word) - 2)] for word in words)]


@dataclass
class Seen:
    """What a visitor gets for one query, as far as it could tell of members' answers."""

    hits: list[int]
    words: set[str]
    outcome: tuple


@dataclass
class Secrecy:
    asked: int
    leaks: list[str]
    influences: list[str]


def secrecy(
    queries: Iterable[dataset.Query], keys: dict[int, str], *, probing: int = PROBES
) -> Secrecy:
    """Ask as a visitor, with the members' answers there and with them taken away.

    A leak is a members' answer among the results, or a word that only members' answers have and
    that the visitor did not type, unless it is shown without those answers as well (a dictionary's
    word). An influence is any other difference between the two results.
    """
    asked = [query.text for query in queries if query.reader == "anonymous"]
    asked = list(dict.fromkeys([*asked, *probes(probing)]))
    hidden = set(
        Question.objects.filter(
            visibility=Visibility.MEMBERS, status=QuestionStatus.PUBLISHED
        ).values_list("pk", flat=True)
    )
    with_them = _seen(asked)
    _archive(hidden, is_archived=True)
    without = _seen(asked)
    _archive(hidden, is_archived=False)
    secrets = set(secret_words())
    found = Secrecy(len(asked), [], [])
    for text, now, then in zip(asked, with_them, without, strict=True):
        told = now.words & secrets - then.words - _folded(text)
        found.leaks += [f"{text}: the answer {keys[pk]}" for pk in now.hits if pk in hidden]
        found.leaks += [f"{text}: the word {word}" for word in sorted(told)]
        if now.outcome != then.outcome:
            found.influences.append(text)
    return found


def _seen(asked: Iterable[str]) -> list[Seen]:
    found = []
    for text in asked:
        page = results_for(text, dataset.READABLE["anonymous"], language="ro")
        outcome = page.outcome
        shown = [outcome.repaired_query, json.dumps(page.as_json(), ensure_ascii=False)]
        shown += [f"{row.title} {row.short_answer} {row.excerpt}" for row in page.results]
        hits = [(hit.question_id, round(hit.score, 6)) for hit in outcome.hits]
        found.append(
            Seen(
                [pk for pk, _score in hits],
                _folded(" ".join(shown)),
                (hits, round(outcome.confidence, 6), outcome.repaired_query),
            )
        )
    return found


def _archive(numbers: set[int], *, is_archived: bool) -> None:
    status = QuestionStatus.ARCHIVED if is_archived else QuestionStatus.PUBLISHED
    Question.objects.filter(pk__in=numbers).update(status=status)
    actions.rebuild_index()
