"""Rows of organisations: who is known, what would change, how it is written and taken back.

Memberships are entered with the days that the file gives and nothing else: no letter, no fee
notice, no charge for the past (membership.md 5, "Importing history bills the past").
"""

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from cluster_portal.toolkit.folding import fold
from cluster_portal.toolkit.history import actions as history
from cluster_portal.toolkit.history.models import HistoryEvent
from members.accounts.models import User
from members.imports import values
from members.imports.errors import ValueRefusedError
from members.imports.languages import HAPPENED, told
from members.imports.models import ImportEvent, ImportRow, Outcome
from members.imports.plans import Plan, needed, refused, shown
from members.organisations.models import EndReason, Membership, MembershipStatus, Organisation

PLAIN = ("register_number", "street", "postal_code", "city", "county", "phone", "summary_en",
         "summary_ro")  # fmt: skip
MEANT = {
    "category": values.category,
    "founded_on": values.day,
    "email": values.email,
    "website": values.website,
    "competences": values.competences,
    "staff_count": values.whole_number,
    "staff_counted_on": values.day,
    "language": values.language,
}
NAMES = ("legal_name", "display_name")
MEMBERSHIP = ("member_since", "approved_on", "ended_on")
ALIKE_SHOWN = 3


def plan(cells: dict[str, str]) -> Plan:
    subject = cells.get("display_name") or cells.get("legal_name", "")
    try:
        facts, notes = _facts(cells)
        target = _known(facts)
        if target is None:
            return _new(facts, notes)
        return _compared(target, facts, notes)
    except ValueRefusedError as error:
        return refused(str(error), subject)


def key(found: Plan) -> str:
    """Two rows with the same key are the same organisation."""
    facts = found.facts
    return f"{facts['country']}:{facts['identifier']}" if facts else ""


def _facts(cells: dict[str, str]) -> tuple[dict[str, Any], list[str]]:
    country = values.country(cells.get("country", ""))
    code, doubt = values.identifier(needed(cells, "identifier", _("The code")), country)
    facts: dict[str, Any] = {"country": country, "identifier": code}
    for name in ("legal_name", "display_name", *PLAIN):
        if name in cells:
            facts[name] = values.fitting(Organisation, name, cells[name])
    for name, read in MEANT.items():
        if name in cells:
            facts[name] = values.fitting(Organisation, name, read(cells[name]))
    if "staff_count" in facts and "staff_counted_on" not in facts:
        raise ValueRefusedError(_("The day on which the staff was counted is missing."))
    for name in MEMBERSHIP:
        if name in cells:
            facts[name] = values.day(cells[name])
    if "decision_reference" in cells:
        facts["decision_reference"] = values.fitting(
            Membership, "decision_reference", cells["decision_reference"]
        )
    _check_days(facts)
    return facts, [doubt] if doubt else []


def _check_days(facts: dict[str, Any]) -> None:
    since, ended = facts.get("member_since"), facts.get("ended_on")
    if ended and not since:
        raise ValueRefusedError(_("A membership that ended needs the day on which it began."))
    if since and ended and ended < since:
        raise ValueRefusedError(_("A membership cannot end before it began."))


def _known(facts: dict[str, Any]) -> Organisation | None:
    return Organisation.objects.filter(
        country=facts["country"], identifier=facts["identifier"]
    ).first()


def _new(facts: dict[str, Any], notes: list[str]) -> Plan:
    legal_name = facts.get("legal_name")
    if not legal_name:
        raise ValueRefusedError(_("The legal name is missing."))
    if "category" not in facts:
        raise ValueRefusedError(_("The category is missing."))
    facts.setdefault("display_name", legal_name[:120])
    changes = {name: ["", shown(value)] for name, value in facts.items()}
    return Plan(
        Outcome.NEW,
        subject=facts["display_name"],
        notes=[*notes, *_alike(facts)],
        changes=changes,
        facts=facts,
    )


def _alike(facts: dict[str, Any]) -> list[str]:
    """Names that may be the same organisation under another code: for a person to judge."""
    rows = Organisation.objects.filter(
        directory_entry__name__trigram_similar=fold(facts["display_name"])
    ).exclude(country=facts["country"], identifier=facts["identifier"])
    return [
        _("Has a name like %(name)s (%(code)s).") % {"name": one, "code": one.identifier}
        for one in rows.order_by("display_name", "pk")[:ALIKE_SHOWN]
    ]


def _compared(target: Organisation, facts: dict[str, Any], notes: list[str]) -> Plan:
    changes = {}
    notes = [*notes, *_other_names(target, facts)]
    for name, value in facts.items():
        if name in {*MEMBERSHIP, "decision_reference", "country", "identifier", *NAMES}:
            continue
        before = getattr(target, name)
        if (before or None) != (value or None):
            changes[name] = [shown(before), shown(value)]
    if "member_since" in facts:
        changes |= _membership_changes(target, facts)
    return Plan(
        Outcome.CHANGE if changes else Outcome.SAME,
        subject=str(target),
        notes=notes,
        changes=changes,
        facts=facts,
        target_id=target.pk,
    )


