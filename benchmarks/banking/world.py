"""2,000 organisations and what they owe in a year."""

import datetime as dt
import random
from dataclasses import dataclass, field
from decimal import Decimal

from benchmarks.banking.names import demo_iban, fiscal_code, organisation_names, rf

YEAR = 2025
FEES = {
    "company": [900, 1500, 1500, 1500, 2400, 4000, 7500],
    "university": [1200],
    "authority": [1200, 0],
    "community": [500],
}
OWN_NAME = "Asociația Cluster Exemplu"
OWN_CODE = "99000000"
OWN_RON = demo_iban(1, "ZZZZ")
OWN_EUR = demo_iban(2, "ZZZZ")
OWN_SAVINGS = demo_iban(3, "ZZZZ")


@dataclass
class Org:
    pk: int
    category: str
    legal_name: str
    shown: str
    code: str
    ibans: list[str]
    is_iban_known: bool
    pays_by: object = None
    documents: list["Doc"] = field(default_factory=list)


@dataclass
class Doc:
    pk: int
    org: Org
    series: str
    year: int
    place: int
    currency: str
    amount: Decimal
    issued_on: dt.date
    due_on: dt.date
    instalments: list[Decimal] = field(default_factory=list)
    balance: Decimal = Decimal(0)

    @property
    def number(self) -> str:
        return f"{self.series}-{self.year}-{self.place:04d}"

    @property
    def reference(self) -> str:
        return rf(self.series, self.year, self.place)


def build(seed: int, organisations: int, invoices: int) -> tuple[list[Org], list[Doc]]:
    """Dues of the year for all; a tenth still owes last year's; invoices for services."""
    chance = random.Random(seed)
    orgs = [
        Org(
            pk=place,
            category=category,
            legal_name=legal,
            shown=shown,
            code=fiscal_code(place + 10),
            ibans=[demo_iban(1000 + place), demo_iban(500_000 + place, "BBBB")],
            is_iban_known=chance.random() < 0.3,
        )
        for place, (category, legal, shown) in enumerate(
            organisation_names(chance, organisations), start=1
        )
    ]
    docs: list[Doc] = []
    places = {("COT", YEAR): 0, ("COT", YEAR - 1): 0, ("SRV", YEAR): 0}

    def issue(
        org: Org,
        series: str,
        year: int,
        amount: Decimal,
        on: dt.date,
        days: int,
        currency: str = "RON",
        parts: int = 1,
    ) -> None:
        places[series, year] += 1
        doc = Doc(
            len(docs) + 1,
            org,
            series,
            year,
            places[series, year],
            currency,
            amount,
            on,
            on + dt.timedelta(days=days),
            balance=amount,
        )
        if parts > 1:
            share = (amount / parts).quantize(Decimal("0.01"))
            doc.instalments = [share] * (parts - 1) + [amount - share * (parts - 1)]
        docs.append(doc)
        org.documents.append(doc)

    for org in orgs:
        if chance.random() < 0.1:
            fee = Decimal(chance.choice(FEES[org.category]) or 500)
            issue(org, "COT", YEAR - 1, fee, dt.date(YEAR - 1, 2, 10), 30)
    for org in orgs:
        fee = Decimal(chance.choice(FEES[org.category]))
        if not fee:
            continue
        day = dt.date(YEAR, 1, 12) if chance.random() < 0.8 else _day(chance, 20, 250)
        if day.month > 3 and chance.random() < 0.6:  # joined in the year
            fee = (fee * (13 - day.month) / 12).quantize(Decimal("0.01"))
        in_euro = chance.random() < 0.04
        issue(
            org,
            "COT",
            YEAR,
            fee if not in_euro else (fee / 5).quantize(Decimal("1")),
            day,
            30,
            "EUR" if in_euro else "RON",
            chance.choice([2, 4]) if chance.random() < 0.05 else 1,
        )
    days = sorted(_day(chance, 10, 330) for _ in range(invoices))
    for day in days:
        net = Decimal(chance.choice([100, 150, 250, 300, 420, 500, 800, 1000, 1250]))
        if chance.random() < 0.5:
            net += Decimal(chance.randint(1, 9999)) / 100
        issue(
            chance.choice(orgs),
            "SRV",
            YEAR,
            (net * Decimal("1.21")).quantize(Decimal("0.01")),
            day,
            15,
        )
    return orgs, docs


def _day(chance: random.Random, first: int, last: int) -> dt.date:
    return dt.date(YEAR, 1, 1) + dt.timedelta(days=chance.randint(first, last))
