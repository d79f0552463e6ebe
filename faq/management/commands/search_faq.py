import json
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import translation

from faq.editorial.texts import LANGUAGES
from faq.questions.models import Visibility
from faq.search.results import Page, results_for

_READABLE = {"anonymous": [Visibility.PUBLIC.value], "member": list(Visibility.values)}


class Command(BaseCommand):
    help = "Search the FAQ as a person would; with - one query a line from standard input."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("words", help="what a person types, or - for standard input")
        parser.add_argument(
            "--as", choices=sorted(_READABLE), default="anonymous", dest="reader", help="who asks"
        )
        parser.add_argument("--json", action="store_true", help="the JSON of /faq/search/")
        parser.add_argument("--language", choices=LANGUAGES, default="en", help="of the page")

    def handle(self, *args: Any, **options: Any) -> None:
        asked = options["words"]
        queries = (line.rstrip("\r\n") for line in sys.stdin) if asked == "-" else [asked]
        with translation.override(options["language"]):
            for query in queries:
                page = results_for(
                    query, _READABLE[options["reader"]], language=options["language"]
                )
                self._write(page, as_json=options["json"])

    def _write(self, page: Page, *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(page.as_json(), ensure_ascii=False))
            return
        self.stdout.write(f"{page.outcome.query} (confidence {page.outcome.confidence:.2f})")
        for result in page.results:
            self.stdout.write(f"  {result.score:.2f}  {result.text.title}  {result.url}")
