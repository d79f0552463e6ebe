"""Every query asked once, and what came of it."""

from dataclasses import dataclass, field
from statistics import fmean

from benchmarks.search import metrics
from benchmarks.search.baselines import BASELINES
from benchmarks.search.dataset import FORBIDDEN, NO_ANSWER, PARAPHRASE, Query
from faq.search.engine import search

# In the order of the table.
CLASSES = (
    "exact_title", "natural", "inflected", "no_diacritics", "cedilla", "nfd_uppercase", "typo",
    "prefix", PARAPHRASE, "mixed", "acronym", "one_word", "old_title", "cross_ro_en",
    "cross_en_ro", FORBIDDEN,
)  # fmt: skip


@dataclass
class Asked:
    query: Query
    top: list[str]
    is_unsure: bool
    confidence: float = 0.0
    repaired: str = ""


@dataclass
class Figures:
    """One way of searching over the answerable queries, and over those without an answer."""

    mrr: dict[str, list[float]] = field(default_factory=dict)
    ndcg: dict[str, list[float]] = field(default_factory=dict)
    success: dict[str, list[float]] = field(default_factory=dict)
    recall: dict[str, list[float]] = field(default_factory=dict)
    empty: dict[str, list[float]] = field(default_factory=dict)
    unsure: dict[str, list[float]] = field(default_factory=dict)
    false_answers: list[float] = field(default_factory=list)

    @classmethod
    def of_hardest(cls, all_asked: list[Asked]) -> "Figures":
        """Of the paraphrases, those that share no word with the whole answer."""
        return cls.of([asked for asked in all_asked if asked.query.shares_no_word])

    @classmethod
    def of(cls, all_asked: list[Asked]) -> "Figures":
        figures = cls()
        for asked in all_asked:
            query = asked.query
            if query.kind == NO_ANSWER:
                figures.false_answers.append(bool(asked.top) and not asked.is_unsure)
            if not query.is_answerable:
                continue
            for name in ("mrr", "ndcg", "success", "recall", "empty", "unsure"):
                getattr(figures, name).setdefault(query.kind, [])
            figures.mrr[query.kind].append(metrics.reciprocal_rank(asked.top, query.grades))
            figures.ndcg[query.kind].append(metrics.ndcg(asked.top, query.grades))
            figures.success[query.kind].append(metrics.success(asked.top, query.grades))
            figures.recall[query.kind].append(metrics.recall(asked.top, query.grades))
            figures.empty[query.kind].append(not asked.top)
            figures.unsure[query.kind].append(not asked.top or asked.is_unsure)
        return figures

    def share(self, name: str) -> float:
        """Over all answerable queries, each counted once."""
        return fmean(value for values in getattr(self, name).values() for value in values)


def ask(query: Query, keys: dict[int, str], text: str | None = None) -> Asked:
    outcome = search(query.text if text is None else text, query.readable)
    return Asked(
        query=query,
        top=[keys[hit.question_id] for hit in outcome.hits[: metrics.DEPTH]],
        is_unsure=outcome.is_unsure,
        confidence=outcome.confidence,
        repaired=outcome.repaired_query,
    )


def ask_all(queries: list[Query], keys: dict[int, str]) -> list[Asked]:
    return [ask(query, keys) for query in queries]


def ask_baselines(queries: list[Query], keys: dict[int, str]) -> dict[str, list[Asked]]:
    return {
        name: [
            Asked(
                query,
                [keys[pk] for pk in baseline(query.text, query.language, query.readable)],
                is_unsure=False,
            )
            for query in queries
        ]
        for name, baseline in BASELINES.items()
    }
