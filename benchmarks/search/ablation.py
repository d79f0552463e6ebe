#!/usr/bin/env python3
"""What each part of the search is worth; LEMMAS.md has what it said last.

    .venv/bin/python benchmarks/search/ablation.py

Asks the queries of the development half, in a database of its own (see measure.py). The line of
RoWordNet appears where `rowordnet` is installed; the project does not ask for it.
"""

import argparse
import atexit
import contextlib
import importlib
import os
import subprocess
import sys
from collections import defaultdict
from functools import lru_cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

FOOTPRINT = """
import time
def size():
    return int(next(line for line in open("/proc/self/status") if "RssAnon" in line).split()[1])
{before}
start, memory = time.perf_counter(), size()
{code}
print(f"{{time.perf_counter() - start:.2f}} {{(size() - memory) / 1024:.0f}}")
"""
DICTIONARIES = """
from simplemma.strategies.dictionaries import DefaultDictionaryFactory
factory = DefaultDictionaryFactory()
for language in ("ro", "en"):
    factory.get_dictionary(language)
"""
LEXICON = """
import os, django
os.environ["DJANGO_SETTINGS_MODULE"] = "cluster_portal.settings"
django.setup()
from faq.search import lexicon
"""
LOOKED_UP = """
for word in ("cotizatiilor", "hotararilor", "members", "elected", "zorbelurilor") * 200:
    lexicon.lemmas_of.cache_clear()
    lexicon.lemmas_of(word)
"""
WORDNET = "import rowordnet; net = rowordnet.RoWordNet()"


def footprint(code: str, before: str = "") -> str:
    """Seconds and private megabytes that it takes a new process to load this."""
    text = FOOTPRINT.format(code=code, before=before)
    found = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", text], capture_output=True, text=True, cwd=ROOT,
        check=False,
    )  # fmt: skip
    if found.returncode:
        return "not installed"
    seconds, megabytes = found.stdout.split()
    return f"{seconds} s, {megabytes} MB"


class Parts:
    """The product's own parts, taken out or put in."""

    def __init__(self) -> None:
        for name in (
            "lexemes", "documents", "query", "thesaurus", "ranking", "repair", "highlighting",
            "lexicon", "words", "actions", "picks",
        ):  # fmt: skip
            setattr(self, name, importlib.import_module(f"faq.search.{name}"))
        self.own_lexemes = self.lexemes.lexemes
        self.own_relatives = self.lexemes.relatives
        self.own_glossary = self.thesaurus.glossary
        self.users = (
            self.lexemes, self.documents, self.query, self.thesaurus, self.ranking, self.repair,
            self.highlighting, self.picks,
        )  # fmt: skip

    def use(self, *, lexemes=None, has_kin=True, glossary=None, has_thesaurus=True) -> None:
        self.put("lexemes", lexemes or self.own_lexemes)
        self.put("relatives", self.own_relatives if has_kin else lambda _folded: frozenset())
        self.put("glossary", glossary or self.own_glossary)
        self.documents._written.cache_clear()
        self.own_glossary.cache_clear()
        rows = importlib.import_module("faq.search.models").ThesaurusEntry.objects
        rows.update(is_active=has_thesaurus)
        self.actions.rebuild_index()

    def put(self, name: str, function) -> None:
        for module in self.users:
            if hasattr(module, name):
                setattr(module, name, function)

    def no_glossary(self):
        return self.thesaurus.Thesaurus()

    @lru_cache(maxsize=50_000)  # noqa: B019 - it lives as long as the program
    def stems(self, folded: str) -> frozenset[str]:
        """As section 2.6 of the reference has it: PostgreSQL's stemmers, and the light one."""
        connection = importlib.import_module("django.db").connection
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT ts_lexize('pg_catalog.romanian_stem', %(word)s) "
                "|| ts_lexize('pg_catalog.english_stem', %(word)s)",
                {"word": folded},
            )
            found = cursor.fetchone()[0] or []
        forms = {self.words.fold(stem) for stem in found} | {self.words.light_stem(folded)}
        stop = self.lexemes.STOP_WORDS
        return frozenset({folded, *(form for form in forms if len(form) > 2 and form not in stop)})

    def server_stems(self, folded: str) -> frozenset[str]:
        return self.stems(folded) - ({self.words.light_stem(folded)} - {folded})

    def both(self, folded: str) -> frozenset[str]:
        return self.stems(folded) | self.own_lexemes(folded)

    def lemmas_alone(self, folded: str) -> frozenset[str]:
        known = self.lexicon.lemmas_of(folded)
        return self.own_lexemes(folded) if known else frozenset([folded])

    def wordnet(self):
        """Romanian synonyms, one meaning a line as the glossary has them."""
        rowordnet = importlib.import_module("rowordnet")
        net = rowordnet.RoWordNet()
        entry = importlib.import_module("faq.search.models").ThesaurusEntry
        rows = [
            entry(same_ro=words)
            for key in net.synsets()
            if 1 < len(words := [w for w in net.synset(key).literals if w.isalpha()]) <= 8
        ]
        found = self.thesaurus.Thesaurus(rows=rows)
        return lambda: found


