"""Rows of people: they become users who represent an organisation, and nobody is written to.

They sign in with a code when they want to; what a known person wrote about themselves stays.
"""

from typing import Any

from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from cluster_portal.toolkit.history import actions as history
from cluster_portal.toolkit.history.models import HistoryEvent
from members.accounts import actions as accounts
from members.accounts.models import User
from members.imports import values
from members.imports.errors import ValueRefusedError
from members.imports.languages import HAPPENED, told
from members.imports.models import ImportEvent, ImportRow, Outcome
from members.imports.plans import Plan, needed, refused, shown
from members.organisations.models import (
    SINGLE_ROLES,
    Organisation,
    Representative,
    Role,
    RoleHeld,
)


def plan(cells: dict[str, str]) -> Plan:
    subject = cells.get("full_name") or cells.get("email", "")
    try:
        return _planned(cells)
    except ValueRefusedError as error:
        return refused(str(error), subject)


def key(found: Plan) -> str:
    """The same person of the same organisation."""
    facts = found.facts
    return f"{facts['organisation']}:{facts['email']}" if facts else ""


def _planned(cells: dict[str, str]) -> Plan:
    organisation = _organisation(cells)
    facts: dict[str, Any] = {
        "organisation": organisation.pk,
        "email": values.fitting(
            User, "email", values.email(needed(cells, "email", _("The e-mail address")))
        ),
        "full_name": values.fitting(User, "full_name", needed(cells, "full_name", _("The name"))),
        "roles": values.roles(cells.get("roles", "")),
        "phone": values.fitting(User, "phone", cells.get("phone", "")),
        "job_title": values.fitting(Representative, "job_title", cells.get("job_title", "")),
        "language": values.language(cells["language"])
        if "language" in cells
        else organisation.language,
        "started_on": values.day(cells["started_on"])
        if "started_on" in cells
        else timezone.localdate(),
    }
    person = User.objects.at_address(facts["email"])
    if person is not None and not person.is_active:
        raise ValueRefusedError(
            _("The account of %(email)s is closed. The office can open it again.") % facts
        )
    tie = (
        Representative.objects.open().filter(user=person, organisation=organisation).first()
        if person
        else None
    )
    wanted = _free_roles(organisation, tie, facts["roles"])
    subject = f"{facts['full_name']}, {organisation}"
    if tie is None:
        changes: dict[str, list[Any]] = {
            name: ["", shown(facts[name])]
            for name in ("email", "full_name", "job_title", "phone", "started_on")
            if facts[name]
        }
        changes["roles"] = [[], wanted]
        notes = [_("This person has an account already.")] if person else []
        return Plan(Outcome.NEW, subject=subject, changes=changes, facts=facts, notes=notes)
    return _compared(tie, wanted, facts, subject)


def _organisation(cells: dict[str, str]) -> Organisation:
    country = values.country(cells.get("country", ""))
    code, _doubt = values.identifier(
        needed(cells, "identifier", _("The code of the organisation")), country
    )
    organisation = Organisation.objects.filter(country=country, identifier=code).first()
    if organisation is None:
        raise ValueRefusedError(
            _("No organisation has the code %(code)s. Import the organisations first.")
            % {"code": code}
        )
    return organisation


def _free_roles(
    organisation: Organisation, tie: Representative | None, wanted: list[str]
) -> list[str]:
    """The roles that the person would newly get. One that somebody else holds alone is handed
    over in the portal, never by a file.
    """
    held = RoleHeld.objects.open().filter(organisation=organisation)
    own = set(held.filter(representative=tie).values_list("role", flat=True)) if tie else set()
    new = [role for role in wanted if role not in own]
    for role in new:
        other = held.filter(role=role).select_related("representative__user").first()
        if role in SINGLE_ROLES and other is not None:
            raise ValueRefusedError(
                _("%(person)s holds the role “%(role)s” already. It is handed over in the portal.")
                % {"person": other.representative.user, "role": Role(role).label}
            )
    return new


