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
from faq.search.engine import search
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


def probes() -> list[str]:
    """Secret words as a curious visitor would try them: whole, misspelt, begun."""
    rng = random.Random(SEED)
    words = rng.sample(secret_words(), k=min(PROBES // 3, len(secret_words())))
    misspelt = [variants.mistyped(word, "neighbour", rng) for word in words]
    return [*words, *misspelt, *(word[: max(3, len(word) - 2)] for word in words)]


def leaks(queries: Iterable[dataset.Query], keys: dict[int, str]) -> list[str]:
    """Each thing of a members' answer that a visitor was shown."""
    public = set(Question.objects.filter(visibility=Visibility.PUBLIC).values_list("pk", flat=True))
    secrets = set(secret_words())
    found = []
    asked = [query.text for query in queries if query.reader == "anonymous"]
    for text in [*asked, *probes()]:
        outcome = search(text, dataset.READABLE["anonymous"])
        page = results_for(text, dataset.READABLE["anonymous"], language="ro")
        found += [
            f"{text}: the answer {keys[hit.question_id]}"
            for hit in outcome.hits
            if hit.question_id not in public
        ]
        shown = [outcome.repaired_query, json.dumps(page.as_json()["results"], ensure_ascii=False)]
        shown += [f"{row.title} {row.short_answer} {row.excerpt}" for row in page.results]
        told = _folded(" ".join(shown)) & secrets - _folded(text)
        found += [f"{text}: the word {word}" for word in sorted(told)]
    return found


def influences(queries: Iterable[dataset.Query], keys: dict[int, str]) -> list[str]:
    """Queries of visitors whose result changes when the members' answers are taken away."""
    asked = [query.text for query in queries if query.reader == "anonymous"]
    asked = list(dict.fromkeys([*asked, *probes()]))

    def results() -> list[tuple]:
        outcomes = [search(text, dataset.READABLE["anonymous"]) for text in asked]
        return [
            (
                [(hit.question_id, round(hit.score, 6)) for hit in outcome.hits],
                round(outcome.confidence, 6),
                outcome.repaired_query,
            )
            for outcome in outcomes
        ]

    hidden = Question.objects.filter(
        visibility=Visibility.MEMBERS, status=QuestionStatus.PUBLISHED
    ).values_list("pk", flat=True)
    numbers = list(hidden)
    with_them = results()
    Question.objects.filter(pk__in=numbers).update(status=QuestionStatus.ARCHIVED)
    actions.rebuild_index()
    without = results()
    Question.objects.filter(pk__in=numbers).update(status=QuestionStatus.PUBLISHED)
    actions.rebuild_index()
    return [text for text, a, b in zip(asked, with_them, without, strict=True) if a != b]
