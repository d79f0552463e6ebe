"""Where an application stands, in words that an applicant understands: the way, whose turn it is,
and who filled in what.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from members.registration.models import Application, ApplicationStatus

S = ApplicationStatus
WAY: tuple[tuple[Promise | str, tuple[ApplicationStatus, ...]], ...] = (
    (gettext_lazy("Fill in"), (S.DRAFT,)),
    (gettext_lazy("Sent in"), (S.SUBMITTED,)),
    (gettext_lazy("Looked through"), (S.SCREENING, S.INFO_REQUESTED)),
    (gettext_lazy("Before the Board"), (S.READY,)),
    (gettext_lazy("Decided"), (S.APPROVED, S.REJECTED)),
)


@dataclass(frozen=True)
class Stage:
    label: Promise | str
    is_done: bool


def place_of(application: Application) -> int:
    """1 to 5; 0 for an application that ended on the way."""
    for number, (_label, statuses) in enumerate(WAY, start=1):
        if application.status in statuses:
            return number
    return 0


def of(application: Application) -> list[Stage]:
    place = place_of(application)
    return [Stage(label, number < place) for number, (label, _s) in enumerate(WAY, start=1)]


def ball_of(application: Application) -> str:
    """Whose turn it is, as a sentence; empty once nothing is expected of anybody."""
    sentences = {
        S.DRAFT: _("It is your turn: the application is with you."),
        S.SUBMITTED: _("It is the office's turn: it will look through the application."),
        S.SCREENING: _("It is the office's turn: it is looking through the application."),
        S.INFO_REQUESTED: _("It is your turn: the office asked you something."),
        S.READY: _("It is the Board's turn: everything is there for its decision."),
    }
    return sentences.get(ApplicationStatus(application.status), "")


def filled(application: Application, step: str) -> dict[str, Any] | None:
    """Who filled a page in last, and when; None for a page that nobody has touched."""
    entry = application.filled.get(step)
    if not entry:
        return None
    return {"by": entry["by"], "at": dt.datetime.fromisoformat(entry["at"])}
