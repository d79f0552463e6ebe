"""Why a line of a quote is what it is, in the reader's words. A quote is kept as codes and
numbers; what they mean is said here, so that a frozen one reads in either language.
"""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db.models import Model, TextChoices
from django.utils import formats
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from cluster_portal.toolkit.templatetags.portal import money
from members.fees.models import Period, ProRata
from members.ledger import rates
from members.organisations.models import Category

Facts = dict[str, Any]


class LineKind(TextChoices):
    YEARLY = "yearly", gettext_lazy("Yearly membership fee")
    EXEMPTION = "exemption", gettext_lazy("Exemption")
    TIER = "tier", gettext_lazy("Tier")
    PRO_RATA = "pro_rata", gettext_lazy("Part of the year")
    DISCOUNT = "discount", gettext_lazy("Discount")
    ENTRY = "entry", gettext_lazy("Entry fee")
    ENTRY_EXEMPTION = "entry_exemption", gettext_lazy("Exemption from the entry fee")
    ENTRY_DISCOUNT = "entry_discount", gettext_lazy("Discount of the entry fee")


def names_of(row: Model, field: str = "name") -> dict[str, str]:
    """A translated field in every language, to be kept."""
    return {code: getattr(row, f"{field}_{code}") or "" for code, _n in settings.LANGUAGES}


def name_in(names: dict[str, str]) -> str:
    """In the reader's language, else in any."""
    here = (get_language() or settings.LANGUAGE_CODE)[:2]
    return names.get(here) or next((name for name in names.values() if name), "")


def what(kind: str, facts: Facts) -> str:
    if kind in (LineKind.TIER, LineKind.DISCOUNT, LineKind.ENTRY_DISCOUNT) and "names" in facts:
        return f"{LineKind(kind).label}: {name_in(facts['names'])}"
    if kind == LineKind.YEARLY and facts.get("fee_year"):
        return _("Membership fee %(years)s") % {"years": years(facts)}
    return str(LineKind(kind).label) if kind in LineKind.values else kind


def why(kind: str, facts: Facts) -> str:
    reason = _REASONS.get(kind)
    return reason(facts) if reason else ""


def years(facts: Facts) -> str:
    first, terms = facts["fee_year"], facts.get("term_years", 1)
    return str(first) if terms == 1 else f"{first}–{first + terms - 1}"


def day_in_words(iso: str) -> str:
    return formats.date_format(dt.date.fromisoformat(iso), "j F Y")


def band_in_words(first: int, last: int | None, currency: str = "") -> str:
    """`currency` where the turnover is measured; else people are counted."""
    return _turnover_band(first, last, currency) if currency else _staff_band(first, last)


def _staff_band(first: int, last: int | None) -> str:
    if last is None:
        if first == 0:
            return _("Any number of staff")
        return _("%(count)s staff or more") % {"count": first}
    if first == last:
        return ngettext("%(count)s person", "%(count)s staff", last) % {"count": last}
    if first == 0:
        return _("Up to %(count)s staff") % {"count": last}
    return _("%(first)s to %(last)s staff") % {"first": first, "last": last}


def _turnover_band(first: int, last: int | None, currency: str) -> str:
    facts = {"first": _units(first), "last": _units(last or 0), "currency": currency}
    if last is None:
        if first == 0:
            return _("Any turnover")
        return _("Turnover of %(first)s %(currency)s or more") % facts
    if first == 0:
        return _("Turnover up to %(last)s %(currency)s") % facts
    return _("Turnover from %(first)s to %(last)s %(currency)s") % facts


def _units(number: int) -> str:
    return formats.number_format(number, use_l10n=True, force_grouping=True)


