"""The statement of a year on paper, by Typst; words reach it as data."""

from typing import Any

from django.conf import settings
from django.utils import formats, timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cluster_portal.toolkit.pdf import documents
from cluster_portal.toolkit.templatetags.portal import money
from members.organisations.models import Association
from members.services.worth import Statement, Sums

TEMPLATE = "statement.typ"


def pdf_of(statement: Statement) -> bytes:
    return documents.made(TEMPLATE, data_of(statement), day=timezone.localdate())


def data_of(statement: Statement) -> dict[str, Any]:
    association = Association.objects.first()
    publisher = association.name if association else ""
    title = _("What membership was worth in %(year)d") % {"year": statement.year}
    return {
        "title": title,
        "publisher": publisher,
        "description": str(statement.organisation),
        "language": (get_language() or settings.LANGUAGE_CODE)[:2],
        "accent": association.accent if association else "#0b5c6b",
        "footer": f"{publisher} · {statement.organisation} · {title}",
        "subtitle": statement.organisation.legal_name,
        "day": _("As recorded on %(day)s") % {"day": formats.date_format(timezone.localdate())},
        "notice": _sample_notice(association),
        "sections": [
            section
            for section in (
                *(_summary(sums) for sums in statement.sums),
                _fees(statement),
                _uses(statement),
                _quotas(statement),
                _others(statement),
            )
            if section["rows"]
        ],
        "empty": _("Nothing is recorded for this year.") if statement.is_empty else "",
    }


def _sample_notice(association: Association | None) -> str:
    if association is None or not association.is_sample:
        return ""
    return _("Sample data: the organisations, people, fees and meetings shown here are invented.")


def _section(
    title: str, source: str, head: list[str], rows: list[list[str]], numbers: int = 0
) -> dict[str, Any]:
    """`numbers`: how many of the last columns are figures."""
    return {"title": title, "source": source, "head": head, "rows": rows, "numbers": numbers}


def _summary(sums: Sums) -> dict[str, Any]:
    rows = [
        [_("Fees paid"), money(sums.fee, sums.currency)],
        [_("Market price of the services used"), money(sums.market, sums.currency)],
        [_("Their price for you"), money(sums.paid, sums.currency)],
        [_("Saved on services"), money(sums.saved, sums.currency)],
    ]
    source = _("The sums of the tables below; only services whose market price is known are "
               "counted as saved.")  # fmt: skip
    return _section(
        _("In short, in %(currency)s") % {"currency": sums.currency}, source, [], rows, 1
    )


def _fees(statement: Statement) -> dict[str, Any]:
    rows = [
        [part.number, money(part.asked, part.currency), money(part.paid, part.currency)]
        for part in statement.fees
    ]
    return _section(
        _("Membership fee"),
        _("From the fee notices of the year and the payments recorded for them."),
        [_("Notice"), _("Amount"), _("Paid")],
        rows,
        2,
    )


def _uses(statement: Statement) -> dict[str, Any]:
    rows = []
    for use in statement.uses:
        request = use.request
        day = request.delivered_on
        rows.append(
            [
                f"{request.service.name} × {request.quantity}",
                formats.date_format(day, "SHORT_DATE_FORMAT") if day else "",
                money(use.market, request.currency) or _("not known"),
                money(use.paid, request.currency),
                money(use.saved, request.currency) or "–",
            ]
        )
    return _section(
        _("Services used"),
        _("From the requests that were delivered. Prices without VAT; the market's price is the "
          "one of the day of the request, with its source in the catalogue."),
        [_("Service"), _("Delivered"), _("Market price"), _("Your price"), _("Saved")],
        rows,
        3,
    )  # fmt: skip


def _quotas(statement: Statement) -> dict[str, Any]:
    rows = [
        [
            quota.service.name,
            _("%(used)d of %(included)d used")
            % {"used": quota.used, "included": quota.included or 0},
            str(quota.left),
        ]
        for quota in statement.quotas
    ]
    return _section(
        _("What the fee includes"),
        _("From the catalogue's quotas and the requests that were made in the year."),
        [_("Service"), _("Used"), _("Left")],
        rows,
        1,
    )


def _others(statement: Statement) -> dict[str, Any]:
    rows = [[str(fact.label), fact.value, str(fact.source)] for fact in statement.others]
    return _section(_("Also"), "", [_("What"), _("In this year"), _("From")], rows)
