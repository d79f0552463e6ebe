"""How people write what they pay for."""

import random
import unicodedata

from benchmarks.banking.world import Doc, Org

GENERIC = [
    "cotizatie {y}",
    "COTIZATIE ANUALA",
    "Cotizație membru {y}",
    "cotizatie membru cluster",
    "plata cotizatie",
    "plata",
    "conform nota de plata",
    "cf. contract",
    "c/v cotizatie an {y}",
    "taxa membru",
    "OP 115",
    "cotiz.",
    "achitat cotizatie",
    "membership fee {y}",
    "annual fee",
    "plata cotizatie luna curenta",
    "transfer",
    "",
    "PLATA FURNIZOR",
    "plata obligatii",
]
GENERIC_INVOICE = [
    "plata factura",
    "c/v servicii",
    "c/val fact",
    "servicii",
    "plata fact. scadenta",
    "PLATA FURNIZOR",
    "invoice payment",
    "",
    "plata",
    "cf factura emisa",
    "servicii cluster",
]


def plain(text: str) -> str:
    folded = unicodedata.normalize("NFKD", text)
    return "".join(sign for sign in folded if not unicodedata.combining(sign))


def with_reference(chance: random.Random, doc: Doc) -> tuple[str, str]:
    """Text and structured reference: the reference is there and right, however it is written."""
    ref = doc.reference
    spaced = " ".join(ref[i : i + 4] for i in range(0, len(ref), 4))
    forms = [
        (0.30, lambda: ("", ref)),
        (0.15, lambda: (ref, "")),
        (
            0.12,
            lambda: (f"{chance.choice(['plata', 'cotizatie', 'ref', 'Ref.', 'OP 31'])} {ref}", ""),
        ),
        (0.10, lambda: (f"{chance.choice(['', 'nota plata '])}{spaced}", "")),
        (0.06, lambda: (f"plata {ref.lower()} multumim", "")),
        (0.06, lambda: (f"ref:{ref}/cotizatie {doc.year}", "")),
        (0.05, lambda: (f"{ref} {doc.number} {doc.org.shown}", "")),
        (0.05, lambda: (f"NOTA {doc.place} {ref}.", "")),
        (0.04, lambda: (f"{ref[:4]}-{ref[4:7]}-{ref[7:11]}-{ref[11:]}", "")),
        (0.03, lambda: (f"referinta{ref}", "")),
        (0.02, lambda: (ref.replace("0", "O") if "COT" in ref else ref, "")),
        (
            0.02,
            lambda: (
                f"{chance.choice(['cotizatie', 'plata nota de plata din'])} 12.01.{doc.year} {ref}",
                "",
            ),
        ),
    ]
    return chance.choices([make for _w, make in forms], [w for w, _make in forms])[0]()


def with_damaged_reference(chance: random.Random, doc: Doc) -> tuple[str, str]:
    ref = list(doc.reference)
    place = chance.randrange(2, len(ref))
    how = chance.random()
    if how < 0.5:
        digits = [p for p in range(2, len(ref)) if ref[p].isdigit()]
        place = chance.choice(digits)
        ref[place] = chance.choice([d for d in "0123456789" if d != ref[place]])
    elif how < 0.75:
        del ref[place]
    else:
        place = chance.randrange(2, len(ref) - 1)
        ref[place], ref[place + 1] = ref[place + 1], ref[place]
    text = "".join(ref)
    return chance.choice([text, f"plata {text}", f"cotizatie {text}"]), ""


