"""A file comes in: read whole before anything is kept, then kept as it came."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.db.models.fields.files import FieldFile
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from cluster_portal.toolkit.errors import NotAllowedError
from cluster_portal.toolkit.history import actions as history
from members.accounts.models import User
from members.banking import policies
from members.banking.errors import UnknownAccountError, UnreadableFileError
from members.banking.formats import (
    FileFormat,
    Statement,
    StatementEntry,
    csv_mapping,
    format_of,
    read_statements,
)
from members.banking.formats.amounts import real_iban
from members.banking.formats.decoding import text_of
from members.banking.models import BankingEvent, CsvMapping, StatementFile
from members.organisations.models import BankAccount

JOB = "members.banking.periodic.work_off"
MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class ReadFile:
    """What a file holds, by account, and how it was read."""

    kind: FileFormat
    mapping: CsvMapping | None
    by_account: dict[BankAccount, list[Statement]]
    remarks: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Received:
    file: StatementFile
    is_new: bool


def read_file(
    content: bytes, *, account_id: int | None = None, mapping_id: int | None = None
) -> ReadFile:
    """Raises UnreadableFileError and UnknownAccountError, each with a sentence to show."""
    most = settings.BANK_STATEMENT_MEGABYTES
    if len(content) > most * MEGABYTE:
        raise UnreadableFileError(
            _("This file is larger than %(most)d MB. Ask the bank's page for a shorter time.")
            % {"most": most}
        )
    kind = format_of(content)
    account = BankAccount.objects.get(pk=account_id) if account_id else None
    mapping = _mapping_for(content, account, mapping_id) if kind == FileFormat.CSV else None
    statements = read_statements(content, kind, mapping.layout if mapping else None)
    if mapping:
        account = mapping.account
    found = ReadFile(kind, mapping, {})
    for statement in statements:
        owner = _account_of(statement, account, found.remarks)
        statement.entries = [_of_another(entry, owner) for entry in statement.entries]
        found.by_account.setdefault(owner, []).append(statement)
    return found


def _of_another(entry: StatementEntry, owner: BankAccount) -> StatementEntry:
    """No account pays to itself: a column or a field told whose statement this is."""
    is_own = bool(entry.other_iban) and real_iban(entry.other_iban) == real_iban(owner.iban)
    return replace(entry, other_iban="") if is_own else entry


def _mapping_for(
    content: bytes, account: BankAccount | None, mapping_id: int | None
) -> CsvMapping | None:
    """The layout that was chosen; else the one of the account that has this file's columns."""
    known = CsvMapping.objects.select_related("account")
    if mapping_id:
        return known.get(pk=mapping_id)
    candidates = known.filter(account=account) if account else known.all()
    fitting = [mapping for mapping in candidates if _fits(content, mapping)]
    written = [mapping for mapping in fitting if mapping.account.iban.encode() in content]
    fitting = written if len(fitting) > 1 and written else fitting
    if len(fitting) > 1:
        raise UnreadableFileError(
            _("Several CSV layouts fit this file (%(names)s). Choose one.")
            % {"names": ", ".join(map(str, fitting))}
        )
    return fitting[0] if fitting else None


def _fits(content: bytes, mapping: CsvMapping) -> bool:
    layout = mapping.layout
    try:
        csv_mapping.read(text_of(content, layout.encoding), layout)
    except UnreadableFileError:
        return False
    return True


def _account_of(
    statement: Statement, chosen: BankAccount | None, remarks: list[str]
) -> BankAccount:
    """By the IBAN that the file names. What a person chose counts where the file names none, or
    one that the portal does not know.
    """
    written = real_iban(statement.account) or statement.account
    own = list(BankAccount.objects.order_by("closed_on", "pk"))
    named = [account for account in own if real_iban(account.iban) == written]
    if not named and len(written) >= 8 and not real_iban(written):
        named = [account for account in own if written in account.iban]
    if named:
        if chosen is not None and chosen not in named:
            raise UnknownAccountError(
                _("This is a statement of %(written)s, not of %(chosen)s.")
                % {"written": named[0].iban, "chosen": chosen.iban}
            )
        return chosen or named[0]
    if chosen is not None:
        if written:
            remarks.append(
                _("The file says it is of account %(written)s; it is taken as %(chosen)s.")
                % {"written": written, "chosen": chosen.iban}
            )
        return chosen
    in_currency = [a for a in own if a.currency == statement.currency and a.closed_on is None]
    if not written and len(in_currency) == 1:
        return in_currency[0]
    raise UnknownAccountError(
        _("This is a statement of account %(written)s, which is not an account of the association "
          "in the portal. Add it to the association's record, or say whose statement this is.")
        % {"written": written or "?"}
    )  # fmt: skip


def import_statement(
    *,
    content: bytes,
    name: str,
    actor: User | None,
    account_id: int | None = None,
    mapping_id: int | None = None,
    is_told: bool = True,
    is_deferred: bool = True,
) -> list[Received]:
    """Keep a statement and have it worked off. A file that came before is given back as it is,
    and goes on where it stopped. `actor` is None for the command line. Raises UnreadableFileError
    and UnknownAccountError; then nothing is kept.
    """
    if actor is not None and not policies.can_import(actor):
        raise NotAllowedError
    read = read_file(content, account_id=account_id, mapping_id=mapping_id)
    digest = hashlib.sha256(content).hexdigest()
    with transaction.atomic():
        received = [
            _keep(account, statements, read, content, digest, name, actor, is_told)
            for account, statements in read.by_account.items()
        ]
        if is_deferred:
            for one in received:
                if not one.file.is_done:
                    app.configure_task(JOB, queue="banking").defer(file_id=one.file.pk)
    return received


def _keep(
    account: BankAccount,
    statements: Sequence[Statement],
    read: ReadFile,
    content: bytes,
    digest: str,
    name: str,
    actor: User | None,
    is_told: bool,
) -> Received:
    known = StatementFile.objects.filter(account=account, sha256=digest).first()
    if known is not None:
        return Received(known, is_new=False)
    fits = [statement.balances_fit for statement in statements]
    days = [day for s in statements for day in (s.first_day, s.last_day) if day]
    ending = "csv" if read.kind == FileFormat.CSV else {"camt053": "xml"}.get(read.kind, "txt")
    file = StatementFile(
        account=account,
        name=" ".join(name.split())[:200] or f"statement.{ending}",
        format=read.kind.value,
        sha256=digest,
        mapping=read.mapping,
        from_on=min(days, default=None),
        to_on=max(days, default=None),
        opening=statements[0].opening,
        closing=statements[-1].closing,
        balances_fit=None if None in fits else all(fits),
        line_count=sum(len(statement.entries) for statement in statements),
        is_told=is_told,
        uploaded_by=actor,
    )
    file.content = FieldFile(file, file._meta.get_field("content"), None)
    file.content.save(f"statement.{ending}", ContentFile(content), save=False)
    try:
        with transaction.atomic():
            file.save()
    except IntegrityError:
        file.content.delete(save=False)
        return Received(StatementFile.objects.get(account=account, sha256=digest), is_new=False)
    history.record(subject=file, kind=BankingEvent.IMPORTED, actor=actor)
    return Received(file, is_new=True)
