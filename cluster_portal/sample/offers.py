"""With whom the cluster works, and what was brought before the Board."""

import datetime as dt
from typing import Any

from cluster_portal.sample import files
from cluster_portal.sample.context import Sample
from cluster_portal.toolkit.history import actions as history
from working_groups.initiatives import actions as initiatives
from working_groups.initiatives.models import Initiative, InitiativeEvent, InitiativeStatus
from working_groups.partners.models import Partner, PartnerEvent

ENTERED_ON = dt.date(2026, 10, 5)


def load_offers(sample: Sample) -> None:
    sample.timeline.at(ENTERED_ON, lambda: _enter_catalogues(sample))
    for row in files.rows("initiatives"):
        _load_initiative(sample, row)


def _enter_catalogues(sample: Sample) -> None:
    for row in files.rows("partners"):
        partner = Partner.objects.create(**row)
        history.record(subject=partner, kind=PartnerEvent.ADDED, actor=sample.office)


def _load_initiative(sample: Sample, row: dict[str, Any]) -> None:
    made: list[Initiative] = []

    def propose() -> None:
        initiative = Initiative.objects.create(
            lead=sample.organisations[row["lead"]] if "lead" in row else None,
            group=sample.groups[row["group"]] if "group" in row else None,
            is_example=True,
            **files.some(row, "proposed_on", "title_en", "title_ro", "summary_en", "summary_ro"),
        )
        history.record(subject=initiative, kind=InitiativeEvent.ADDED, actor=sample.office)
        made.append(initiative)

    sample.timeline.at(dt.datetime.combine(row["proposed_on"], dt.time(21, 30)), propose)
    for step in row["steps"]:
        sample.timeline.at(
            dt.datetime.combine(step["on"], dt.time(22, 0)), _step(sample, made, step)
        )


def _step(sample: Sample, made: list[Initiative], step: dict[str, Any]) -> Any:
    def move() -> None:
        initiatives.change_initiative_status(
            initiative_id=made[0].pk,
            target=InitiativeStatus(step["to"]),
            actor=sample.office,
            on=step["on"],
            reason=step.get("reason", ""),
            decision_reference=step.get("decision", ""),
        )

    return move
