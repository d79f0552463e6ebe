#!/usr/bin/env python3
"""How well, how safely and how quickly the FAQ search answers; README.md says how it is judged.

    .venv/bin/python benchmarks/search/measure.py [--split development|heldout|all]
        [--no-thesaurus] [--no-baselines] [--failures] [--latency 36 5000 100000]
        [--pace-only] [--json FILE] [--write-readme]

It makes a database of its own and drops it at the end: on the server of DATABASE_URL, else on the
project's own test server. Exits with 1 if a bound that was measured is not reached.
"""

import argparse
import importlib
import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))


def _options(words: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--split", choices=["development", "heldout", "all"], default="all")
    parser.add_argument("--no-thesaurus", action="store_true", help="without editors' synonyms")
    parser.add_argument("--no-baselines", action="store_true", help="only the portal's search")
    parser.add_argument(
        "--failures", action="store_true", help="name each query of the development half that fails"
    )
    parser.add_argument("--latency", nargs="+", type=int, default=[], metavar="ANSWERS")
    parser.add_argument(
        "--pace-only", action="store_true", help="with --latency: ask nothing about relevance"
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="all figures")
    parser.add_argument("--write-readme", action="store_true", help="the tables into README.md")
    return parser.parse_args(words)


def main(words: list[str] | None = None) -> int:
    options = _options(words)
    importlib.import_module("benchmarks.own_database").make("search_benchmark")
    os.environ["DJANGO_SETTINGS_MODULE"] = "cluster_portal.settings"
    importlib.import_module("cluster_portal.wsgi")  # sets Django up as the web server does
    return importlib.import_module("benchmarks.search.run").run(options)


if __name__ == "__main__":
    sys.exit(main())
