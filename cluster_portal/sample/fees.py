"""Fee notices of each January and of those who joined, and what was paid for them."""

import datetime as dt
import uuid
from decimal import Decimal
from typing import Any

from django.utils import timezone

from cluster_portal.sample import files
from cluster_portal.sample.context import Sample
from members.fees import actions as fees
from members.fees.models import FeeNotice
from members.organisations.models import Membership
from members.payments import actions as payments

KEYS = uuid.uuid5(uuid.NAMESPACE_URL, "https://example.org/sample-payments")
SOONEST, SPREAD, STEP = 12, 29, 7  # days between notice and payment, spread evenly


def load_fees(sample: Sample) -> None:
    data = files.toml("fees")
    for year, day in data["issued_on"].items():
        sample.timeline.at(day, _yearly_run(sample, int(year)))
    for key, day in data["joined"].items():
        sample.timeline.at(day, _first_notice(sample, key, day.year))
    for row in files.rows("organisations"):
        if row.get("started_on", dt.date.min).year >= min(map(int, data["issued_on"])):
            sample.timeline.at(row["started_on"], _first_payment(sample, row["key"]))


def _yearly_run(sample: Sample, year: int) -> Any:
    def issue_all() -> None:
        keys = {organisation.pk: key for key, organisation in sample.organisations.items()}
        waiting = Membership.objects.active().exclude(fee_notices__fee_year=year)
        memberships = waiting.select_related("organisation").order_by("organisation__legal_name")
        for number, membership in enumerate(memberships):
            notice = fees.issue_notice(
                membership_id=membership.pk,
                fee_year=year,
                fee_quote=fees.quote_for_member(
                    membership=membership, fee_year=year, is_joining=False
                ),
                actor=sample.membership_officer,
                is_told=False,
            )
            _expect_payments(sample, notice, keys[membership.organisation_id], number)

    return issue_all


def _expect_payments(sample: Sample, notice: FeeNotice, key: str, number: int) -> None:
    usual = notice.issued_on + dt.timedelta(days=SOONEST + number * STEP % SPREAD)
    parts: list[dict[str, Any]] = [{"share": "1.00", "on": usual}]
    note = ""
    for exception in files.rows("fees", "exceptions"):
        if exception["organisation"] == key and exception["year"] == notice.fee_year:
            parts, note = exception["paid"], exception["note"]
    for part in parts:
        amount = (notice.amount * Decimal(part["share"])).quantize(Decimal("0.01"))
        sample.timeline.at(part["on"], _payment(sample, notice, amount, note, is_told=False))


def _first_notice(sample: Sample, key: str, year: int) -> Any:
    def issue() -> None:
        membership = Membership.objects.open().get(organisation=sample.organisations[key])
        fees.issue_notice(
            membership_id=membership.pk,
            fee_year=year,
            fee_quote=fees.quote_for_member(membership=membership, fee_year=year, is_joining=True),
            actor=sample.membership_officer,
        )

    return issue


def _first_payment(sample: Sample, key: str) -> Any:
    def pay() -> None:
        notice = FeeNotice.objects.open().get(organisation=sample.organisations[key])
        _payment(sample, notice, notice.amount, "", is_told=True)()

    return pay


def _payment(
    sample: Sample, notice: FeeNotice, amount: Decimal, note: str, *, is_told: bool
) -> Any:
    def record() -> None:
        day = timezone.localdate()
        payments.record_payment(
            organisation_id=notice.organisation_id,
            amount=amount,
            currency=notice.currency,
            allocations=[(notice.receivable_id, amount)],
            received_on=day,
            submission_key=uuid.uuid5(KEYS, f"{notice.number} {day}"),
            actor=sample.membership_officer,
            bank_reference=f"EXTRAS {day:%Y%m%d}",
            note=note,
            is_told=is_told,
        )

    return record
