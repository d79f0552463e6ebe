"""Romanian places as RO e-Factura wants them: ISO 3166-2:RO, and the sectors of Bucharest."""

import re
import unicodedata

COUNTIES = {
    "AB": "Alba", "AG": "Argeș", "AR": "Arad", "B": "București", "BC": "Bacău", "BH": "Bihor",
    "BN": "Bistrița-Năsăud", "BR": "Brăila", "BT": "Botoșani", "BV": "Brașov", "BZ": "Buzău",
    "CJ": "Cluj", "CL": "Călărași", "CS": "Caraș-Severin", "CT": "Constanța", "CV": "Covasna",
    "DB": "Dâmbovița", "DJ": "Dolj", "GJ": "Gorj", "GL": "Galați", "GR": "Giurgiu",
    "HD": "Hunedoara", "HR": "Harghita", "IF": "Ilfov", "IL": "Ialomița", "IS": "Iași",
    "MH": "Mehedinți", "MM": "Maramureș", "MS": "Mureș", "NT": "Neamț", "OT": "Olt",
    "PH": "Prahova", "SB": "Sibiu", "SJ": "Sălaj", "SM": "Satu Mare", "SV": "Suceava",
    "TL": "Tulcea", "TM": "Timiș", "TR": "Teleorman", "VL": "Vâlcea", "VN": "Vrancea",
    "VS": "Vaslui",
}  # fmt: skip
BUCHAREST = "RO-B"
SECTORS = frozenset(f"SECTOR{number}" for number in range(1, 7))
CODES = frozenset(f"RO-{code}" for code in COUNTIES)
_SECTOR = re.compile(r"\bsec(?:t(?:or(?:ul)?)?)?[.:]?\s*([1-6])\b", re.IGNORECASE)


def folded(words: str) -> str:
    """Lower case, without marks and signs: Bistriţa-Năsăud and bistrita nasaud are one."""
    plain = unicodedata.normalize("NFKD", words)
    letters = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return re.sub(r"[^a-z0-9]+", " ", letters.lower()).strip()


_BY_NAME = {folded(name): f"RO-{code}" for code, name in COUNTIES.items()} | {
    "bucharest": BUCHAREST,
    "municipiul bucuresti": BUCHAREST,
}


def county_code(*, county: str, city: str) -> str:
    """RO-CJ and so on; empty when neither the county nor the city says which."""
    written = county.strip().upper()
    if written in CODES or written in COUNTIES:
        return written if written in CODES else f"RO-{written}"
    words = re.sub(r"^(judetul|jud|judet) ", "", folded(county))
    found = _BY_NAME.get(words)
    if found is None and (_SECTOR.search(county) or _is_bucharest(city)):
        found = BUCHAREST
    return found or ""


def city_as_sent(*, county_of: str, city: str, others: str = "") -> str:
    """In Bucharest SECTOR1 to SECTOR6, wherever in the address it is written; else the city."""
    if county_of != BUCHAREST:
        return city
    found = _SECTOR.search(city) or _SECTOR.search(others)
    return f"SECTOR{found[1]}" if found else city


def _is_bucharest(city: str) -> bool:
    return folded(city).startswith(("bucuresti", "bucharest", "municipiul bucuresti"))
