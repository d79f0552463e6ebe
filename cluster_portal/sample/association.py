"""The association itself, by its public facts, with example rules, accounts and fees."""

import datetime as dt
from decimal import Decimal

from cluster_portal.sample import files
from cluster_portal.sample.context import Sample
from members.fees import actions as fees
from members.fees.models import (
    Discount,
    Exemption,
    FeeBand,
    FeeMeasure,
    FeeTable,
    InstalmentPlan,
    Tier,
)
from members.ledger.rates import ExchangeRate
from members.organisations.models import Association, BankAccount, StatuteRules
from members.renewals.models import ArrearsRules


def load_association(sample: Sample) -> None:
    data = files.toml("association")
    facts = {**data["association"]}
    facts["register_entries"] = facts["register_entries"].strip()
    association, _made = Association.objects.update_or_create(pk=1, defaults=facts)
    for row in data["bank_accounts"]:
        BankAccount.objects.create(association=association, **row)
    for row in data["statute_rules"]:
        StatuteRules.objects.create(association=association, **row)
    for row in data["arrears_rules"]:
        ArrearsRules.objects.create(association=association, **row)
    for row in data["fee_tables"]:
        _load_fee_table(sample, row)
    load_fee_rules(sample)


def _load_fee_table(sample: Sample, row: dict) -> None:
    """The Assembly decides it in May of the year before; the office publishes it the next day. The
    draft of the year after is a copy that the office has begun to change.
    """

    def publish() -> None:
        table = FeeTable.objects.create(
            is_example=True,
            **files.some(
                row, "year", "currency", "decision_reference", "notes_en", "notes_ro", "pro_rata",
                "next_year_from", "payable_in", "rate_day",
            ),
        )  # fmt: skip
        FeeBand.objects.bulk_create(
            FeeBand(table=table, **_with_sums(band, "amount", "entry_fee")) for band in row["bands"]
        )
        for measure in row.get("measures", []):
            FeeMeasure.objects.create(table=table, **measure)
        for tier in row.get("tiers", []):
            Tier.objects.create(table=table, **_with_sums(tier, "amount", "percent"))
        for plan in row.get("plans", []):
            InstalmentPlan.objects.create(table=table, **plan)
        fees.publish_table(table_id=table.pk, actor=sample.office)

    sample.timeline.at(dt.date(row["year"] - 1, 5, 24), publish)


def _with_sums(row: dict, *names: str) -> dict:
    return {**row, **{name: Decimal(row[name]) for name in names if name in row}}


def load_fee_rules(sample: Sample) -> None:
    """What stands beside the tables: exemptions, discounts, rates; and the draft of a year."""
    data = files.toml("fee_rules")
    for row in data["exemptions"]:
        Exemption.objects.create(**row)
    for row in data["discounts"]:
        Discount.objects.create(**_with_sums(row, "percent", "amount"))
    for row in data["rates"]:
        ExchangeRate.objects.create(**_with_sums(row, "rate"))
    draft = data["draft"]
    sample.timeline.at(draft["begun_on"], lambda: _begin_draft(sample, draft))


def _begin_draft(sample: Sample, row: dict) -> None:
    latest = FeeTable.objects.published().latest("year")
    table = fees.copy_table(table_id=latest.pk, actor=sample.office)
    raise_by = Decimal(row["raised_by_percent"]) / 100
    for band in table.bands.filter(category=row["category"]):
        band.amount = (band.amount * (1 + raise_by)).quantize(Decimal(1))
        band.save(update_fields=["amount"])
