"""A notice or a pro forma as PDF: in Romanian, in English or in both side by side.

The words of each language come from the same catalogue as the page; amounts and days are written
as the first language writes them.
"""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.utils import formats, translation
from django.utils.translation import gettext as _

from cluster_portal.toolkit.epc import epc_words, holds, svg_of
from cluster_portal.toolkit.pdf import documents
from cluster_portal.toolkit.templatetags.portal import money
from members.fees.documents import Account, Party, Sheet
from members.fees.kept import QuoteLine
from members.organisations.models import Association

TEMPLATE = "notice.typ"
BOTH = "both"
EURO = "EUR"

Texts = list[str]


def languages_of(wanted: str, otherwise: str) -> list[str]:
    """`ro`, `en` or `both` (Romanian first, as the law reads it); else the document's own."""
    if wanted == BOTH:
        return ["ro", "en"]
    known = [code for code, _name in settings.LANGUAGES]
    return [wanted if wanted in known else otherwise]


def pdf_of(sheet: Sheet, languages: list[str]) -> bytes:
    with translation.override(languages[0]):
        data = _Words(sheet, languages).data()
    return documents.made(TEMPLATE, data, day=sheet.issued_on)


class _Words:
    def __init__(self, sheet: Sheet, languages: list[str]):
        self.sheet, self.languages = sheet, languages

    def said(self, say: Callable[[], str]) -> Texts:
        """The same words in each language of the document."""
        texts = []
        for language in self.languages:
            with translation.override(language):
                texts.append(str(say()))
        return texts

    def data(self) -> dict[str, Any]:
        sheet, association = self.sheet, Association.objects.first()
        kind = self.said(self._kind)
        return {
            "title": kind[0],
            "publisher": sheet.payee_facts["name"],
            "description": self.said(self._subject)[0],
            "language": self.languages[0],
            "second": self.languages[-1],
            "accent": association.accent if association else "#0b5c6b",
            "footer": f"{sheet.payee.name} · {kind[0]}",
            "banner": _sample_notice(association),
            "kind": kind,
            "subject": self.said(self._subject),
            "dates": self._dates(),
            "warnings": self._warnings(),
            "payee": self._party(lambda: _("From"), sheet.payee),
            "payer": self._party(lambda: _("To"), sheet.payer),
            "head": [self.said(lambda: _("What")), self.said(lambda: _("Amount"))],
            "lines": [self._line(line) for line in sheet.lines],
            "total": {
                "label": self.said(lambda: _("Total")),
                "amount": money(sheet.total, sheet.currency),
            },
            "parts": self._parts(),
            "pay": self._pay(),
            "qr": self._qr(),
            "closing": self._closing(),
        }

    def _line(self, line: QuoteLine) -> dict[str, Any]:
        return {
            "what": self.said(lambda: line.what),
            "why": self.said(lambda: line.why),
            "amount": money(line.amount, self.sheet.currency),
        }

    def _kind(self) -> str:
        if self.sheet.is_pro_forma:
            return _("Pro forma")
        return _("Fee notice %(number)s") % {"number": self.sheet.number}

    def _subject(self) -> str:
        return _("Membership fee for %(year)s") % {"year": self.sheet.years}

    def _dates(self) -> list[list[Texts]]:
        sheet = self.sheet
        if sheet.is_pro_forma:
            return [[self.said(lambda: _("Reckoned on")), self._day(sheet.issued_on)]]
        rows = [[self.said(lambda: _("Issued")), self._day(sheet.issued_on)]]
        if sheet.due_on and not sheet.parts:
            rows.append([self.said(lambda: _("To be paid by")), self._day(sheet.due_on)])
        return rows

    def _day(self, day: dt.date) -> Texts:
        return self.said(lambda: formats.date_format(day, "j F Y"))

    def _warnings(self) -> list[Texts]:
        cancelled_on = self.sheet.cancelled_on
        if self.sheet.is_pro_forma:
            return [
                self.said(
                    lambda: _("This is not a document of the series of fee notices: it has no "
                              "number, and nothing is owed by it.")
                )
            ]  # fmt: skip
        if cancelled_on is None:
            return []
        return [
            self.said(
                lambda: (
                    _("Cancelled on %(day)s: nothing is to be paid.")
                    % {"day": formats.date_format(cancelled_on, "j F Y")}
                )
            )
        ]

    def _party(self, label: Callable[[], str], party: Party) -> dict[str, Any]:
        lines = [party.name]
        if party.identifier:
            code = self.said(lambda: _("Fiscal code %(code)s") % {"code": party.identifier})
            lines.append(" / ".join(dict.fromkeys(code)))
        return {
            "label": self.said(label),
            "lines": [*lines, *party.register_entries, *party.address],
        }

    def _parts(self) -> dict[str, Any]:
        sheet = self.sheet
        return {
            "title": self.said(lambda: _("In instalments")),
            "head": [
                self.said(lambda: _("Instalment")),
                self.said(lambda: _("To be paid by")),
                self.said(lambda: _("Amount")),
            ],
            "rows": [
                [str(part.number), self._day(part.due_on), money(part.amount, sheet.currency)]
                for part in sheet.parts
            ],
        }

    def _pay(self) -> dict[str, Any]:
        sheet = self.sheet
        if sheet.is_pro_forma:
            hints = self.said(
                lambda: _("Please pay only when you have the fee notice: it carries the reference "
                          "by which the payment finds it.")
            )  # fmt: skip
        else:
            hints = self.said(
                lambda: _("Please write the payment reference in the details of the transfer: the "
                          "payment then finds its notice.")
            )  # fmt: skip
        return {
            "title": self.said(lambda: _("How to pay")),
            "rows": self._account(sheet.account, with_holder=True),
            "others": [self._other(account) for account in sheet.other_accounts],
            "hint": hints,
        }

    def _account(self, account: Account, *, with_holder: bool) -> list[list[Any]]:
        sheet = self.sheet
        rows: list[list[Any]] = []
        if with_holder:
            rows.append([self.said(lambda: _("Account holder")), sheet.payee.name])
        rows.append([["IBAN"], account.iban_in_groups])
        if account.bank or account.bic:
            bank = ", ".join(filter(None, [account.bank, account.bic and f"BIC {account.bic}"]))
            rows.append([self.said(lambda: _("Bank")), bank])
        if account.amount is not None:
            rows.append([self.said(lambda: _("Amount")), money(account.amount, account.currency)])
        if sheet.reference:
            rows.append([self.said(lambda: _("Payment reference")), sheet.reference])
        return rows

    def _other(self, account: Account) -> dict[str, Any]:
        row = account.payable

        def note() -> str:
            if row is None or not row.rates:
                return _("At the National Bank's rate of the day of payment.")
            rates = row.rates_in_words
            if row.is_fixed:
                return _("At the rate of the day of issue: %(rates)s.") % {"rates": rates}
            return _("The National Bank's rate of the day of payment holds; today it would be by "
                     "%(rates)s.") % {"rates": rates}  # fmt: skip

        return {
            "title": self.said(lambda: _("Or in %(currency)s") % {"currency": account.currency}),
            "rows": self._account(account, with_holder=False),
            "note": self.said(note),
        }

    def _qr(self) -> dict[str, Any] | None:
        found = euro_code(self.sheet)
        if found is None:
            return None
        svg, amount = found
        said = money(amount, EURO)
        return {
            "svg": svg,
            "alt": _("QR code for a transfer of %(amount)s") % {"amount": said},
            "caption": self.said(
                lambda: _("Scan to pay %(amount)s (EPC QR)") % {"amount": said}
            ),
        }  # fmt: skip

    def _closing(self) -> list[Texts]:
        sheet = self.sheet
        notes = []
        if not sheet.is_pro_forma:
            notes.append(
                self.said(
                    lambda: _("This is a request to pay a membership fee. It is valid without "
                              "signature and stamp.")
                )
            )  # fmt: skip
        email = sheet.payee_facts.get("email")
        if email:
            notes.append(self.said(lambda: _("Questions: %(email)s.") % {"email": email}))
        return notes


