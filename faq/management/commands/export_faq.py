from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from faq.editorial import exporter


class Command(BaseCommand):
    help = (
        "Write all questions as Markdown files with front matter; import_faq reads them again. "
        "People, drafts and history are not in the files."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, metavar="DIR")

    def handle(self, *args: Any, **options: Any) -> None:
        folder = options["folder"]
        try:
            written = exporter.export(folder)
        except OSError as error:
            raise CommandError(f"{folder} cannot be written to ({error.strerror}).") from error
        self.stdout.write(f"{len(written)} files written to {folder}.")
        strange = sorted(set(folder.glob("*.md")) - set(written))
        if strange:
            self.stdout.write(
                f"{len(strange)} other .md files are in this folder and were left as they are, "
                f"for example {strange[0].name}."
            )
