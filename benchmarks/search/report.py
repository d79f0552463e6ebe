"""The figures as tables: Markdown, so that the README can carry them."""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

from benchmarks.search import metrics
from benchmarks.search.dataset import NO_ANSWER, PARAPHRASE, Query
from benchmarks.search.latency import Pace
from benchmarks.search.relevance import CLASSES, Asked, Figures
from benchmarks.search.safety import Invariance, Secrecy

STRICT = ("inflected", "no_diacritics", "cedilla", "typo", "prefix")
CROSS = ("cross_ro_en", "cross_en_ro")
HARDEST = "paraphrase, no word of the answer"


@dataclass
class Bound:
    name: str
    wanted: str
    figure: float
    shown: str
    is_reached: bool


def bounds(
    figures: Figures,
    hardest: Figures,
    invariance: Invariance,
    secrecy: Secrecy,
    paces: Sequence[Pace],
) -> list[Bound]:
    means = {kind: fmean(values) for kind, values in figures.mrr.items()}
    worst = min(means, key=means.__getitem__)
    found = [
        _at_least("macro MRR@5", 0.90, metrics.macro(figures.mrr)),
        _at_least("MRR@5 of the weakest class", 0.70, means[worst], f" ({worst})"),
        *(_at_least(f"MRR@5 of {kind}", 0.95, means[kind]) for kind in STRICT),
        _at_least("MRR@5 of paraphrase", 0.70, means[PARAPHRASE]),
        _at_least(f"MRR@5 of {HARDEST}", 0.70, metrics.macro(hardest.mrr)),
        *(_at_least(f"MRR@5 of {kind}", 0.80, means[kind]) for kind in CROSS),
        _at_most("no result although there is an answer", 0.02, figures.share("empty")),
        Bound(
            "same top five for ș/ş/s, NFC/NFD, case",
            "100.0 %",
            invariance.share,
            f"{100 * invariance.share:.1f} %",
            invariance.share == 1,
        ),
        Bound("leaks", "0", len(secrecy.leaks), str(len(secrecy.leaks)), not secrecy.leaks),
        _at_most("false answers", 0.10, fmean(figures.false_answers)),
    ]
    return found + pace_bounds(paces)


def pace_bounds(paces: Sequence[Pace]) -> list[Bound]:
    found = []
    for answers, limit in ((5_000, 15), (100_000, 50)):
        for pace in paces:
            if pace.answers == answers:
                found += [
                    Bound(
                        f"p95 of {what} at {answers:,} answers",
                        f"≤ {limit} ms",
                        figure,
                        f"{figure:.1f} ms",
                        figure <= limit,
                    )
                    for what, figure in (
                        ("engine.search", pace.search_p95),
                        ("results_for", pace.page_p95),
                    )
                ]
    return found


def _at_least(name: str, wanted: float, figure: float, remark: str = "") -> Bound:
    return Bound(name, f"≥ {wanted:.2f}", figure, f"{figure:.3f}{remark}", figure >= wanted)


def _at_most(name: str, wanted: float, figure: float) -> Bound:
    return Bound(name, f"≤ {100 * wanted:.1f} %", figure, f"{100 * figure:.1f} %", figure <= wanted)


def head(
    options: argparse.Namespace,
    corpus: str,
    queries: list[Query],
    server: str,
    thesaurus: int | None,
) -> str:
    romanian = fmean(query.language == "ro" for query in queries)
    if thesaurus is None:
        synonyms = "there is no thesaurus"
    elif thesaurus:
        synonyms = f"with the thesaurus ({thesaurus} entries)"
    else:
        synonyms = "without the thesaurus"
    return (
        f"Corpus: {corpus}. Half: {options.split}; {len(queries)} queries, "
        f"{100 * romanian:.0f} % Romanian; PostgreSQL {server}; {synonyms}."
    )


def classes(ways: dict[str, Figures], hardest: dict[str, Figures]) -> str:
    """`hardest` are some of the paraphrases once more: they count for nothing else."""
    others = [name for name in ways if name != "portal"]
    rows = [
        ["class", "n", "MRR@5", "95 %", "nDCG@5", "Success@1", "Recall@5", "none", "unsure"]
        + [f"MRR@5 {name}" for name in others]
    ]
    for kind in (kind for kind in CLASSES if kind in ways["portal"].mrr):
        rows.append(_class(kind, kind, ways))
        if kind == PARAPHRASE and hardest["portal"].mrr:
            rows.append(_class(HARDEST, kind, hardest))
    return _table(rows)