def epc_payment(sheet: Sheet, next_part: Decimal | None = None) -> tuple[Account, Decimal] | None:
    """The transfer in euros that the notice asks for next; None where it cannot be known or there
    is nothing to pay. `next_part` is what is to be paid next by the ledger; without it the sheet is
    read as on its day of issue.
    """
    if sheet.is_pro_forma or sheet.cancelled_on is not None:
        return None
    found = None
    if sheet.currency == EURO:
        at_first = sheet.parts[0].amount if sheet.parts else sheet.total
        found = sheet.account, at_first if next_part is None else next_part
    elif not sheet.parts and next_part in {None, sheet.total}:
        for account in sheet.other_accounts:
            is_fixed = account.payable is not None and account.payable.is_fixed
            if account.currency == EURO and is_fixed and account.amount:
                found = account, account.amount
    return found if found and holds(found[1]) else None


def euro_code(sheet: Sheet, next_part: Decimal | None = None) -> tuple[str, Decimal] | None:
    """The picture of that transfer, and its sum."""
    found = epc_payment(sheet, next_part)
    if found is None:
        return None
    account, amount = found
    words = epc_words(
        name=sheet.payee.name,
        iban=account.iban,
        bic=account.bic,
        amount=amount,
        reference=sheet.payment_reference,
    )
    return svg_of(words), amount


def _sample_notice(association: Association | None) -> str:
    if association is None or not association.is_sample:
        return ""
    return _("Sample data: the organisations, people, fees and meetings shown here are invented.")
