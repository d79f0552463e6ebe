"""The first steps of a new member: each is true or not by the facts, never ticked by hand."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import formats, timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cluster_portal.toolkit.templatetags.portal import money
from members.onboarding.models import Onboarding
from members.organisations.models import MembershipStatus, Organisation

AGREEMENT, PEOPLE, FEE, PROFILE = "agreement", "people", "fee", "profile"
PROFILE_PARTS: dict[str, tuple[Promise | str, Callable[[Organisation], Any]]] = {
    "summary": (gettext_lazy("a sentence about you"), lambda one: one.summary),
    "description": (gettext_lazy("a description"), lambda one: one.description),
    "competences": (gettext_lazy("competences"), lambda one: one.competences),
    "website": (gettext_lazy("a website"), lambda one: one.website),
}


@dataclass(frozen=True)
class FirstStep:
    """`said` is what is there or what is missing; `url` leads to where it is done, by those who
    may.
    """

    slug: str
    label: str
    is_done: bool
    said: str
    url: str = ""


@dataclass(frozen=True)
class Hint:
    """For a person's own page: how many steps are open, and where they stand."""

    number: int
    text: str
    url: str


def open_for(organisation: Organisation) -> Onboarding | None:
    rows = Onboarding.objects.open().with_facts()
    return rows.filter(membership__organisation=organisation).first()


def of(onboarding: Onboarding) -> list[FirstStep]:
    """Needs `with_facts`."""
    return [_agreement(onboarding), _people(onboarding), _fee(onboarding), _profile(onboarding)]


def hint_for(organisation: Organisation) -> Hint | None:
    """What a representative's own page says; None when nothing is open."""
    onboarding = open_for(organisation)
    lacking = [step for step in of(onboarding) if not step.is_done] if onboarding else []
    if not lacking:
        return None
    return Hint(
        number=len(lacking),
        text=", ".join(step.label for step in lacking),
        url=reverse("members:my_first_steps"),
    )


def lacking_in_profile(organisation: Organisation) -> list[str]:
    return [str(label) for label, find in PROFILE_PARTS.values() if not find(organisation)]


def _agreement(onboarding: Onboarding) -> FirstStep:
    label = _("Membership agreement accepted")
    accepted = onboarding.agreement
    if accepted is not None:
        day = formats.date_format(timezone.localtime(accepted.accepted_at))
        return FirstStep(AGREEMENT, label, True, f"{accepted.person_name}, {day}")
    if not onboarding.has_agreement_text:  # type: ignore[attr-defined]  # with_facts() adds it
        return FirstStep(AGREEMENT, label, True, _("The association asks for none."))
    said = _("%(person)s got the link to it.") % {
        "person": onboarding.signatory_name or onboarding.signatory_email
    }
    return FirstStep(AGREEMENT, label, False, said)


def _people(onboarding: Onboarding) -> FirstStep:
    label = _("People confirmed")
    number: int = onboarding.open_invitations  # type: ignore[attr-defined]
    parts = []
    if not onboarding.contact_signed_in:  # type: ignore[attr-defined]
        parts.append(_("The primary contact has not signed in yet."))
    if number:
        parts.append(
            ngettext(
                "%(number)d invitation waits for an answer.",
                "%(number)d invitations wait for an answer.",
                number,
            )
            % {"number": number}
        )
    said = " ".join(parts) or _("Everybody who was named is here.")
    return FirstStep(PEOPLE, label, not parts, said, reverse("members:people"))


def _fee(onboarding: Onboarding) -> FirstStep:
    label = _("First fee paid or waived")
    url = reverse("members:my_fees")
    balance = onboarding.first_balance  # type: ignore[attr-defined]
    if onboarding.fee_waived_at is not None:
        said = _("Waived: %(reason)s") % {"reason": onboarding.fee_waiver_reason}
        return FirstStep(FEE, label, True, said, url)
    if balance is None:
        is_due = onboarding.membership.status == MembershipStatus.AWAITING_PAYMENT
        said = _("The office will send the notice.") if is_due else _("No fee is due.")
        return FirstStep(FEE, label, not is_due, said, url)
    if balance <= 0:
        return FirstStep(FEE, label, True, _("Paid."), url)
    said = _("%(amount)s to pay until %(day)s.") % {
        "amount": money(balance, onboarding.first_currency),  # type: ignore[attr-defined]
        "day": formats.date_format(onboarding.first_due_on),  # type: ignore[attr-defined]
    }
    return FirstStep(FEE, label, False, said, url)


def _profile(onboarding: Onboarding) -> FirstStep:
    label = _("Profile complete")
    url = reverse("members:my_organisation_edit")
    lacking = lacking_in_profile(onboarding.membership.organisation)
    if not lacking:
        return FirstStep(PROFILE, label, True, _("The public page says who you are."), url)
    said = _("Still missing: %(parts)s.") % {"parts": ", ".join(lacking)}
    return FirstStep(PROFILE, label, False, said, url)


def by_slug(onboarding_id: int) -> dict[str, FirstStep]:
    """Read anew from the database, for whoever changed something."""
    onboarding = Onboarding.objects.with_facts().get(pk=onboarding_id)
    return {step.slug: step for step in of(onboarding)}