def _class(name: str, kind: str, ways: dict[str, Figures]) -> list[str]:
    portal = ways["portal"]
    low, high = metrics.interval({kind: portal.mrr[kind]})
    measures = (portal.ndcg, portal.success, portal.recall)
    return [
        name,
        str(len(portal.mrr[kind])),
        f"{fmean(portal.mrr[kind]):.3f}",
        f"{low:.2f}–{high:.2f}",
        *(f"{fmean(measure[kind]):.3f}" for measure in measures),
        *(f"{100 * fmean(measure[kind]):.0f} %" for measure in (portal.empty, portal.unsure)),
        *(f"{fmean(way.mrr[kind]):.3f}" for other, way in ways.items() if other != "portal"),
    ]


def overall(ways: dict[str, Figures], invariance: Invariance, secrecy: Secrecy) -> str:
    rows = [["", *ways]]
    for title, name in (
        ("macro MRR@5", "mrr"),
        ("macro nDCG@5", "ndcg"),
        ("macro Success@1", "success"),
        ("macro Recall@5", "recall"),
    ):
        rows.append([title, *(f"{metrics.macro(getattr(way, name)):.3f}" for way in ways.values())])
        if name == "mrr":
            low_high = [metrics.interval(way.mrr) for way in ways.values()]
            rows.append(["  its 95 % interval", *(f"{a:.3f}–{b:.3f}" for a, b in low_high)])
    rows.append(["no result", *(f"{100 * way.share('empty'):.1f} %" for way in ways.values())])
    sure = {name: way.share("unsure") for name, way in ways.items() if name == "portal"}
    none = "says nothing of it"
    rows.append(
        ["low confidence", *(f"{100 * sure[w]:.1f} %" if w in sure else none for w in ways)]
    )
    wrong = [fmean(way.false_answers) for way in ways.values()]
    rows.append(["false answers", *(f"{100 * share:.1f} %" for share in wrong)])
    rows.append(["rightly not sure", *(f"{100 * (1 - share):.1f} %" for share in wrong)])
    broken = ", ".join(f"{kind} {count}" for kind, count in invariance.broken.items())
    return _table(rows) + (
        f"\n\nSame top five however the letters are typed: {invariance.same} of "
        f"{invariance.asked} queries{f' (broken: {broken})' if broken else ''}. "
        f"Leaks: {len(secrecy.leaks)}. Of {secrecy.asked} visitors’ queries and probes "
        f"{len(secrecy.influences)} have a result that depends on members’ answers."
    )


def latency(paces: Sequence[Pace]) -> str:
    rows = [
        ["answers", "words", "index built in", "search p50", "search p95", "page p50", "page p95"]
    ]
    for pace in paces:
        times = (pace.search_p50, pace.search_p95, pace.page_p50, pace.page_p95)
        rows.append(
            [f"{pace.answers:,}", f"{pace.words:,}", f"{pace.rebuilt_in:.1f} s"]
            + [f"{each:.1f} ms" for each in times]
        )
    return _table(rows)


def bounds_table(found: Sequence[Bound]) -> str:
    rows = [["bound", "wanted", "figure", ""]]
    rows += [
        [bound.name, bound.wanted, bound.shown, "reached" if bound.is_reached else "NOT reached"]
        for bound in found
    ]
    return _table(rows)


def failures(asked: Sequence[Asked]) -> str:
    """Of the development half only: nobody should tune to the other one."""
    lines = ["", "Development queries that fail:"]
    for one in asked:
        query = one.query
        if query.half != "development":
            continue
        if query.kind == NO_ANSWER:
            if one.top and not one.is_unsure:
                lines.append(
                    f"  {query.id:18} {query.text!r}: sure ({one.confidence:.2f}) of {one.top[0]}"
                )
        elif query.is_answerable and metrics.reciprocal_rank(one.top, query.grades) < 1:
            wanted = ", ".join(key for key, grade in query.grades.items() if grade == 2)
            sign = "unsure" if one.is_unsure else "sure"
            lines.append(
                f"  {query.id:18} {query.text!r}: wanted {wanted}; "
                f"{sign} ({one.confidence:.2f}) of {', '.join(one.top[:3]) or 'nothing'}"
                f"{f'; read as {one.repaired!r}' if one.repaired else ''}"
            )
    return "\n".join(lines)


def _table(rows: list[list[str]]) -> str:
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    lines = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |"
        for row in rows
    ]
    lines.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(lines)
