"""The association itself, by its public facts, with example rules, accounts and fees."""

import datetime as dt
from decimal import Decimal

from cluster_portal.sample import files
from cluster_portal.sample.context import Sample
from members.fees import actions as fees
from members.fees.models import FeeBand, FeeTable
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


def _load_fee_table(sample: Sample, row: dict) -> None:
    """The Assembly decides it in May of the year before; the office publishes it the next day."""

    def publish() -> None:
        table = FeeTable.objects.create(
            is_example=True,
            **files.some(row, "year", "currency", "decision_reference", "notes_en", "notes_ro"),
        )
        FeeBand.objects.bulk_create(
            FeeBand(
                table=table,
                **{**band, "amount": Decimal(band["amount"]),
                   "entry_fee": Decimal(band["entry_fee"])},
            )
            for band in row["bands"]
        )  # fmt: skip
        fees.publish_table(table_id=table.pk, actor=sample.office)

    sample.timeline.at(dt.date(row["year"] - 1, 5, 24), publish)
