"""Invented organisations whose names are as alike as real ones are."""

import random

from stdnum.iso7064 import mod_97_10
from stdnum.ro import cui

STEMS = [
    "Nova",
    "Alfa",
    "Delta",
    "Terra",
    "Carpat",
    "Somes",
    "Napoca",
    "Feleac",
    "Gilau",
    "Vertex",
    "Orion",
    "Quanta",
    "Lumen",
    "Pixel",
    "Cobalt",
    "Argint",
    "Zimbru",
    "Vulpe",
    "Stejar",
    "Bradul",
    "Cetina",
    "Morena",
    "Ardeal",
    "Transil",
    "Dacia",
    "Albina",
    "Fulger",
    "Izvor",
    "Corvin",
    "Matei",
    "Horea",
    "Closca",
    "Avram",
    "Sinteza",
    "Meridian",
    "Paralela",
    "Tangent",
    "Vector",
    "Matrix",
    "Tensor",
    "Kernel",
    "Buffer",
    "Cursor",
    "Modul",
    "Codru",
    "Poiana",
    "Rarau",
    "Ceahlau",
    "Retezat",
    "Fagaras",
    "Bucegi",
    "Parang",
    "Cozia",
    "Bihor",
    "Crasna",
    "Tarnava",
    "Aries",
    "Mures",
    "Lapus",
    "Șoim",
    "Țară",
    "Brâncuș",
    "Înalt",
    "Păltiniș",
    "Câmpia",
    "Lăstun",
]
TAILS = [
    "Soft",
    "Software",
    "Tech",
    "Technology",
    "Technologies",
    "Data",
    "Digital",
    "Systems",
    "Solutions",
    "Consulting",
    "Labs",
    "Robotics",
    "Analytics",
    "Cloud",
    "Security",
    "Networks",
    "Studio",
    "Media",
    "Engineering",
    "Automation",
    "Inovare",
    "Informatica",
    "Electronics",
    "Mobile",
    "Games",
    "Design",
    "Dezvoltare",
    "Group",
    "Services",
    "Integrare",
]
FORMS = ["SRL", "SRL", "SRL", "S.R.L.", "S.R.L", "SA", "SRL-D"]
TOWNS = [
    "Cluj-Napoca",
    "Oradea",
    "Baia",
    "Mare",
    "Bistrița",
    "Zalău",
    "Satu",
    "Mare",
    "Turda",
    "Dej",
    "Gherla",
    "Timișoara",
]
PEOPLE = [
    "Popescu Ion",
    "Mureșan Andrei",
    "Pop Ioana Maria",
    "Rus Vasile",
    "Moldovan Elena",
    "Chiș Dan Alexandru",
    "Lazăr Cristina",
    "Oltean Mihai",
    "Bota Simona",
    "Suciu Radu",
    "Crișan Ovidiu",
    "Tămaș Raluca",
    "Hădărean Paul",
]
OUTSIDERS = [
    "Expert Audit Conta SRL",
    "Office Clean Transilvania SRL",
    "Tipografia Somesul SRL",
    "Hotel Belvedere Events SRL",
    "Compania de Apa Somes SA",
    "Electrica Furnizare SA",
    "Fundatia Pentru Viitor",
    "Asociatia Sportiva Feleacul",
    "Rectificare Utilaje Turda SRL",
    "Trans Cargo Bihor SRL",
]


def organisation_names(chance: random.Random, how_many: int) -> list[tuple[str, str, str]]:
    """Category, legal name and name as shown; no two legal names are the same."""
    found: dict[str, tuple[str, str, str]] = {}
    while len(found) < how_many:
        draw = chance.random()
        if draw < 0.03:
            town = chance.choice(TOWNS)
            kind = chance.choice(["Tehnică", "de Medicină", "de Vest", "de Arte", "Agrară"])
            name = f"Universitatea {kind} {chance.choice(STEMS)} din {town}"
            found.setdefault(name, ("university", name, name))
        elif draw < 0.06:
            name = (
                f"{chance.choice(['Primăria', 'Consiliul Local', 'Agenția', 'Direcția'])} "
                f"{chance.choice(STEMS)} {chance.choice(TOWNS)}"
            )
            found.setdefault(name, ("authority", name, name))
        elif draw < 0.1:
            name = f"Asociația {chance.choice(STEMS)} {chance.choice(TAILS)}"
            found.setdefault(name, ("community", name, name))
        else:
            words = [chance.choice(STEMS), chance.choice(TAILS)]
            if chance.random() < 0.35:
                words.append(chance.choice(TAILS))
            if chance.random() < 0.08:
                words.append(str(chance.randint(2, 9)))
            shown = " ".join(dict.fromkeys(words))
            legal = f"{shown} {chance.choice(FORMS)}"
            if shown not in {row[2] for row in list(found.values())[-400:]}:
                found.setdefault(shown, ("company", legal, shown))
    return list(found.values())


def fiscal_code(number: int) -> str:
    body = str(99_000_00 + number)
    return body + cui.calc_check_digit(body)


def demo_iban(number: int, bank: str = "AAAA") -> str:
    """With right check digits and a bank that does not exist."""
    body = f"{bank}DEMO{number:012d}"
    return f"RO{mod_97_10.calc_check_digits(body + 'RO')}{body}"


def rf(series: str, year: int, place: int) -> str:
    body = f"{series}{year}{place:05d}"
    return f"RF{mod_97_10.calc_check_digits(body + 'RF')}{body}"
