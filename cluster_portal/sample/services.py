"""The catalogue, and what some members asked of it: invented prices, marked as examples."""

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

from django.utils import timezone

from cluster_portal.sample import files
from cluster_portal.sample.context import Sample
from cluster_portal.toolkit.history import actions as history
from members.services import actions
from members.services.models import (
    Service,
    ServiceEvent,
    ServiceQuota,
    ServiceRequest,
    ServiceStatus,
    ServiceTerms,
)

ENTERED_ON = dt.date(2026, 10, 5)
TERMS_FROM = dt.date(2026, 1, 1)
KEYS = uuid.uuid5(uuid.NAMESPACE_URL, "https://example.org/sample-requests")


def load_services(sample: Sample) -> None:
    sample.timeline.at(ENTERED_ON, lambda: _enter_catalogue(sample))
    for number, row in enumerate(files.rows("services", "requests")):
        _load_request(sample, row, number)


def _enter_catalogue(sample: Sample) -> None:
    ServiceTerms.objects.create(valid_from=TERMS_FROM, is_example=True)
    for row in files.rows("services"):
        values = {"status": ServiceStatus.OFFERED, **row}
        quotas = values.pop("quotas", [])
        service = Service.objects.create(
            is_example=True, in_charge=sample.membership_officer, **values
        )
        ServiceQuota.objects.bulk_create(ServiceQuota(service=service, **one) for one in quotas)
        history.record(subject=service, kind=ServiceEvent.ADDED, actor=sample.office)


def _load_request(sample: Sample, row: dict[str, Any], number: int) -> None:
    made: list[ServiceRequest] = []

    def ask() -> None:
        service = Service.objects.offered().get(key=row["service"])
        made.append(
            actions.ask_for_service(
                service_id=service.pk,
                organisation_id=sample.organisations[row["organisation"]].pk,
                actor=sample.people[row["by"]],
                wish=row["wish"],
                quantity=row.get("quantity", 1),
                submission_key=uuid.uuid5(KEYS, str(number)),
            )
        )

    sample.timeline.at(dt.datetime.combine(row["on"], dt.time(11, 0)), ask)
    for hour, step in enumerate(row.get("steps", []), 12):
        dated = {**step, "on": _day(step)}
        when = dt.datetime.combine(dated["on"], dt.time(hour, 0))
        sample.timeline.at(when, _step(sample, made, row, dated))


def _day(step: dict[str, Any]) -> dt.date:
    if "days_old" not in step:
        return step["on"]
    return max(step["on"], timezone.localdate() - dt.timedelta(days=step["days_old"]))


def _step(
    sample: Sample, made: list[ServiceRequest], row: dict[str, Any], step: dict[str, Any]
) -> Callable[[], Any]:
    """One action by its name; who does it stands in the row or follows from the step."""
    asker = sample.people[step.get("by", row["by"])]
    officer = sample.membership_officer
    facts = {key: value for key, value in step.items() if key not in {"do", "on", "by", "days_old"}}
    acts: dict[str, tuple[Callable[..., Any], dict[str, Any]]] = {
        "include": (actions.include_in_fee, {"actor": officer}),
        "quote": (actions.make_quote, {"actor": officer}),
        "approve": (actions.approve_quote, {"actor": asker, "quote_number": 1}),
        "schedule": (actions.schedule_request, {"actor": officer}),
        "deliver": (actions.record_delivery, {"actor": officer, "delivered_on": step["on"]}),
        "confirm": (actions.confirm_delivery, {"actor": asker}),
        "rate": (actions.rate_service, {"actor": asker}),
    }
    act, common = acts[step["do"]]
    return lambda: act(request_id=made[0].pk, **common, **facts)
