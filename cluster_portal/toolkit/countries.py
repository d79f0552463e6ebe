"""Countries by name, the Union and its neighbours, and addresses as they are written on paper."""

from collections.abc import Sequence
from typing import Any

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from cluster_portal.toolkit.folding import fold

HOME = "RO"
UNION = {
    "AT": _("Austria"), "BE": _("Belgium"), "BG": _("Bulgaria"), "HR": _("Croatia"),
    "CY": _("Cyprus"), "CZ": _("Czechia"), "DK": _("Denmark"), "EE": _("Estonia"),
    "FI": _("Finland"), "FR": _("France"), "DE": _("Germany"), "GR": _("Greece"),
    "HU": _("Hungary"), "IE": _("Ireland"), "IT": _("Italy"), "LV": _("Latvia"),
    "LT": _("Lithuania"), "LU": _("Luxembourg"), "MT": _("Malta"), "NL": _("Netherlands"),
    "PL": _("Poland"), "PT": _("Portugal"), "RO": _("Romania"), "SK": _("Slovakia"),
    "SI": _("Slovenia"), "ES": _("Spain"), "SE": _("Sweden"),
}  # fmt: skip
OTHERS = {
    "AL": _("Albania"), "BA": _("Bosnia and Herzegovina"), "CA": _("Canada"),
    "GE": _("Georgia"), "IS": _("Iceland"), "IL": _("Israel"), "XK": _("Kosovo"),
    "LI": _("Liechtenstein"), "MD": _("Moldova"), "ME": _("Montenegro"),
    "MK": _("North Macedonia"), "NO": _("Norway"), "RS": _("Serbia"), "CH": _("Switzerland"),
    "TR": _("Türkiye"), "UA": _("Ukraine"), "GB": _("United Kingdom"), "US": _("United States"),
}  # fmt: skip
NAMES = UNION | OTHERS


def choices() -> list[Any]:
    """In the order of the reader's alphabet."""
    union = {code: name for code, name in UNION.items() if code != HOME}
    return [
        (HOME, NAMES[HOME]),
        (_("European Union"), _in_order(union)),
        (_("Other countries"), _in_order(OTHERS)),
    ]


def _in_order(names: dict[str, Any]) -> list[tuple[str, Any]]:
    return sorted(names.items(), key=lambda item: fold(str(item[1])))


def name_of(code: str) -> str:
    return str(NAMES.get(code, code))


def address_lines(data: dict[str, str], languages: Sequence[str]) -> list[str]:
    """The lines of a postal address; empty parts leave none behind. A country abroad is named in
    the languages of the paper.
    """
    town = " ".join(part for part in (data["postal_code"], data["city"]) if part)
    lines = [data["street"], ", ".join(part for part in (town, data["county"]) if part)]
    names = []
    for language in languages if data["country"] != HOME else ():
        with translation.override(language):
            names.append(name_of(data["country"]))
    return [line for line in (*lines, " / ".join(dict.fromkeys(names))) if line]