def _compared(tie: Representative, wanted: list[str], facts: dict[str, Any], subject: str) -> Plan:
    changes: dict[str, list[Any]] = {}
    if wanted:
        changes["roles"] = [[], wanted]
    if facts["job_title"] and facts["job_title"] != tie.job_title:
        changes["job_title"] = [tie.job_title, facts["job_title"]]
    return Plan(
        Outcome.CHANGE if changes else Outcome.SAME,
        subject=subject,
        changes=changes,
        facts=facts,
        target_id=tie.pk,
    )


# Writing


def apply(found: Plan, *, actor: User, reason: str) -> dict[str, int]:
    facts, made = found.facts, {}
    organisation = Organisation.objects.held(facts["organisation"])
    if found.target_id is None:
        person = User.objects.at_address(facts["email"])
        if person is None:
            person = accounts.find_or_make_person(
                email=facts["email"], full_name=facts["full_name"], phone=facts["phone"],
                language=facts["language"],
            )  # fmt: skip
            made["user"] = person.pk
        tie = Representative.objects.create(
            organisation=organisation,
            user=person,
            job_title=facts["job_title"],
            started_on=facts["started_on"],
        )
        made["representative"] = tie.pk
    else:
        tie = Representative.objects.select_related("user").get(pk=found.target_id)
        if "job_title" in found.changes:
            tie.job_title = facts["job_title"]
            tie.save(update_fields=["job_title"])
    RoleHeld.objects.bulk_create(
        RoleHeld(representative=tie, organisation=organisation, role=role)
        for role in found.changes.get("roles", [[], []])[1]
    )
    event = history.record(
        subject=organisation,
        kind=ImportEvent.ENTERED if "representative" in made else ImportEvent.CHANGED,
        actor=actor,
        reason=reason,
        changes={"person": ["", str(tie.user)], **found.changes},
    )
    return {**made, "target": tie.pk, "event": event.pk}


# Taking back


def undo(row: ImportRow, *, actor: User, reason: str) -> dict[str, str]:
    made = row.made
    tie = (
        Representative.objects.select_for_update(of=["self"])
        .select_related("user", "organisation")
        .filter(pk=made["target"])
        .first()
    )
    if tie is None:
        return {}
    roles = row.changes.get("roles", [[], []])[1]
    held = tie.roles_held.open().filter(role__in=roles)
    job_title = row.changes.get("job_title", ["", tie.job_title])[1]
    is_untouched = (
        tie.ended_on is None and held.count() == len(roles) and tie.job_title == job_title
    )
    if not is_untouched:
        return told(HAPPENED, subject=tie.user)
    if "representative" in made:
        kept = _remove(tie, made)
        if kept:
            return kept
    else:
        held.delete()
        if "job_title" in row.changes:
            tie.job_title = row.changes["job_title"][0]
            tie.save(update_fields=["job_title"])
    history.record(
        subject=tie.organisation,
        kind=ImportEvent.TAKEN_BACK,
        actor=actor,
        reason=reason,
        changes={"person": [str(tie.user), ""], "roles": [roles, []]},
    )
    return {}


def _remove(tie: Representative, made: dict[str, int]) -> dict[str, str]:
    """The tie goes; the account goes with it if the import made it and nobody has used it."""
    person, organisation = tie.user, tie.organisation
    has_acted = HistoryEvent.objects.filter(actor_id=person.pk).exists()
    if "user" in made and (person.last_login or has_acted):
        return told(gettext_noop("%(subject)s has signed in by now."), subject=person)
    try:
        with transaction.atomic():
            extra = tie.roles_held.count() - len(tie.roles_held.open())
            if extra:
                return told(HAPPENED, subject=person)
            tie.roles_held.all().delete()
            tie_pk = tie.pk
            tie.delete()
            tie.pk, tie.organisation = tie_pk, organisation
    except ProtectedError:
        return told(gettext_noop("%(subject)s takes part in something by now."), subject=person)
    if "user" in made and not person.representations.exists():
        try:
            with transaction.atomic():
                User.objects.get(pk=person.pk).delete()
        except ProtectedError:
            return {}  # the account stays: something else rests on it
    return {}
