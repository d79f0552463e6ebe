"""Organisations, their memberships from the first day to the last, and who speaks for them."""

import datetime as dt
from typing import Any

from django.utils.text import slugify
from django.utils.translation import override

from cluster_portal.sample import files
from cluster_portal.sample.context import Sample
from cluster_portal.sample.timeline import moment
from cluster_portal.toolkit.history import actions as history
from members.organisations import actions as organisations
from members.organisations.models import (
    Membership,
    MembershipStatus,
    Organisation,
    OrganisationEvent,
    Representative,
    RoleHeld,
)

PAGE = (
    "category", "legal_name", "display_name", "identifier", "street", "city", "county", "email",
    "website", "summary_en", "summary_ro", "description_en", "description_ro", "competences",
    "staff_count", "staff_counted_on",
)  # fmt: skip


def load_members(sample: Sample, applicants: set[str]) -> None:
    for row in files.rows("organisations"):
        if row["key"] not in applicants:
            _load_settled(sample, row)
        _load_what_happened(sample, row)
    for row in files.rows("people"):
        for tie in row.get("represents", []):
            _load_tie(sample, sample.people[row["key"]], tie)
    _load_invitation(sample)


def page_facts(row: dict[str, Any]) -> dict[str, Any]:
    return {**files.some(row, *PAGE), "slug": slugify(row["display_name"]), "is_example": True}


def _load_settled(sample: Sample, row: dict[str, Any]) -> None:
    """Members of the time before the portal: entered from old papers, without letters."""

    def admit() -> None:
        organisation = Organisation.objects.create(**page_facts(row))
        sample.organisations[row["key"]] = organisation
        started_on = row.get("started_on")
        Membership.objects.create(
            organisation=organisation,
            status=MembershipStatus.ACTIVE if started_on else MembershipStatus.AWAITING_PAYMENT,
            approved_on=row["approved_on"],
            decision_reference=row.get("decision_reference", ""),
            started_on=started_on,
        )
        history.record(
            subject=organisation,
            kind=OrganisationEvent.ADMITTED,
            actor=sample.office,
            changes={"decision": ["", row.get("decision_reference", "")]},
        )

    def begin() -> None:
        history.record(
            subject=sample.organisations[row["key"]],
            kind=OrganisationEvent.MEMBERSHIP_BEGAN,
            actor=sample.office,
            changes={"started_on": ["", row["started_on"].isoformat()]},
        )

    sample.timeline.at(row["approved_on"], admit)
    if "started_on" in row:
        sample.timeline.at(row["started_on"], begin)


def _load_what_happened(sample: Sample, row: dict[str, Any]) -> None:
    def membership_id() -> int:
        return Membership.objects.open().get(organisation=sample.organisations[row["key"]]).pk

    def merge() -> None:
        organisations.merge(
            from_id=sample.organisations[row["key"]].pk,
            to_id=sample.organisations[row["merged_into"]].pk,
            on=row["ended_on"],
            reference=row["end_note_ro"],
            actor=sample.office,
            reason=row["end_note_ro"],
        )

    def end() -> None:
        organisations.end(
            membership_id=membership_id(),
            ended_on=row["ended_on"],
            end_reason=row["end_reason"],
            actor=sample.office,
            reason=row["end_note_ro"],
        )

    def suspend() -> None:
        organisations.suspend(
            membership_id=membership_id(), actor=sample.office, reason=row["suspension_note_ro"]
        )

    if "ended_on" in row:
        sample.timeline.at(row["ended_on"], merge if "merged_into" in row else end)
    if "suspended_on" in row:
        sample.timeline.at(dt.datetime.combine(row["suspended_on"], dt.time(18, 30)), suspend)


def _load_tie(sample: Sample, person: Any, tie: dict[str, Any]) -> None:
    def begin() -> None:
        organisation = sample.organisations[tie["organisation"]]
        said = {"job_title": tie["job_title"], "is_public": tie.get("is_public", False)}
        held, _made = Representative.objects.update_or_create(
            organisation=organisation,
            user=person,
            ended_on=None,
            defaults=said,
            create_defaults={**said, "started_on": tie["started_on"]},
        )
        has = set(held.roles_held.open().values_list("role", flat=True))
        RoleHeld.objects.bulk_create(
            RoleHeld(
                representative=held,
                organisation=organisation,
                role=role,
                started_at=moment(tie["started_on"]),
            )
            for role in tie["roles"]
            if role not in has
        )

    def end() -> None:
        held = Representative.objects.open().get(
            organisation=sample.organisations[tie["organisation"]], user=person
        )
        held.roles_held.open().update(ended_at=moment(tie["ended_on"]))
        held.ended_on, held.is_public = tie["ended_on"], False
        held.save(update_fields=["ended_on", "is_public"])

    sample.timeline.at(dt.datetime.combine(tie["started_on"], dt.time(20, 0)), begin)
    if "ended_on" in tie:
        sample.timeline.at(dt.datetime.combine(tie["ended_on"], dt.time(20, 0)), end)


def _load_invitation(sample: Sample) -> None:
    def invite() -> None:
        with override("ro"):
            organisations.invite(
                organisation_id=sample.organisations["cetinora"].pk,
                email="vlad.petean@cetinora.example.org",
                full_name="Vlad Petean",
                job_title="Software Engineer",
                roles=["representative"],
                language="ro",
                actor=sample.people["bogdan-rusu"],
            )

    sample.timeline.at(dt.date(2026, 11, 19), invite)
