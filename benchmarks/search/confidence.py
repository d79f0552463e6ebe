#!/usr/bin/env python3
"""How the search's confidence parts what it can answer from what it cannot, at each threshold.

    .venv/bin/python benchmarks/search/confidence.py [--wrong]

Asks the tuning set queries/scope.jsonl of the sample's answers, in a database of its own. README.md
says what the set is for; the judged queries of the benchmark are not looked at.
"""

import importlib
import json
import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
SCOPE = Path(__file__).parent / "queries" / "scope.jsonl"
THRESHOLDS = [step / 100 for step in range(30, 81, 5)]


def queries() -> list[dict]:
    return [json.loads(line) for line in SCOPE.read_text(encoding="utf-8").splitlines()]


def main(*, show_wrong: bool) -> None:
    importlib.import_module("benchmarks.own_database").make("search_benchmark")
    os.environ["DJANGO_SETTINGS_MODULE"] = "cluster_portal.settings"
    importlib.import_module("django").setup()
    importer = importlib.import_module("faq.editorial.importer")
    sample = importlib.import_module("cluster_portal.sample.files")
    importlib.import_module("benchmarks.search.loading").migrate()
    importer.apply(importer.read(sorted((sample.DATA / "faq").iterdir()), language="en"))
    importlib.import_module("faq.search.actions").rebuild_index()

    engine = importlib.import_module("faq.search.engine")
    rows = queries()
    sure = {row["q"]: engine.search(row["q"], ["public"]).confidence for row in rows}
    inside = [sure[row["q"]] for row in rows if row["in_scope"]]
    outside = [sure[row["q"]] for row in rows if not row["in_scope"]]
    print("threshold  answerable, but unsure  out of scope, but sure")
    for threshold in sorted({*THRESHOLDS, engine.LOW_CONFIDENCE}):
        unsure = sum(each < threshold for each in inside) / len(inside)
        false = sum(each >= threshold for each in outside) / len(outside)
        mark = "  <- in use" if threshold == engine.LOW_CONFIDENCE else ""
        print(f"{threshold:9.2f}  {unsure:22.1%}  {false:22.1%}{mark}")
    for row in rows if show_wrong else ():
        if row["in_scope"] == (sure[row["q"]] < engine.LOW_CONFIDENCE):
            print(f"  {sure[row['q']]:.2f}  {row['q']}")


if __name__ == "__main__":
    main(show_wrong="--wrong" in sys.argv[1:])
