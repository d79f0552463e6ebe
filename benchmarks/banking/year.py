"""A year on the association's accounts: what everybody pays, and what else goes in and out.

`truth` of a movement: `("post", org, {document: amount}, rest)` for members' money, `("none",)` for
all that must not be posted, `("reverse", movement)` for a transfer the bank took back.
"""

import datetime as dt
import random
from dataclasses import dataclass, field
from decimal import Decimal

from benchmarks.banking import wordings
from benchmarks.banking.names import OUTSIDERS, PEOPLE, demo_iban
from benchmarks.banking.world import OWN_EUR, OWN_NAME, OWN_RON, OWN_SAVINGS, YEAR, Doc, Org, build

RATE = Decimal("4.97")  # lei for a euro, as the office entered it for the whole year
NOTHING = Decimal("0.00")


@dataclass
class Movement:
    day: dt.date
    amount: Decimal
    name: str = ""
    iban: str = ""
    code: str = ""
    text: str = ""
    structured: str = ""
    end_to_end: str = ""
    bank_reference: str = ""
    currency: str = "RON"
    kind: str = "TRF"
    instructed: tuple[Decimal, str] | None = None
    is_reversal: bool = False
    truth: tuple = ("none",)
    carries_reference: bool = False
    why: str = ""
    number: int = 0
    twin: "Movement | None" = None  # the same payment made before: either may be the one too many


@dataclass
class Year:
    orgs: list[Org]
    docs: list[Doc]
    movements: list[Movement] = field(default_factory=list)


def make(seed: int, organisations: int = 2000, invoices: int = 3500, noise: int = 2500) -> Year:
    orgs, docs = build(seed, organisations, invoices)
    chance = random.Random(seed * 7 + 1)
    year = Year(orgs, docs)
    for doc in docs:
        doc.balance = doc.amount
    _pay_all(year, chance)
    _noise(year, chance, noise)
    year.movements.sort(key=lambda movement: movement.day)
    for number, movement in enumerate(year.movements, start=1):
        movement.number = number
        movement.bank_reference = (
            f"{chance.choice(['FT', 'OP', '00'])}{movement.day:%y%j}{number:06d}"
        )
    return year


def _pay_all(year: Year, chance: random.Random) -> None:
    by_org: dict[int, list[Doc]] = {}
    for doc in year.docs:
        if chance.random() < 0.93:  # the rest is never paid
            by_org.setdefault(doc.org.pk, []).append(doc)
    for docs in by_org.values():
        waiting = sorted(docs, key=lambda doc: doc.issued_on)
        while waiting:
            doc = waiting.pop(0)
            together = [
                other
                for other in waiting
                if other.currency == doc.currency == "RON"
                and abs((other.issued_on - doc.issued_on).days) < 40
            ]
            if together and chance.random() < 0.25:
                group = [doc, *together[: chance.randint(1, 3)]]
                waiting = [other for other in waiting if other not in group]
                _pay_several(year, chance, group)
            else:
                _pay_one(year, chance, doc)


def _day(chance: random.Random, doc: Doc) -> dt.date:
    start = max(doc.issued_on + dt.timedelta(days=1), dt.date(YEAR, 1, 3))
    return min(start + dt.timedelta(days=int(chance.expovariate(1 / 18))), dt.date(YEAR, 12, 30))


def _movement(chance: random.Random, doc: Doc, amount: Decimal, day: dt.date, why: str) -> Movement:
    """By whom: the organisation itself from one of its accounts, somebody of it, or a third."""
    org = doc.org
    if org.pays_by is None:
        draw = chance.random()
        org.pays_by = "person" if draw < 0.03 else "third" if draw < 0.05 else "itself"
    move = Movement(day, amount, currency="RON", why=why)
    if org.pays_by == "itself" or chance.random() < 0.3:
        move.name = wordings.payer_name(chance, org)
        move.iban = org.ibans[0 if chance.random() < 0.9 else 1]
        move.code = org.code if chance.random() < 0.5 else ""
    elif org.pays_by == "person":
        move.name = chance.choice(PEOPLE).upper()
        move.iban = demo_iban(700_000 + org.pk, "CCCC")
    else:
        move.name, move.iban = OUTSIDERS[0], demo_iban(900_000, "CCCC")
    if chance.random() < 0.02:
        move.name = move.iban = move.code = ""
    return move


