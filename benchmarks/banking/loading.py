"""A generated year as rows: organisations, debts, what is known of accounts."""

import datetime as dt
from decimal import Decimal

from benchmarks.banking.world import OWN_CODE, OWN_EUR, OWN_NAME, OWN_RON, OWN_SAVINGS
from benchmarks.banking.year import Year
from members.ledger.models import Instalment, Receivable, ReceivableKind
from members.organisations.models import Association, BankAccount, Organisation


def load(year: Year) -> tuple[dict[int, int], dict[int, int]]:
    """Gives the keys of organisations and of receivables by the numbers of the year."""
    association = Association.objects.create(
        name=OWN_NAME, legal_name=OWN_NAME, fiscal_code=OWN_CODE
    )
    for iban, currency, closed in (
        (OWN_RON, "RON", None),
        (OWN_EUR, "EUR", None),
        (OWN_SAVINGS, "RON", dt.date(2024, 1, 1)),
    ):
        BankAccount.objects.create(
            association=association,
            iban=iban,
            currency=currency,
            opened_on=dt.date(2020, 1, 1),
            closed_on=closed,
        )
    orgs = Organisation.objects.bulk_create(
        Organisation(
            category=org.category,
            legal_name=org.legal_name,
            display_name=org.shown[:120],
            slug=f"o{org.pk}",
            identifier=org.code,
            is_example=True,
        )
        for org in year.orgs
    )
    org_keys = {org.pk: row.pk for org, row in zip(year.orgs, orgs, strict=True)}
    rows = Receivable.objects.bulk_create(
        Receivable(
            organisation_id=org_keys[doc.org.pk],
            kind=ReceivableKind.FEE_NOTICE if doc.series == "COT" else ReceivableKind.INVOICE,
            number=doc.number,
            currency=doc.currency,
            amount=doc.amount,
            issued_on=doc.issued_on,
            due_on=doc.due_on,
            payment_reference=doc.reference,
        )
        for doc in year.docs
    )
    parts = []
    for doc, row in zip(year.docs, rows, strict=True):
        running = Decimal(0)
        for number, amount in enumerate(doc.instalments or [doc.amount], start=1):
            running += amount
            parts.append(
                Instalment(
                    receivable=row,
                    number=number,
                    due_on=doc.due_on,
                    amount=amount,
                    running_total=running,
                )
            )
    Instalment.objects.bulk_create(parts)
    return org_keys, {doc.pk: row.pk for doc, row in zip(year.docs, rows, strict=True)}
