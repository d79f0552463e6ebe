from typing import Any

from django.core.management.base import BaseCommand

from faq.search import actions


class Command(BaseCommand):
    help = "Write the search index of the FAQ anew; people go on searching meanwhile."

    def handle(self, *args: Any, **options: Any) -> None:
        answers, words = actions.rebuild_index()
        self.stdout.write(f"{answers} answers indexed, {words} words in the vocabulary.")
