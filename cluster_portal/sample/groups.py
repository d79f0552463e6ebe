"""Working groups with their seats and requests, and projects."""

import datetime as dt
from typing import Any

from cluster_portal.sample import files
from cluster_portal.sample.context import Sample
from cluster_portal.sample.timeline import moment
from cluster_portal.toolkit.history import actions as history
from working_groups.groups import actions as groups
from working_groups.groups.models import (
    GroupEvent,
    GroupStatus,
    Seat,
    SeatRole,
    SeatStatus,
    WorkingGroup,
)
from working_groups.projects.models import Project, ProjectParticipant

TEXTS = (
    "name_en", "name_ro", "summary_en", "summary_ro", "charter_en", "charter_ro", "inside_en",
    "inside_ro",
)  # fmt: skip
PROJECT_FACTS = (
    "status", "started_on", "ended_on", "funding_en", "funding_ro", "website", "source", "name_en",
    "name_ro", "summary_en", "summary_ro", "body_en", "body_ro",
)  # fmt: skip


def load_groups(sample: Sample) -> None:
    for row in files.rows("groups"):
        _load_group(sample, row)
        for seat in row["seats"]:
            _load_seat(sample, row["key"], seat)
        for request in row.get("requests", []):
            _load_request(sample, row["key"], request)
    for row in files.rows("projects"):
        sample.timeline.at(dt.date(2026, 10, 1), _project(sample, row))


def _load_group(sample: Sample, row: dict[str, Any]) -> None:
    def found() -> None:
        group = WorkingGroup.objects.create(slug=row["key"], **files.some(row, *TEXTS))
        sample.groups[row["key"]] = _move(
            sample, group, GroupStatus.ACTIVE, decision=row["decision_reference"]
        )

    def rest() -> None:
        _move(sample, sample.groups[row["key"]], GroupStatus.DORMANT, reason=row["rest_reason"])

    def conclude() -> None:
        _move(sample, sample.groups[row["key"]], GroupStatus.CONCLUDED, reason=row["end_reason"])

    sample.timeline.at(row["founded_on"], found)
    if "rests_on" in row:
        sample.timeline.at(dt.datetime.combine(row["rests_on"], dt.time(19, 0)), rest)
    if "concluded_on" in row:
        sample.timeline.at(dt.datetime.combine(row["concluded_on"], dt.time(19, 0)), conclude)


def _move(
    sample: Sample,
    group: WorkingGroup,
    target: GroupStatus,
    *,
    reason: str = "",
    decision: str = "",
) -> WorkingGroup:
    return groups.change_group_status(
        group_id=group.pk,
        target=target,
        actor=sample.office,
        reason=reason,
        decision_reference=decision,
    )


def _load_seat(sample: Sample, key: str, row: dict[str, Any]) -> None:
    person = sample.people[row["person"]]
    is_coordinator = row.get("role") == SeatRole.COORDINATOR

    def sit() -> None:
        group, organisation = sample.groups[key], sample.organisations[row["organisation"]]
        seat = Seat.objects.create(
            group=group,
            user=person,
            organisation=organisation,
            role=row.get("role", SeatRole.MEMBER),
            status=SeatStatus.HELD,
            person_name=str(person),
            organisation_name=str(organisation),
            requested_at=moment(row["started_on"]),
            started_on=row["started_on"],
        )
        history.record(
            subject=group,
            kind=GroupEvent.COORDINATOR_NAMED if is_coordinator else GroupEvent.SEAT_ACCEPTED,
            actor=sample.office,
            reason=seat.who,
        )

    def leave() -> None:
        seat = Seat.objects.get(group=sample.groups[key], user=person, status=SeatStatus.HELD)
        seat.status, seat.ended_on = SeatStatus.LEFT, row["ended_on"]
        seat.save(update_fields=["status", "ended_on"])
        history.record(
            subject=sample.groups[key],
            kind=GroupEvent.SEAT_LEFT,
            actor=person,
            reason=seat.who,
        )

    sample.timeline.at(dt.datetime.combine(row["started_on"], dt.time(20, 30)), sit)
    if "ended_on" in row:
        sample.timeline.at(dt.datetime.combine(row["ended_on"], dt.time(21, 0)), leave)


def _load_request(sample: Sample, key: str, row: dict[str, Any]) -> None:
    def ask() -> None:
        groups.request_seat(
            group_id=sample.groups[key].pk,
            organisation_id=sample.organisations[row["organisation"]].pk,
            actor=sample.people[row["person"]],
            message=row["message"],
        )

    sample.timeline.at(row["asked_on"], ask)


def _project(sample: Sample, row: dict[str, Any]) -> Any:
    def add() -> None:
        project = Project.objects.create(
            slug=row["key"],
            group=sample.groups[row["group"]] if "group" in row else None,
            **files.some(row, *PROJECT_FACTS),
        )
        ProjectParticipant.objects.bulk_create(
            ProjectParticipant(
                project=project,
                organisation=sample.organisations[part["organisation"]],
                part_en=part["part_en"],
                part_ro=part["part_ro"],
            )
            for part in row.get("participants", [])
        )

    return add
