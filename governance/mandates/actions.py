import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from cluster_portal.toolkit.errors import NotAllowedError
from cluster_portal.toolkit.history import actions as history
from governance.mandates import policies
from governance.mandates.errors import (
    MandateEndedError,
    OfficeTakenError,
    OutsideTermError,
)
from governance.mandates.models import (
    SINGLE_OFFICES,
    BoardTerm,
    Mandate,
    MandateEvent,
    Office,
)
from members.accounts.models import User


@transaction.atomic
def begin_mandate(*, mandate: Mandate, actor: User) -> Mandate:
    """Save a new mandate with the names as they are today. OutsideTermError, OfficeTakenError."""
    if not policies.can_keep_mandates(actor):
        raise NotAllowedError
    term = BoardTerm.objects.select_for_update().get(pk=mandate.term_id)
    complete(mandate)
    check_inside(term, mandate.starts_on)
    check_free(mandate)
    mandate.save(force_insert=True)
    history.record(
        subject=term,
        kind=MandateEvent.BEGUN,
        actor=actor,
        reason=str(mandate),
        changes={"mandate": [None, mandate.pk]},
    )
    return mandate


def complete(mandate: Mandate) -> Mandate:
    """Fill what was left empty: the names from the records, the first day from the term."""
    if not mandate.person_name and mandate.user:
        mandate.person_name = str(mandate.user)
    if not mandate.organisation_name and mandate.organisation:
        mandate.organisation_name = str(mandate.organisation)
    if not mandate.starts_on:
        mandate.starts_on = mandate.term.starts_on
    return mandate


def check_inside(term: BoardTerm, day: dt.date) -> None:
    if not term.starts_on <= day <= term.ends_on:
        raise OutsideTermError(_("This day is not in the term %(term)s.") % {"term": term})


def check_free(mandate: Mandate) -> None:
    """The rules of the exclusion constraints, said in words. OfficeTakenError."""
    others = Mandate.objects.at_the_same_time_as(mandate)
    if mandate.office in SINGLE_OFFICES:
        holder = others.filter(office=mandate.office).first()
        if holder:
            raise OfficeTakenError(
                _("%(person)s holds this office at that time. End that mandate first.")
                % {"person": holder.person_name}
            )
    takes_a_seat = mandate.user_id and mandate.office != Office.EXECUTIVE_DIRECTOR
    if takes_a_seat and others.of_directors().filter(user=mandate.user_id).exists():
        raise OfficeTakenError(_("This person has a seat on the Board at that time already."))


@transaction.atomic
def correct_mandate(*, mandate_id: int, actor: User, **values: Any) -> Mandate:
    """Put right what was written down wrongly; the history keeps what stood there.

    `values`: office, starts_on, person_name, organisation_name.
    OutsideTermError, OfficeTakenError.
    """
    mandate = _locked(mandate_id, actor)
    before = {name: getattr(mandate, name) for name in values}
    for name, value in values.items():
        setattr(mandate, name, value)
    check_inside(mandate.term, mandate.starts_on)
    check_free(mandate)
    changes = {
        name: [str(old), str(values[name])] for name, old in before.items() if old != values[name]
    }
    if changes:
        mandate.save(update_fields=list(values))
        history.record(
            subject=mandate.term,
            kind=MandateEvent.CORRECTED,
            actor=actor,
            reason=str(mandate),
            changes=changes,
        )
    return mandate


@transaction.atomic
def end_mandate(*, mandate_id: int, actor: User, on: dt.date, reason: str) -> Mandate:
    """Close a mandate before its term is over; `on` is the last day in office.

    MandateEndedError, OutsideTermError.
    """
    mandate = _locked(mandate_id, actor)
    if mandate.ended_on:
        raise MandateEndedError(_("This mandate has ended already."))
    if on < mandate.starts_on:
        raise OutsideTermError(_("A mandate cannot end before it begins."))
    check_inside(mandate.term, on)
    mandate.ended_on, mandate.end_reason = on, reason
    mandate.save(update_fields=["ended_on", "end_reason"])
    history.record(
        subject=mandate.term,
        kind=MandateEvent.ENDED,
        actor=actor,
        reason=f"{mandate}: {reason}",
        changes={"ended_on": [None, on.isoformat()]},
    )
    return mandate


def _locked(mandate_id: int, actor: User) -> Mandate:
    if not policies.can_keep_mandates(actor):
        raise NotAllowedError
    return Mandate.objects.select_for_update(of=("self",)).select_related("term").get(pk=mandate_id)
