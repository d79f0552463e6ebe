"""What the law asks when the Board changes; advice for the office, never a lawyer's word."""

import datetime as dt

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from governance.mandates.models import BoardTerm, Mandate

# Board members and empowered executives count as beneficial owners of an association; a change
# of them goes to the Ministry of Justice within 30 days.
DAYS_TO_DECLARE = 30


def last_change(term: BoardTerm, today: dt.date) -> dt.date | None:
    """The last day on which somebody took or left an office of this term."""
    days = [
        day
        for mandate in term.mandates.all()
        for day in (mandate.starts_on, mandate.ended_on)
        if day and day <= today
    ]
    return max(days, default=None)


def about_owners(changed_on: dt.date) -> str:
    deadline = changed_on + dt.timedelta(days=DAYS_TO_DECLARE)
    return _(
        "The Board changed on %(changed)s. Its members count as beneficial owners of the "
        "association: a change is declared to the Ministry of Justice within %(days)d days, here "
        "until %(deadline)s, and the new Board is entered in the court's register. "
        "Check with your lawyer."
    ) % {
        "changed": date_format(changed_on),
        "days": DAYS_TO_DECLARE,
        "deadline": date_format(deadline),
    }


def about_outsiders(directors: list[Mandate]) -> str:
    """OG 26/2000, as changed in 2020: at most one third of the Board may be non-members."""
    outside = [mandate for mandate in directors if not mandate.is_of_member]  # type: ignore[attr-defined]  # annotated
    if len(outside) * 3 <= len(directors):
        return ""
    return _(
        "%(outside)d of %(all)d directors are entered without a member organisation. By law at "
        "most one third of a Board may come from outside. Check with your lawyer."
    ) % {"outside": len(outside), "all": len(directors)}


def notes(term: BoardTerm, today: dt.date) -> list[str]:
    """What to think of now, for the term's page in the admin."""
    found = []
    changed_on = last_change(term, today)
    if changed_on and today <= changed_on + dt.timedelta(days=DAYS_TO_DECLARE):
        found.append(about_owners(changed_on))
    directors = list(term.mandates.all().on(today).of_directors().for_page())
    if directors and (note := about_outsiders(directors)):
        found.append(note)
    return found
