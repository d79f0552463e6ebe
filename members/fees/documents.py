"""A notice as it is read: by the member, in a letter, on paper and in the office; and a pro forma,
which has its form but is not one.
"""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils import timezone
from stdnum import iban, iso11649

from cluster_portal.toolkit.countries import address_lines
from members.fees.kept import Part, Payable, Quote, QuoteLine
from members.fees.models import FeeNotice


@dataclass(frozen=True)
class Party:
    """Payer or payee as they were on the day of issue."""

    name: str
    identifier: str
    register_entries: list[str]
    address: list[str]


@dataclass(frozen=True)
class Account:
    """Where to pay, and how much, in one currency. `amount` is None where a rate is to come."""

    currency: str
    amount: Decimal | None
    iban: str
    bank: str = ""
    bic: str = ""
    payable: Payable | None = None

    @property
    def iban_in_groups(self) -> str:
        return iban.format(self.iban)


@dataclass(frozen=True)
class Sheet:
    """What a notice and a pro forma have in common."""

    currency: str
    total: Decimal
    fee_year: int
    issued_on: dt.date
    lines: list[QuoteLine]
    payer_facts: dict[str, Any]
    payee_facts: dict[str, Any]
    parts: tuple[Part, ...] = ()
    payable: tuple[Payable, ...] = ()
    covers_until: dt.date | None = None
    due_on: dt.date | None = None
    number: str = ""
    payment_reference: str = ""
    cancelled_on: dt.date | None = None
    language: str = "ro"

    @property
    def is_pro_forma(self) -> bool:
        return not self.number

    @property
    def years(self) -> str:
        last = self.covers_until.year if self.covers_until else self.fee_year
        return str(self.fee_year) if last <= self.fee_year else f"{self.fee_year}–{last}"

    @property
    def reference(self) -> str:
        return iso11649.format(self.payment_reference) if self.payment_reference else ""

    @property
    def account(self) -> Account:
        facts = self.payee_facts
        return Account(self.currency, self.total, facts["iban"], facts["bank"], facts["bic"])

    @property
    def other_accounts(self) -> list[Account]:
        """For the same sum in another currency, where the fee table allows it."""
        known = {row["currency"]: row for row in self.payee_facts.get("others", [])}
        return [
            Account(row.currency, row.amount, facts["iban"], facts["bank"], facts["bic"], row)
            for row in self.payable
            if (facts := known.get(row.currency))
        ]

    @property
    def payer(self) -> Party:
        data = self.payer_facts
        entries = [data["register_number"]] if data["register_number"] else []
        return Party(
            data["legal_name"], data["identifier"], entries, address_lines(data, [self.language])
        )

    @property
    def payee(self) -> Party:
        data = self.payee_facts
        return Party(
            data["legal_name"] or data["name"],
            data["fiscal_code"],
            data["register_entries"].splitlines(),
            address_lines(data, [self.language]),
        )


class NoticeDocument:
    """A notice, and what it looks like."""

    def __init__(self, notice: FeeNotice):
        self.notice = notice
        self.sheet = sheet_of(notice)

    @property
    def lines(self) -> list[QuoteLine]:
        return self.sheet.lines

    @property
    def parts(self) -> tuple[Part, ...]:
        return self.sheet.parts

    @property
    def others(self) -> list[Account]:
        return self.sheet.other_accounts

    @property
    def years(self) -> str:
        return self.sheet.years

    @property
    def iban(self) -> str:
        return self.sheet.account.iban_in_groups

    @property
    def reference(self) -> str:
        return self.sheet.reference

    @property
    def payer(self) -> Party:
        return self.sheet.payer

    @property
    def payee(self) -> Party:
        return self.sheet.payee


def sheet_of(notice: FeeNotice) -> Sheet:
    quote = Quote.from_json(notice.quote) if notice.quote else None
    cancelled_at = notice.cancelled_at
    return Sheet(
        currency=notice.currency,
        total=notice.amount,
        fee_year=notice.fee_year,
        issued_on=notice.issued_on,
        lines=[QuoteLine.from_json(line) for line in notice.lines],
        payer_facts=notice.payer,
        payee_facts=notice.payee,
        parts=quote.parts if quote else (),
        payable=quote.payable if quote else (),
        covers_until=notice.covers_until,
        due_on=notice.due_on,
        number=notice.number,
        payment_reference=notice.payment_reference,
        cancelled_on=timezone.localdate(cancelled_at) if cancelled_at else None,
        language=notice.language,
    )


def pro_forma_of(
    quote: Quote,
    *,
    payer: dict[str, Any],
    payee: dict[str, Any],
    fee_year: int,
    on: dt.date,
    language: str,
) -> Sheet:
    """What a notice would say if it were issued on that day; without number, reference and debt."""
    quote = quote.issued_on(on)
    return Sheet(
        currency=quote.currency,
        total=quote.total,
        fee_year=quote.fee_year or fee_year,
        issued_on=on,
        lines=list(quote.lines),
        payer_facts=payer,
        payee_facts=payee,
        parts=quote.parts,
        payable=quote.payable,
        covers_until=quote.covers_until,
        language=language,
    )
