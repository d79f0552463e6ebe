"""A fee notice on paper, for the archive of a month: its snapshot, in its own language."""

from decimal import Decimal
from typing import Any

from django.utils import formats, translation
from django.utils.translation import gettext as _

from cluster_portal.toolkit.pdf import documents
from members.fees.documents import NoticeDocument, Party
from members.fees.models import FeeNotice, FeeNoticeStatus
from members.organisations.models import Association

ACCENT = "#0b5c6b"


def pdf_of(notice: FeeNotice) -> bytes:
    with translation.override(notice.language):
        return documents.made("bill.typ", _sheet(NoticeDocument(notice)), day=notice.issued_on)


def _sheet(document: NoticeDocument) -> dict[str, Any]:
    notice = document.notice
    association = Association.objects.first()
    title = _("Fee notice")
    stamps = [_("Membership fee for %(year)s") % {"year": notice.fee_year}]
    if notice.status == FeeNoticeStatus.CANCELLED:
        stamps.append(_("Cancelled: nothing is to be paid."))
    return {
        "language": notice.language,
        "accent": association.accent if association else ACCENT,
        "publisher": document.payee.name,
        "title": title,
        "description": f"{title} {notice.number}",
        "footer": f"{title} {notice.number} · {document.payee.name}",
        "number": notice.number,
        "stamps": stamps,
        "dates": [[_("Issued"), _day(notice.issued_on)], [_("To be paid by"), _day(notice.due_on)]],
        "parties": [_party(_("From"), document.payee), _party(_("To"), document.payer)],
        "columns": [_("What"), _("Amount")],
        "rows": [[f"{line.what}. {line.why}", _money(line.amount)] for line in document.lines],
        "group_columns": [],
        "groups": [],
        "totals": [
            {"label": _("Total"), "amount": f"{_money(notice.amount)}\u00a0{notice.currency}",
             "strong": True},
        ],
        "payment": _payment(document),
        "notes": [
            _("This is a request to pay a membership fee, not an invoice. It is valid without "
              "signature and stamp.")
        ],
    }  # fmt: skip


def _payment(document: NoticeDocument) -> dict[str, Any]:
    payee = document.notice.payee
    rows = [
        [_("Account holder"), document.payee.name],
        ["IBAN", document.iban],
        [_("Bank"), payee["bank"]],
        ["BIC", payee["bic"]],
        [_("Payment reference"), document.reference],
    ]
    shown = [row for row in rows if row[1]]
    return {"title": _("How to pay"), "rows": shown, "qr": "", "qr_words": ""}


def _party(label: str, party: Party) -> dict[str, Any]:
    codes = [party.identifier, *party.register_entries]
    lines = [line for line in (*codes, *party.address) if line]
    return {"label": label, "name": party.name, "lines": lines}


def _day(day: Any) -> str:
    return formats.date_format(day, "SHORT_DATE_FORMAT")


def _money(amount: Decimal) -> str:
    return formats.number_format(amount, decimal_pos=2, force_grouping=True)