def ways(parts: Parts) -> dict[str, dict]:
    bare = {"has_kin": False, "glossary": parts.no_glossary, "has_thesaurus": False}
    found = {
        "stems of PostgreSQL and the light one (2.6)": {"lexemes": parts.stems, **bare},
        "− the light stem": {"lexemes": parts.server_stems, **bare},
        "+ lemmas": {"lexemes": parts.both, **bare},
        "lemmas, light stem for unknown words": bare,
        "lemmas alone": {"lexemes": parts.lemmas_alone, **bare},
        "lemmas + common roots": {**bare, "has_kin": True},
        "… + glossary": {"has_thesaurus": False},
        "… + thesaurus (as it is)": {},
        "as it is, with stems for lemmas": {"lexemes": parts.stems},
        "as it is, with both": {"lexemes": parts.both},
        "as it is, without common roots": {"has_kin": False},
        "as it is, without the glossary": {"glossary": parts.no_glossary},
    }
    with contextlib.suppress(ImportError):
        found["lemmas + RoWordNet"] = {**bare, "glossary": parts.wordnet()}
    return found


def main() -> None:
    argparse.ArgumentParser(description=__doc__).parse_args()
    importlib.import_module("benchmarks.own_database").make("search_benchmark")
    os.environ["DJANGO_SETTINGS_MODULE"] = "cluster_portal.settings"
    importlib.import_module("django").setup()
    names = ("dataset", "loading", "metrics", "relevance")
    dataset, loading, metrics, relevance = (
        importlib.import_module(f"benchmarks.search.{name}") for name in names
    )
    loading.migrate()
    keys = loading.load_corpus()
    queries = dataset.queries("development")
    parts = Parts()
    kinds = [kind for kind in relevance.CLASSES if any(query.kind == kind for query in queries)]
    print("| | macro | " + " | ".join(kinds) + " | none | false |")
    print("|--|" + "--|" * (len(kinds) + 3))
    for name, options in ways(parts).items():
        parts.use(**options)
        figures = relevance.Figures.of(relevance.ask_all(queries, keys))
        by_kind = defaultdict(float, {k: sum(v) / len(v) for k, v in figures.mrr.items()})
        false = sum(figures.false_answers) / len(figures.false_answers)
        cells = [f"{metrics.macro(figures.mrr):.3f}", *(f"{by_kind[kind]:.2f}" for kind in kinds)]
        cells += [f"{figures.share('empty'):.1%}", f"{false:.0%}"]
        print(f"| {name} | " + " | ".join(cells) + " |", flush=True)
    print()
    print("| to load | in a new process |\n|--|--|")
    print(f"| simplemma's two dictionaries | {footprint(DICTIONARIES)} |")
    print(f"| the lexicon of faq/search, with 1,000 look-ups | {footprint(LOOKED_UP, LEXICON)} |")
    print(f"| RoWordNet | {footprint(WORDNET)} |")


if __name__ == "__main__":
    atexit.register(sys.stdout.flush)
    main()
