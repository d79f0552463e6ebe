from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cluster_portal.toolkit.errors import PortalError
from faq.editorial import importer
from faq.editorial.import_plan import Outcome, Plan, Step
from faq.editorial.texts import LANGUAGES

_WORDS = {
    Outcome.PUBLISH: "published",
    Outcome.REVISE: "revised",
    Outcome.DRAFT: "kept as a draft",
    Outcome.WAIT: "waiting for an answer",
    Outcome.NOTHING: "as it was",
    Outcome.KEEP: "not overwritten",
}


class Command(BaseCommand):
    help = (
        "Import questions and answers from plain text, Markdown or the HTML export of a wiki page, "
        "or all that a folder has of these; safe to run twice."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument(
            "--language", choices=LANGUAGES, default="en", help="where a file does not say"
        )
        parser.add_argument("--dry-run", action="store_true", help="only say what would be done")
        parser.add_argument("--draft", action="store_true", help="publish nothing, keep drafts")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            reading = importer.read(options["files"], language=options["language"])
            run = importer.plan if options["dry_run"] else importer.apply
            plan = run(reading, as_draft=options["draft"])
        except PortalError as error:
            raise CommandError(str(error)) from error
        self._report(plan, is_dry=options["dry_run"])

    def _report(self, plan: Plan, *, is_dry: bool) -> None:
        if is_dry:
            self.stdout.write("A dry run: this is what would be done.")
        self.stdout.write(_counted(len(plan.steps), "question") + " found:")
        width = max(len(words) for words in _WORDS.values())
        for step in plan.steps:
            line = f"  {_WORDS[step.outcome]:<{width}}  {step.text.title} [{step.entry.language}]"
            self.stdout.write(line)
            for remark in _remarks(step):
                self.stdout.write(f"  {'':<{width}}  - {remark}")
        if plan.reading.left_out:
            self.stdout.write("Left out, because it is no question and no answer:")
            for part in plan.reading.left_out:
                self.stdout.write(f"  - {part}")
        for page in plan.new_pages:
            leads = f"the question “{page.key}”" if page.key else "the list of all questions"
            self.stdout.write(f"The old address {page.path} leads to {leads}.")
        for remark in dict.fromkeys(plan.reading.remarks):
            self.stdout.write(remark)
        self.stdout.write(_summary(plan))
        if not plan.changes_something:
            self.stdout.write("Nothing new: nothing was changed.")


def _remarks(step: Step) -> list[str]:
    remarks = list(step.remarks)
    if step.is_new and step.entry.is_to_be_revised:
        remarks.append("It is marked as to be revised.")
    if step.details and not step.is_new:
        remarks.append(f"Changed as in the file: {', '.join(sorted(step.details))}.")
    return remarks


def _summary(plan: Plan) -> str:
    counts = [
        f"{plan.count(outcome)} {words}" for outcome, words in _WORDS.items() if plan.count(outcome)
    ]
    return f"In all: {', '.join(counts) or 'no questions'}."


def _counted(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"
