"""The measurement from beginning to end; `measure.py` calls it once Django is set up."""

import argparse
import dataclasses
import json
from statistics import fmean

from django.db import connection

from benchmarks.search import (
    dataset,
    latency,
    loading,
    metrics,
    readme,
    relevance,
    report,
    safety,
)


def run(options: argparse.Namespace) -> int:
    loading.migrate()
    if options.pace_only:
        return _pace_only(options)
    keys = loading.load_corpus()
    if options.no_thesaurus:
        loading.switch_thesaurus_off()
    queries = dataset.queries(options.split)
    asked = relevance.ask_all(queries, keys)
    by_way = {"portal": asked}
    if not options.no_baselines:
        by_way |= relevance.ask_baselines(queries, keys)
    ways = {name: relevance.Figures.of(found) for name, found in by_way.items()}
    hardest = {name: relevance.Figures.of_hardest(found) for name, found in by_way.items()}
    everything = dataset.queries()
    invariance = safety.invariance(queries, keys)
    secrecy = safety.secrecy(everything, keys)
    paces = latency.measure(options.latency, say=print) if options.latency else []

    bounds = report.bounds(ways["portal"], hardest["portal"], invariance, secrecy, paces)
    parts = {
        "head": report.head(
            options, loading.corpus_in_words(), queries, _server(), loading.thesaurus_size()
        ),
        "classes": report.classes(ways, hardest),
        "overall": report.overall(ways, invariance, secrecy),
        "latency": report.latency(paces) if paces else "",
        "bounds": report.bounds_table(bounds),
    }
    print("\n\n".join(part for part in parts.values() if part))
    for line in [*secrecy.leaks[:20], *invariance.examples[:20]]:
        print("  !", line)
    _say_what_was_slow(paces)
    if options.failures:
        print(report.failures(asked))
    if options.json:
        options.json.write_text(
            _as_json(options, ways, hardest, invariance, secrecy, paces, bounds)
        )
    if options.write_readme:
        readme.write(parts)
    return int(not all(bound.is_reached for bound in bounds))


def _pace_only(options: argparse.Namespace) -> int:
    loading.write_corpus()
    if options.no_thesaurus:
        loading.switch_thesaurus_off()
    paces = latency.measure(options.latency, say=print)
    bounds = report.pace_bounds(paces)
    print("\n\n".join([report.latency(paces), report.bounds_table(bounds)]))
    _say_what_was_slow(paces)
    return int(not all(bound.is_reached for bound in bounds))


def _say_what_was_slow(paces: list[latency.Pace]) -> None:
    for pace in paces:
        for taken, kind, text in pace.slowest:
            print(f"  slow at {pace.answers}: {taken:6.1f} ms  {kind:14} {text}")


def _server() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        return cursor.fetchone()[0].split()[0]


def _as_json(options, ways, hardest, invariance, secrecy, paces, bounds) -> str:
    found = {
        "split": options.split,
        "postgresql": _server(),
        "thesaurus": not options.no_thesaurus,
        "ways": {
            name: {
                "macro_mrr": metrics.macro(figures.mrr),
                "interval": metrics.interval(figures.mrr),
                "macro_ndcg": metrics.macro(figures.ndcg),
                "macro_success": metrics.macro(figures.success),
                "macro_recall": metrics.macro(figures.recall),
                "zero_results": figures.share("empty"),
                "low_confidence": figures.share("unsure"),
                "false_answers": fmean(figures.false_answers),
                "mrr": {kind: fmean(values) for kind, values in figures.mrr.items()},
                "hardest_mrr": metrics.macro(hardest[name].mrr),
                "ndcg": {kind: fmean(values) for kind, values in figures.ndcg.items()},
            }
            for name, figures in ways.items()
        },
        "invariance": {"share": invariance.share, "broken": dict(invariance.broken)},
        "leaks": secrecy.leaks,
        "influences": secrecy.influences,
        "latency": [dataclasses.asdict(pace) for pace in paces],
        "bounds": [
            {"name": bound.name, "figure": bound.figure, "is_reached": bound.is_reached}
            for bound in bounds
        ],
    }
    return json.dumps(found, ensure_ascii=False, indent=1) + "\n"