def _say(chance: random.Random, move: Movement, doc: Doc, year: Year) -> None:
    """What the payer writes: the reference in 45 % of the lines."""
    draw = chance.random()
    if draw < 0.45:
        move.text, move.structured = wordings.with_reference(chance, doc)
        move.carries_reference = True
    elif draw < 0.48:
        move.text, move.structured = wordings.with_damaged_reference(chance, doc)
        move.why += " damaged"
    elif draw < 0.73:
        move.text = wordings.with_number(chance, doc)
        move.why += " number"
    elif draw < 0.80:
        move.text = wordings.with_short_number(chance, doc)
        move.why += " short"
    elif draw < 0.815:
        move.text = wordings.with_wrong_number(chance, doc, year.docs)
        move.why += " wrong number"
    else:
        move.text = wordings.generic(chance, doc)
        move.why += " generic"
    if doc.org.pays_by != "itself" and not move.carries_reference and chance.random() < 0.6:
        move.text += f" pentru {doc.org.shown if chance.random() < 0.5 else doc.org.legal_name}"
    if chance.random() < 0.04 and doc.org.code not in move.text:
        move.text += f" CUI {doc.org.code}"
    if chance.random() < 0.3:
        move.end_to_end = chance.choice(["NOTPROVIDED", f"OP{chance.randint(1, 400)}", "", "-"])


def _pay_one(year: Year, chance: random.Random, doc: Doc) -> None:
    day = _day(chance, doc)
    draw = chance.random()
    if doc.currency == "EUR":
        _pay_euro(year, chance, doc, day)
    elif doc.instalments:
        for place, part in enumerate(doc.instalments):
            if chance.random() < 0.85:
                _post(year, chance, doc, part, day + dt.timedelta(days=75 * place), "instalment")
            else:
                break
    elif draw < 0.03:
        first = (doc.amount * Decimal(chance.choice(["0.5", "0.3", "0.25"]))).quantize(Decimal("1"))
        _post(year, chance, doc, first, day, "part")
        if chance.random() < 0.7:
            rest_day = day + dt.timedelta(days=chance.randint(10, 60))
            _post(year, chance, doc, doc.amount - first, rest_day, "rest of a part")
    elif draw < 0.04:
        _post(
            year,
            chance,
            doc,
            doc.amount + chance.choice([1, 10, 100, Decimal("0.50")]),
            day,
            "over",
        )
    elif draw < 0.05:
        _post(
            year,
            chance,
            doc,
            doc.amount - chance.choice([5, 10, Decimal("0.5")]),
            day,
            "bank took its fee",
        )
    elif draw < 0.065:
        first = _post(year, chance, doc, doc.amount, day, "exact")
        later = day + dt.timedelta(days=chance.randint(0, 20))
        _post(year, chance, doc, doc.amount, later, "double").twin = first
    elif draw < 0.072:
        first = _post(year, chance, doc, doc.amount, day, "exact")
        back = Movement(
            first.day + dt.timedelta(days=2),
            -doc.amount,
            first.name,
            first.iban,
            text="STORNO " + first.text,
            is_reversal=True,
            why="returned",
            truth=("reverse", first),
        )
        year.movements.append(back)
        doc.balance = doc.amount
        if chance.random() < 0.6:
            _post(year, chance, doc, doc.amount, first.day + dt.timedelta(days=9), "again")
    else:
        _post(year, chance, doc, doc.amount, day, "exact")


def _post(
    year: Year, chance: random.Random, doc: Doc, amount: Decimal, day: dt.date, why: str
) -> Movement:
    move = _movement(chance, doc, Decimal(amount), min(day, dt.date(YEAR, 12, 31)), why)
    _say(chance, move, doc, year)
    taken = min(doc.balance, move.amount)
    doc.balance -= taken
    move.truth = ("post", doc.org.pk, {doc.pk: taken} if taken else {}, move.amount - taken)
    year.movements.append(move)
    return move


def _pay_euro(year: Year, chance: random.Random, doc: Doc, day: dt.date) -> None:
    """On the euro account, or in lei: ordered in euro by the payer, or reckoned by them."""
    draw = chance.random()
    if draw < 0.5:
        move = _post(year, chance, doc, doc.amount, day, "euro")
        move.currency = "EUR"
        return
    lei = (doc.amount * RATE).quantize(Decimal("0.01"))
    move = _movement(chance, doc, lei, day, "euro in lei")
    _say(chance, move, doc, year)
    if draw < 0.75:
        move.amount = (doc.amount * Decimal("4.95")).quantize(Decimal("0.01"))
        move.instructed = (doc.amount, "EUR")
    doc.balance = NOTHING
    move.truth = ("post", doc.org.pk, {doc.pk: doc.amount}, NOTHING)
    year.movements.append(move)


def _pay_several(year: Year, chance: random.Random, docs: list[Doc]) -> None:
    day = max(_day(chance, doc) for doc in docs)
    total = sum((doc.amount for doc in docs), NOTHING)
    move = _movement(chance, docs[0], total, day, "several")
    move.text, move.structured, move.carries_reference = wordings.with_several(chance, docs)
    move.truth = ("post", docs[0].org.pk, {doc.pk: doc.amount for doc in docs}, NOTHING)
    for doc in docs:
        doc.balance = NOTHING
    year.movements.append(move)