def with_number(chance: random.Random, doc: Doc) -> str:
    s, y, n = doc.series, doc.year, doc.place
    fee = s == "COT"
    word = chance.choice(
        ["nota", "nota de plata", "NP"] if fee else ["factura", "fact", "fact.", "FF"]
    )
    forms = [
        doc.number,
        doc.number,
        doc.number.lower(),
        f"{word} {doc.number}",
        f"{s} {y} {n}",
        f"{s}{y}{n:04d}",
        f"{s}-{y}-{n}",
        f"{s}/{y}/{n:04d}",
        f"{s} {n}/{y}",
        f"{s}{n}/{y}",
        f"{word} {s} {n}/{y}",
        f"{word} nr {n} din {y}",
        f"{word} nr. {n}/{y}",
        f"{word} {n}/{y}",
        f"c/v {word} seria {s} nr {n} / {y}",
        f"plata {word} {s} nr. {n:04d} din {doc.issued_on:%d.%m.%Y}",
        f"{s}-{y}-{n:04d} {doc.org.shown}",
        f"{s} nr.{y}-{n:04d}",
        f"{s}_{y}_{n:04d}",
        f"cval {s}-{y}-{n:04d}, multumim",
        f"{s} {n:04d}/{y % 100}",
        f"{s.replace('O', '0')}-{y}-{n:04d}" if fee else doc.number,
    ]
    return chance.choice(forms)


def with_short_number(chance: random.Random, doc: Doc) -> str:
    n = doc.place
    if doc.series == "COT":
        forms = [
            f"cotizatie {n}",
            f"nota {n}",
            f"nota de plata {n}",
            f"COT {n}",
            f"COT{n:04d}",
            f"plata nota nr {n}",
            f"NP {n}",
        ]
    else:
        forms = [
            f"factura {n}",
            f"fact {n}",
            f"SRV {n}",
            f"SRV{n:04d}",
            f"fact nr {n}",
            f"plata f {n}",
            f"invoice {n}",
        ]
    return chance.choice(forms)


def with_wrong_number(chance: random.Random, doc: Doc, docs: list[Doc]) -> str:
    """Another existing document's number, as a slip of one figure gives it."""
    digits = list(f"{doc.place:04d}")
    place = chance.randrange(4)
    digits[place] = chance.choice([d for d in "0123456789" if d != digits[place]])
    return f"{doc.series}-{doc.year}-{''.join(digits)}"


def with_several(chance: random.Random, docs: list[Doc]) -> tuple[str, str, bool]:
    """Text, structured reference, and whether a true reference is in it."""
    how = chance.random()
    numbers = [doc.number for doc in docs]
    if how < 0.3:
        return " ".join(doc.reference for doc in docs), "", True
    if how < 0.55:
        return "plata " + chance.choice([", ", " si ", "; ", " + "]).join(numbers), "", False
    same = {doc.series for doc in docs}
    if how < 0.75 and len(same) == 1:
        rest = chance.choice([", ", " si ", ","]).join(f"{doc.place:04d}" for doc in docs[1:])
        return f"{numbers[0]}, {rest}", "", False
    if how < 0.9:
        return (
            chance.choice(
                ["facturi restante", "plata sold", "regularizare sold", "achitare facturi"]
            ),
            "",
            False,
        )
    return docs[0].reference, "", True


def generic(chance: random.Random, doc: Doc) -> str:
    words = chance.choice(GENERIC if doc.series == "COT" else GENERIC_INVOICE)
    return words.format(y=doc.year if chance.random() < 0.95 else doc.year - 1)


def payer_name(chance: random.Random, org: Org) -> str:
    """As the bank has it on record."""
    legal = org.legal_name
    how = chance.random()
    if org.category != "company":
        name = legal.upper()
    elif how < 0.45:
        name = plain(legal).upper()
    elif how < 0.6:
        name = "SC " + plain(org.shown).upper() + " SRL"
    elif how < 0.7:
        name = "S.C. " + plain(org.shown).upper() + " S.R.L."
    elif how < 0.8:
        name = legal
    elif how < 0.88:
        name = plain(org.shown).upper()
    elif how < 0.94:
        name = plain(legal).upper().replace(" ", "  ")
    else:
        name = plain(org.shown).upper() + " SOCIETATE CU RASPUNDERE LIMITATA"
    if chance.random() < 0.015:
        place = chance.randrange(1, len(name) - 1)
        name = name[:place] + name[place + 1 :]
    return name[:35] if chance.random() < 0.3 else name[:70]