def _other_names(target: Organisation, facts: dict[str, Any]) -> list[str]:
    """A new name is entered with its day and paper, so that the old one stays known: not here."""
    return [
        _("The file says “%(name)s”; the portal keeps “%(known)s”. A new name is entered in the "
          "office, with its day.")
        % {"name": facts[name], "known": getattr(target, name)}
        for name in NAMES
        if name in facts and fold(facts[name]) != fold(getattr(target, name))
    ]  # fmt: skip


def _membership_changes(target: Organisation, facts: dict[str, Any]) -> dict[str, list[Any]]:
    """A membership that is not there yet; one that is, must be the same."""
    since, ended = facts["member_since"], facts.get("ended_on")
    for held in target.memberships.all():
        if held.started_on == since and held.ended_on == ended:
            return {}
        begins = held.started_on or held.approved_on
        if (ended is None or begins < ended) and (held.ended_on is None or held.ended_on > since):
            raise ValueRefusedError(
                _("The portal knows another membership of %(organisation)s in these days. "
                  "The office corrects it there.")
                % {"organisation": target}
            )  # fmt: skip
    entered = {name: ["", shown(facts[name])] for name in MEMBERSHIP if name in facts}
    if "decision_reference" in facts:
        entered["decision_reference"] = ["", facts["decision_reference"]]
    return entered


# Writing


def apply(found: Plan, *, actor: User, reason: str) -> dict[str, int]:
    """Enter or change what the plan says. Returns what was made, by name."""
    made: dict[str, int] = {}
    facts = found.facts
    own = {name: value for name, value in facts.items()
           if name not in {*MEMBERSHIP, "decision_reference"}}  # fmt: skip
    if found.target_id is None:
        organisation = Organisation.objects.create(slug=_free_slug(own["display_name"]), **own)
        made["organisation"] = organisation.pk
        kind = ImportEvent.ENTERED
    else:
        organisation = Organisation.objects.held(found.target_id)
        changed = [name for name in found.changes if name in own]
        for name in changed:
            setattr(organisation, name, own[name])
        if changed:
            organisation.save(update_fields=changed)
        kind = ImportEvent.CHANGED
    if "member_since" in found.changes:
        made["membership"] = _enter_membership(organisation, facts).pk
    event = history.record(
        subject=organisation, kind=kind, actor=actor, reason=reason, changes=found.changes
    )
    return {**made, "target": organisation.pk, "event": event.pk}


def _enter_membership(organisation: Organisation, facts: dict[str, Any]) -> Membership:
    since, ended = facts["member_since"], facts.get("ended_on")
    return Membership.objects.create(
        organisation=organisation,
        status=MembershipStatus.ENDED if ended else MembershipStatus.ACTIVE,
        approved_on=facts.get("approved_on") or since,
        decision_reference=facts.get("decision_reference", ""),
        started_on=since,
        ended_on=ended,
        end_reason=EndReason.RESIGNED if ended else "",
    )


def _free_slug(name: str) -> str:
    stem = slugify(name)[:70].strip("-") or "member"
    taken = set(Organisation.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    numbered = (f"{stem}-{number}" for number in range(2, len(taken) + 3))
    return stem if stem not in taken else next(slug for slug in numbered if slug not in taken)


# Taking back


def undo(row: ImportRow, *, actor: User, reason: str) -> dict[str, str]:
    """Take the row's work back if nothing else has happened since; else why it stays."""
    made = row.made
    organisation = (
        Organisation.objects.select_for_update(no_key=True).filter(pk=made["target"]).first()
    )
    if organisation is None:
        return {}
    if HistoryEvent.objects.about(organisation).filter(pk__gt=made["event"]).exists():
        return told(HAPPENED, subject=organisation)
    try:
        with transaction.atomic():
            if "membership" in made:
                Membership.objects.filter(pk=made["membership"]).delete()
            if "organisation" in made:
                organisation.delete()
                return {}
    except ProtectedError:
        return told(
            gettext_noop("%(subject)s has people, papers or places in groups by now."),
            subject=organisation,
        )
    own = {name: pair for name, pair in row.changes.items()
           if name not in {*MEMBERSHIP, "decision_reference"}}  # fmt: skip
    for name, (before, after) in own.items():
        if shown(getattr(organisation, name)) != after:
            return told(HAPPENED, subject=organisation)
        setattr(organisation, name, _from_json(name, before))
    if own:
        organisation.save(update_fields=list(own))
    history.record(
        subject=organisation,
        kind=ImportEvent.TAKEN_BACK,
        actor=actor,
        reason=reason,
        changes={name: [after, before] for name, (before, after) in row.changes.items()},
    )
    return {}


def _from_json(name: str, value: Any) -> Any:
    if name in ("founded_on", "staff_counted_on"):
        return dt.date.fromisoformat(value) if value else None
    if name == "staff_count":
        return value if value != "" else None
    return value
