#!/usr/bin/env python3
"""How much of a year's statements finds its place without a person; README.md says how.

    .venv/bin/python benchmarks/banking/measure.py [--seed 4 77] [--organisations 2000]
        [--pure] [--big] [--show N] [--write-readme]

It makes a database of its own and drops it at the end: on the server of DATABASE_URL, else on the
project's own test server. `--pure` asks only the readers and the matcher, without a database.
Exits with 1 if a bound that was measured is not reached.
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
    parser.add_argument(
        "--seed", type=int, nargs="+", default=[4, 77], help="77 was never tuned on"
    )
    parser.add_argument("--organisations", type=int, default=2000)
    parser.add_argument("--pure", action="store_true", help="without a database")
    parser.add_argument("--big", action="store_true", help="also one file of 10,000 lines")
    parser.add_argument("--show", type=int, default=0, help="so many of what was missed")
    parser.add_argument("--write-readme", action="store_true", help="the tables into README.md")
    return parser.parse_args(words)


def main(words: list[str] | None = None) -> int:
    options = _options(words)
    importlib.import_module("benchmarks.own_database").make("banking_benchmark")
    os.environ["DJANGO_SETTINGS_MODULE"] = "cluster_portal.settings"
    importlib.import_module("django").setup()
    return importlib.import_module("benchmarks.banking.run").run(options)


if __name__ == "__main__":
    sys.exit(main())