def _noise(year: Year, chance: random.Random, how_many: int) -> None:
    """Salaries, charges, interest, suppliers; and members' and strangers' money for other things,
    in sums that fees have too.
    """
    fees = [900, 1500, 2400, 4000, 500, 1200]
    makers = [
        (
            0.20,
            lambda day: Movement(
                day,
                -Decimal(chance.randint(3000, 12000)),
                chance.choice(PEOPLE).upper(),
                demo_iban(800_000 + chance.randint(1, 9), "CCCC"),
                text=f"salariu {day:%m.%Y}",
            ),
        ),
        (
            0.25,
            lambda day: Movement(
                day,
                -Decimal(chance.choice(["2.50", "5.00", "0.60", "12.00"])),
                kind="CHG",
                text=chance.choice(
                    ["COMISION TRANZACTIE", "Comision administrare cont", "TAXA LUNARA"]
                ),
            ),
        ),
        (
            0.02,
            lambda day: Movement(
                day, Decimal(chance.randint(1, 900)) / 100, kind="INT", text="DOBANDA BONIFICATA"
            ),
        ),
        (
            0.03,
            lambda day: Movement(
                day,
                Decimal(chance.choice([-1, 1]) * chance.randint(1, 20) * 1000),
                OWN_NAME.upper(),
                OWN_SAVINGS,
                text="transfer intre conturi proprii",
            ),
        ),
        (
            0.15,
            lambda day: Movement(
                day,
                -Decimal(chance.randint(100, 4000)),
                chance.choice(OUTSIDERS).upper(),
                demo_iban(810_000 + chance.randint(1, 9), "CCCC"),
                text=f"fact {chance.randint(1, 9999)}",
            ),
        ),
        (0.10, lambda day: _other_purpose(year, chance, day, fees)),
        (
            0.12,
            lambda day: Movement(
                day,
                Decimal(chance.choice(fees)),
                chance.choice([*OUTSIDERS, *PEOPLE]).upper(),
                demo_iban(820_000 + chance.randint(1, 99), "CCCC"),
                text=chance.choice(
                    [
                        "donatie",
                        "sponsorizare contract 12",
                        "bilet conferinta",
                        "plata",
                        "cotizatie",
                        f"factura {chance.randint(1, 3000)}",
                        "inscriere eveniment",
                    ]
                ),
                why="stranger",
            ),
        ),
        (0.06, lambda day: _nearly_member(year, chance, day, fees)),
        (0.04, lambda day: _to_member(year, chance, day)),
        (
            0.03,
            lambda day: Movement(
                day,
                Decimal(chance.choice(fees)),
                text=chance.choice(["DEPUNERE NUMERAR", "plata", ""]),
                why="nobody named",
            ),
        ),
    ]
    for _ in range(how_many):
        day = dt.date(YEAR, 1, 2) + dt.timedelta(days=chance.randint(0, 362))
        make_one = chance.choices([make for _w, make in makers], [w for w, _make in makers])[0]
        year.movements.append(make_one(day))


def _other_purpose(year: Year, chance: random.Random, day: dt.date, fees: list[int]) -> Movement:
    """A member pays for what is not in the books, and says so."""
    org = chance.choice(year.orgs)
    words = [
        "sponsorizare eveniment",
        "bilete conferinta x2",
        "chirie sala",
        "donatie hackathon",
        "garantie licitatie",
        "inscriere workshop",
        "restituire avans",
        "contract sponsorizare 7/2025",
        "participare stand expo",
        "rest decont deplasare",
    ]
    return Movement(
        day,
        Decimal(chance.choice(fees)),
        wordings.payer_name(chance, org),
        org.ibans[0],
        text=chance.choice(words),
        why="other purpose",
    )


def _nearly_member(year: Year, chance: random.Random, day: dt.date, fees: list[int]) -> Movement:
    """A firm that is no member and is called nearly like one."""
    org = chance.choice([org for org in year.orgs if org.category == "company"])
    name = chance.choice(
        [
            f"{org.shown} Holding SRL",
            f"{org.shown} Trans SRL",
            f"{org.shown} International SA",
            f"Grup {org.shown} SRL",
        ]
    )
    known = {other.shown for other in year.orgs}
    text = chance.choice(["cotizatie", "plata", "cotizatie 2025", "servicii"])
    is_member = name.rpartition(" ")[0] in known
    return Movement(
        day,
        Decimal(chance.choice(fees)),
        wordings.plain(name).upper(),
        demo_iban(830_000 + org.pk, "CCCC"),
        text="donatie" if is_member else text,
        why="nearly a member",
    )


def _to_member(year: Year, chance: random.Random, day: dt.date) -> Movement:
    """The association buys from a member."""
    org = chance.choice(year.orgs)
    return Movement(
        day,
        -Decimal(chance.randint(200, 5000)),
        wordings.payer_name(chance, org),
        org.ibans[0],
        text=f"plata factura {chance.randint(1, 2000)}",
        why="bought from a member",
    )


ACCOUNTS = {"RON": OWN_RON, "EUR": OWN_EUR}
