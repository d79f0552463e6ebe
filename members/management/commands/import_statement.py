"""A bank statement from a file, as the office's page takes it."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cluster_portal.toolkit.errors import PortalError
from members.banking import actions
from members.banking.actions import Received
from members.banking.models import CsvMapping, LineStatus, StatementFile
from members.organisations.models import BankAccount


class Command(BaseCommand):
    help = (
        "Import a statement of the association's account: CAMT.053, MT940, or CSV by a saved "
        "layout. Lines are stored once, matched, posted where it is sure; the rest waits in the "
        "queue of the admin. Safe to run twice, and after a stop."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--account", default="", help="IBAN, where the file does not say it")
        parser.add_argument(
            "--layout", default="", help="name of the CSV layout, where several fit"
        )
        parser.add_argument("--dry-run", action="store_true", help="say what would happen")
        parser.add_argument(
            "--quiet-members", action="store_true", help="write no letters about found payments"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            content = options["file"].read_bytes()
        except OSError as error:
            raise CommandError(f"This file cannot be read: {error.strerror}.") from error
        chosen = {"account_id": self._account(options["account"]),
                  "mapping_id": self._mapping(options["layout"])}  # fmt: skip
        try:
            if options["dry_run"]:
                self._rehearse(actions.rehearse(content=content, **chosen))
                return
            received = actions.import_statement(
                content=content,
                name=options["file"].name,
                actor=None,
                is_told=not options["quiet_members"],
                is_deferred=False,
                **chosen,
            )
            for one in received:
                self._work_off(one)
        except PortalError as error:
            raise CommandError(str(error)) from error

    def _account(self, iban: str) -> int | None:
        if not iban:
            return None
        plain = "".join(iban.split()).upper()
        found = BankAccount.objects.filter(iban__iexact=plain).order_by("closed_on").first()
        if found is None:
            known = ", ".join(BankAccount.objects.values_list("iban", flat=True)) or "none"
            raise CommandError(f"{iban} is not an account of the association. It has: {known}.")
        return found.pk

    def _mapping(self, name: str) -> int | None:
        if not name:
            return None
        found = CsvMapping.objects.filter(name__iexact=name).first()
        if found is None:
            raise CommandError(f"No CSV layout is called {name!r}.")
        return found.pk

    def _rehearse(self, tally: actions.Tally) -> None:
        for remark in tally.remarks:
            self.stdout.write(remark)
        new = tally.lines - tally.known
        self.stdout.write(f"{tally.lines} lines read, {tally.known} known already, {new} new.")
        self.stdout.write(
            f"Of the new ones {tally.by_verdict['post']} would be posted, "
            f"{tally.by_verdict['queue']} wait in the queue, {tally.by_verdict['ignore']} be set "
            "aside. Nothing was stored."
        )

    def _work_off(self, received: Received) -> None:
        file = received.file
        if not received.is_new and file.is_done:
            self.stdout.write(f"{file.account}: this file was imported before; nothing to add.")
            return
        if not received.is_new:
            self.stdout.write(f"{file.account}: this file was begun before; it goes on.")

        def say(done: int) -> None:
            self.stdout.write(f"  {done} of {file.line_count} lines …")

        file = actions.work_off(file_id=file.pk, on_progress=say)
        self._tell(file)

    def _tell(self, file: StatementFile) -> None:
        counts = {status: file.lines.filter(status=status).count() for status in LineStatus.values}
        self.stdout.write(
            f"{file.account}: {file.line_count} lines read, {file.known_count} known already, "
            f"{file.stored_count} new."
        )
        self.stdout.write(
            f"{counts['posted']} posted, {counts['queued']} in the queue, {counts['ignored']} set "
            "aside."
        )
        if counts["new"]:
            self.stdout.write(f"{counts['new']} lines are still with another worker.")
        if file.balances_fit is False:
            self.stdout.write(
                "The closing balance is not the opening balance and the lines: some lines of this "
                "account may be missing from the file."
            )