def _yearly(facts: Facts) -> str:
    first = facts.get("size_from", facts.get("staff_from")) or 0
    last = facts.get("size_to", facts.get("staff_to"))
    currency = facts.get("size_currency", "")
    size = facts.get("size", facts.get("staff_count"))
    is_flat = first == 0 and last is None
    words = {
        "category": Category(facts["category"]).label,
        "band": _lowered(band_in_words(first, last, currency)),
        "count": size if not currency or size is None else money(Decimal(size), currency),
        "table_year": facts["table_year"],
    }
    if is_flat or size is None:
        parts = [_("%(category)s, %(band)s. Fee table of %(table_year)s.") % words]
    else:
        parts = [
            _("%(category)s, %(band)s; %(count)s declared. Fee table of %(table_year)s.") % words
        ]
    if facts.get("amounts_per") == Period.MONTH:
        monthly = money(Decimal(facts["unit_amount"]), facts["currency"])
        parts.append(_("%(amount)s a month.") % {"amount": monthly})
    if facts.get("term_years", 1) > 1:
        parts.append(
            ngettext("For %(count)s year.", "For %(count)s years.", facts["term_years"])
            % {"count": facts["term_years"]}
        )
    if facts.get("free_year"):
        parts.append(_("The rest of %(year)s is free.") % {"year": facts["free_year"]})
    return " ".join(parts)


def _lowered(words: str) -> str:
    return words[:1].lower() + words[1:]


def _exemption(facts: Facts) -> str:
    return _dated(name_in(facts["names"]), facts)


def _tier(facts: Facts) -> str:
    if facts.get("percent"):
        return _("%(percent)s %% of the yearly fee, on top of it.") % {
            "percent": _percent(facts["percent"])
        }
    price = {"amount": money(Decimal(facts["price"]), facts["currency"])}
    if facts.get("includes_base"):
        return _("It costs %(amount)s and includes the yearly fee; this is the difference.") % price
    return _("It comes on top of the yearly fee.")


def _pro_rata(facts: Facts) -> str:
    said = {
        "months": facts["months"],
        "of": facts["of_months"],
        "day": day_in_words(facts.get("leaves_on") or facts["joins_on"]),
    }
    is_half = facts["rule"] == ProRata.HALF_YEAR
    if facts.get("leaves_on"):
        return (
            _("Leaving on %(day)s: %(months)s of %(of)s months are paid, begun half-years whole.")
            if is_half
            else _("Leaving on %(day)s: %(months)s of %(of)s months are paid, the last one whole.")
        ) % said
    return (
        _("Joining on %(day)s, in the second half of the year: the first half is not paid.")
        if is_half
        else _("Joining on %(day)s: %(months)s of %(of)s months are paid, the first one whole.")
    ) % said


def _discount(facts: Facts) -> str:
    if facts.get("percent"):
        start = _("%(percent)s %% of what was left") % {"percent": _percent(facts["percent"])}
    else:
        start = money(Decimal(facts["amount"]), facts["currency"])
    if facts.get("code"):
        start = _("%(what)s, with the code %(code)s") % {"what": start, "code": facts["code"]}
    return _dated(start, facts)


def _entry(facts: Facts) -> str:
    return _("Paid once, on joining. Fee table of %(table_year)s.") % facts


def _percent(value: str) -> str:
    number = Decimal(value).normalize()
    return formats.number_format(number.quantize(Decimal(1)) if number == int(number) else number)


def _dated(start: str, facts: Facts) -> str:
    """With what decided it and until when it holds."""
    parts = [start]
    if facts.get("decision"):
        parts.append(facts["decision"])
    if facts.get("valid_until"):
        parts.append(_("until %(day)s") % {"day": day_in_words(facts["valid_until"])})
    return "; ".join(parts) + "."


_REASONS = {
    LineKind.YEARLY.value: _yearly,
    LineKind.EXEMPTION.value: _exemption,
    LineKind.TIER.value: _tier,
    LineKind.PRO_RATA.value: _pro_rata,
    LineKind.DISCOUNT.value: _discount,
    LineKind.ENTRY.value: _entry,
    LineKind.ENTRY_EXEMPTION.value: _exemption,
    LineKind.ENTRY_DISCOUNT.value: _discount,
}


def rate_in_words(rate: dict[str, str]) -> str:
    on = dt.date.fromisoformat(rate["on"])
    return rates.in_words(rate["currency"], Decimal(rate["rate"]), rate["source"], on)
