"""A CSV layout from an example file: guessed by its headings, for a person to look at."""

from django.db import transaction

from cluster_portal.toolkit.errors import NotAllowedError
from cluster_portal.toolkit.history import actions as history
from members.accounts.models import User
from members.banking import policies
from members.banking.formats import csv_mapping
from members.banking.formats.decoding import text_of
from members.banking.models import ENCODINGS, BankingEvent, CsvMapping
from members.organisations.models import BankAccount

SAMPLE_ROWS, SAMPLE_CELL = 12, 120


@transaction.atomic
def layout_from_example(*, account_id: int, name: str, content: bytes, actor: User) -> CsvMapping:
    """Keeps only the first lines of the file, to show what the layout makes of them. Raises
    UnreadableFileError.
    """
    if not policies.can_import(actor):
        raise NotAllowedError
    text = text_of(content)
    layout = csv_mapping.guess(text)
    mapping = CsvMapping.objects.create(
        account=BankAccount.objects.get(pk=account_id),
        name=name,
        delimiter=layout.delimiter,
        encoding=_encoding_of(content),
        decimal_sign=layout.decimal_sign,
        date_format=layout.date_format,
        columns=layout.columns,
        sample=[
            [cell[:SAMPLE_CELL] for cell in row]
            for row in csv_mapping.rows_of(text, layout.delimiter)[:SAMPLE_ROWS]
        ],
    )
    history.record(subject=mapping, kind=BankingEvent.LAYOUT_ADDED, actor=actor)
    return mapping


def _encoding_of(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    for encoding, _name in ENCODINGS[:2]:
        try:
            content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return encoding
    return ENCODINGS[0][0]
