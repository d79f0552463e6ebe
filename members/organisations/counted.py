"""What an organisation's fee is reckoned from, asked of whoever knows the fee table.

`SIZE_COUNTED` in the settings is the dotted path of a function that takes an organisation and a
day and returns a `Counted`, or None where nothing is counted. This room knows no fees.
"""

import datetime as dt
from dataclasses import dataclass

from django.conf import settings
from django.utils.module_loading import import_string

from members.organisations.models import Organisation


@dataclass(frozen=True)
class Counted:
    """`measure` is a Measure; `definition` the table's words, in the reader's language; `currency`
    that of a turnover, else empty.
    """

    year: int
    measure: str
    definition: str
    currency: str


def counted_of(organisation: Organisation, on: dt.date) -> Counted | None:
    if not settings.SIZE_COUNTED:
        return None
    return import_string(settings.SIZE_COUNTED)(organisation, on)
