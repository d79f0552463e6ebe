"""What members keep up about themselves: sizes, documents, names, and who looks after them."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.utils.translation import override

from cluster_portal.sample import files
from cluster_portal.sample.context import Sample
from cluster_portal.sample.timeline import moment
from members.accounts.models import User
from members.organisations import actions as organisations
from members.organisations import continuity
from members.organisations.models import (
    AccountSource,
    Lineage,
    LineageKind,
    Measure,
    Organisation,
    Representative,
    Role,
    SizeDeclaration,
    SizeStatus,
)

ASKED_ON, CONFIRMED_ON = dt.date(2026, 10, 1), dt.date(2026, 10, 6)
LAST_VISIT = dt.date(2026, 11, 20)


def load_upkeep(sample: Sample, applicants: set[str]) -> None:
    data = files.toml("upkeep")
    for row in files.rows("organisations"):
        if "staff_count" in row:
            earlier = data["sizes"].get(row["key"], [])
            _load_sizes(sample, row, earlier, applied=row["key"] in applicants)
    for row in data["renamed"]:
        sample.timeline.at(row["on"], _renamed(sample, row))
    for row in data["documents"]:
        sample.timeline.at(row["on"], _documents(sample, row))
    for row in data["accounts"]:
        sample.timeline.at(row["on"], _account(sample, row))
    _load_what_waits(sample, data)
    sample.timeline.at(ASKED_ON, _ask_all)
    sample.timeline.at(CONFIRMED_ON, _confirm_most(sample, set(data["unconfirmed"])))
    _load_last_visits(sample, set(data["quiet"]))


def _load_sizes(
    sample: Sample, row: dict[str, Any], earlier: list[dict[str, Any]], *, applied: bool
) -> None:
    """On admission (an application brings its own), then the counts of the years; the last is the
    one the organisation has.
    """
    last = {"counted_on": row["staff_counted_on"], "value": row["staff_count"]}
    first = {"counted_on": row["approved_on"], "value": (earlier or [last])[0]["value"]}
    counts = [first, *earlier, last]
    for count in [one for one in counts if not applied or one["counted_on"] > row["approved_on"]]:
        sample.timeline.at(count["counted_on"], _counted(sample, row["key"], count))


def _counted(sample: Sample, key: str, count: dict[str, Any]) -> Callable[[], Any]:
    def keep() -> None:
        at = moment(count["counted_on"])
        SizeDeclaration.objects.create(
            organisation=sample.organisations[key],
            measure=Measure.STAFF,
            value=Decimal(count["value"]),
            counted_on=count["counted_on"],
            definition="Număr mediu de salariați, din bilanț",
            status=SizeStatus.ACCEPTED,
            declared_at=at,
            verified_by=sample.office,
            verified_at=at,
        )

    return keep


def _renamed(sample: Sample, row: dict[str, Any]) -> Callable[[], Any]:
    def note() -> None:
        """From old papers: the record has had its present name from the first day."""
        organisation = sample.organisations[row["organisation"]]
        Lineage.objects.create(
            from_organisation=organisation,
            to_organisation=organisation,
            kind=LineageKind.RENAME,
            on=row["on"],
            reference=row["reference"],
            former_legal_name=row["former_legal_name"],
            former_display_name=row["former_display_name"],
        )

    return note


def _documents(sample: Sample, row: dict[str, Any]) -> Callable[[], Any]:
    def write() -> None:
        organisations.edit_billing(
            organisation_id=sample.organisations[row["organisation"]].pk,
            actor=sample.people[row["by"]],
            **files.some(row, *organisations.BILLING_FIELDS),
        )

    return write


def _account(sample: Sample, row: dict[str, Any]) -> Callable[[], Any]:
    def know() -> None:
        organisations.know_account(
            organisation_id=sample.organisations[row["organisation"]].pk,
            iban=row["iban"],
            source=row.get("source", AccountSource.OFFICE),
            is_confirmed=row.get("is_confirmed", True),
            seen_on=row["on"],
            actor=sample.office,
        )

    return know


def _load_what_waits(sample: Sample, data: dict[str, Any]) -> None:
    """For the office and for an administrator to answer."""

    def ask_for_a_name() -> None:
        row = data["change"]
        with override("ro"):
            organisations.request_change(
                organisation_id=sample.organisations[row["organisation"]].pk,
                kind="name",
                values=files.some(row, "legal_name", "display_name"),
                reason=row["reason"],
                actor=sample.people[row["by"]],
            )

    def declare() -> None:
        row = data["declared"]
        organisations.declare_size(
            organisation_id=sample.organisations[row["organisation"]].pk,
            measure=Measure.STAFF,
            value=Decimal(row["value"]),
            counted_on=row["counted_on"],
            definition=row["definition"],
            actor=sample.people[row["by"]],
        )

    def list_a_domain() -> None:
        row = data["domain"]
        organisations.add_domain(
            organisation_id=sample.organisations[row["organisation"]].pk,
            domain=row["domain"],
            actor=sample.people[row["by"]],
        )

    def ask_to_represent() -> None:
        row = data["asks"]
        with override("ro"):
            organisations.ask_to_represent(
                organisation_id=sample.organisations[row["organisation"]].pk,
                actor=sample.people[row["by"]],
                job_title=row["job_title"],
                message=row["message"],
            )

    def note_bounce() -> None:
        row = data["bounce"]
        address = sample.people[row["person"]].email
        organisations.note_bounce(address=address, note=row["note"], actor=sample.office)

    acts = {"change": ask_for_a_name, "declared": declare, "domain": list_a_domain,
            "asks": ask_to_represent, "bounce": note_bounce}  # fmt: skip
    for name, act in acts.items():
        sample.timeline.at(data[name]["on"], act)


def _ask_all() -> None:
    for key in list(continuity.to_ask_for_people(ASKED_ON).values_list("pk", flat=True)):
        organisations.ask_to_confirm_people(organisation_id=key, year=ASKED_ON.year)


def _confirm_most(sample: Sample, unconfirmed: set[str]) -> Callable[[], Any]:
    def confirm() -> None:
        silent = {sample.organisations[key].pk for key in unconfirmed}
        asked = Organisation.objects.filter(people_confirmations__year=ASKED_ON.year)
        for organisation in asked.exclude(pk__in=silent):
            ties = Representative.objects.open().filter(organisation=organisation)
            tie = ties.with_role(Role.ADMINISTRATOR).select_related("user").first()
            if tie is not None:
                organisations.confirm_people(organisation_id=organisation.pk, actor=tie.user)

    return confirm


def _load_last_visits(sample: Sample, quiet: set[str]) -> None:
    """When people were last here, spread over a month; those of quiet members years ago."""

    def visit() -> None:
        away = {sample.organisations[key].pk for key in quiet}
        for number, person in enumerate(User.objects.order_by("pk")):
            is_away = person.representations.open().filter(organisation__in=away).exists()
            day = dt.date(2025, 9, 1) if is_away else dt.date(2026, 11, 1 + number % 20)
            User.objects.filter(pk=person.pk).update(last_login=moment(day))

    sample.timeline.at(dt.datetime.combine(LAST_VISIT, dt.time(21, 0)), visit)
