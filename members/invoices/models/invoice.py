"""Invoices, credit notes and pro-formas. A draft is written; an issued one is a snapshot that the
database keeps as it is.
"""

import re
from decimal import Decimal
from typing import Any

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Prefetch, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cluster_portal.toolkit.history.kinds import register_kinds
from members.invoices.models.rules import DOCUMENT_LANGUAGES
from members.invoices.models.vat import RATE, VatCategory
from members.ledger.models import Receivable, Settlement
from members.organisations.models import Organisation, Representative

MONEY: dict[str, Any] = {"max_digits": 12, "decimal_places": 2}
NOTHING = Decimal("0.00")
PROFORMA_SERIES = "PRO"
CURRENCIES = [("RON", "RON"), ("EUR", "EUR")]


@register_kinds
class InvoiceEvent(models.TextChoices):
    DRAFTED = "invoices.drafted", _("Draft written")
    REDRAFTED = "invoices.redrafted", _("Draft changed")
    DISCARDED = "invoices.discarded", _("Draft discarded")
    ISSUED = "invoices.issued", _("Document issued")
    CREDITED = "invoices.credited", _("Credit note issued")
    CONVERTED = "invoices.converted", _("Invoiced from a pro-forma")
    WITHDRAWN = "invoices.withdrawn", _("Pro-forma withdrawn")


class InvoiceKind(models.TextChoices):
    INVOICE = "invoice", _("invoice")
    CREDIT_NOTE = "credit_note", _("credit note")
    PROFORMA = "proforma", _("pro-forma invoice")


class InvoiceStatus(models.TextChoices):
    DRAFT = "draft", _("draft")
    DISCARDED = "discarded", _("discarded")
    ISSUED = "issued", _("issued")
    PARTLY_CREDITED = "partly", _("partly credited")
    CREDITED = "credited", _("credited")
    CONVERTED = "converted", _("invoiced")
    WITHDRAWN = "withdrawn", _("withdrawn")


INVOICE_MOVES = {
    InvoiceStatus.DRAFT: frozenset({InvoiceStatus.ISSUED, InvoiceStatus.DISCARDED}),
    InvoiceStatus.DISCARDED: frozenset(),
    InvoiceStatus.ISSUED: frozenset(
        {
            InvoiceStatus.PARTLY_CREDITED,
            InvoiceStatus.CREDITED,
            InvoiceStatus.CONVERTED,
            InvoiceStatus.WITHDRAWN,
        }
    ),
    InvoiceStatus.PARTLY_CREDITED: frozenset(
        {InvoiceStatus.PARTLY_CREDITED, InvoiceStatus.CREDITED}
    ),
    InvoiceStatus.CREDITED: frozenset(),
    InvoiceStatus.CONVERTED: frozenset(),
    InvoiceStatus.WITHDRAWN: frozenset(),
}
UNNUMBERED = (InvoiceStatus.DRAFT, InvoiceStatus.DISCARDED)
FISCAL = (InvoiceKind.INVOICE, InvoiceKind.CREDIT_NOTE)


NUMBER = re.compile(
    r"^\s*(?P<series>[A-Za-z]{2,8})[-\s]?(?P<year>\d{4})[-\s]?(?P<sequence>\d{1,6})\s*$"
)


def _number_in(words: str) -> Q:
    """A number as it is printed, or a payment reference with or without its spaces."""
    compact = re.sub(r"\s", "", words).upper()
    found = Q(payment_reference__startswith=compact) if compact.startswith("RF") else Q(pk=None)
    number = NUMBER.match(words)
    if number:
        found |= Q(
            series__iexact=number["series"],
            year=int(number["year"]),
            sequence=int(number["sequence"]),
        )
    return found


class InvoiceQuerySet(models.QuerySet):
    def issued(self) -> "InvoiceQuerySet":
        """Whatever has a number, pro-formas too."""
        return self.exclude(status__in=UNNUMBERED)

    def fiscal(self) -> "InvoiceQuerySet":
        """Issued invoices and credit notes: what accounting and RO e-Factura are about."""
        return self.issued().filter(kind__in=FISCAL)

    def with_debts(self) -> "InvoiceQuerySet":
        """With `receivable` and its balance, for `settlement`; one query more."""
        return self.prefetch_related(
            Prefetch("receivable", queryset=Receivable.objects.with_balance())
        )

    def matching(self, words: str) -> "InvoiceQuerySet":
        """By number, payment reference, purchase order or what was invoiced."""
        rows = self
        if words:
            found = _number_in(words)
            for field in ("purchase_order", "lines__description_ro", "lines__description_en"):
                found |= Q(**{f"{field}__unaccent__icontains": words})
            rows = rows.filter(found).distinct()
        return rows

    def visible_to(self, viewer) -> "InvoiceQuerySet":
        """The office by permission, and whoever speaks for the organisation, who sees no drafts.
        Who of these may see the sums is asked of policies.can_see_invoices.
        """
        if viewer.is_staff and viewer.has_perm("members.view_invoice"):
            return self
        if not viewer.is_authenticated:
            return self.none()
        own = Representative.objects.open().filter(
            organisation=OuterRef("organisation"), user=viewer
        )
        return self.issued().filter(Exists(own))


class Invoice(models.Model):
    """A document about paid services. Sums are in `currency`; those that end in `_ron` are in lei,
    at `exchange_rate` lei for one unit. A credit note has its sums above zero and says of which
    invoice they are taken away.
    """

    kind = models.CharField(_("kind"), max_length=12, choices=InvoiceKind)
    status = models.CharField(
        _("state"), max_length=10, choices=InvoiceStatus, default=InvoiceStatus.DRAFT
    )
    series = models.CharField(_("series"), max_length=20, blank=True, editable=False)
    year = models.PositiveSmallIntegerField(_("year of the series"), null=True, editable=False)
    sequence = models.PositiveIntegerField(_("number in the series"), null=True, editable=False)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="invoices", verbose_name=_("organisation")
    )
    language = models.CharField(_("language"), max_length=5, choices=DOCUMENT_LANGUAGES)
    currency = models.CharField(_("currency"), max_length=3, choices=CURRENCIES, default="RON")
    exchange_rate = models.DecimalField(
        _("lei for one unit"), max_digits=12, decimal_places=4, null=True, blank=True,
        validators=[MinValueValidator(Decimal("0.0001"))],
    )  # fmt: skip
    rate_on = models.DateField(_("exchange rate of"), null=True, blank=True)
    rate_reason = models.CharField(
        _("why another rate"), max_length=200, blank=True,
        help_text=_("Where it is not the National Bank's, as it is entered."),
    )  # fmt: skip
    supplied_on = models.DateField(_("supplied"), null=True, blank=True)
    due_days = models.PositiveSmallIntegerField(_("days to pay"), null=True, blank=True)
    purchase_order = models.CharField(_("purchase order"), max_length=80, blank=True)
    note = models.CharField(_("note on the document"), max_length=300, blank=True)
    credit_of = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="credit_notes",
        verbose_name=_("credits"),
    )  # fmt: skip
    reason = models.CharField(_("reason of the credit"), max_length=300, blank=True)
    proforma = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="invoiced_by",
        verbose_name=_("from pro-forma"),
    )  # fmt: skip
    receivable = models.OneToOneField(
        Receivable, models.PROTECT, null=True, editable=False, related_name="invoice",
        help_text=_("What is owed by it: of issued invoices alone."),
    )  # fmt: skip
    submission_key = models.UUIDField(unique=True, null=True, editable=False)

    issued_on = models.DateField(_("issued"), null=True, blank=True)
    due_on = models.DateField(_("due"), null=True, blank=True)
    seller = models.JSONField(_("seller"), default=dict, blank=True)
    buyer = models.JSONField(_("buyer"), default=dict, blank=True)
    vat_summary = models.JSONField(_("VAT by category"), default=list, blank=True)
    net = models.DecimalField(_("without VAT"), default=NOTHING, **MONEY)
    vat = models.DecimalField(_("VAT"), default=NOTHING, **MONEY)
    gross = models.DecimalField(_("total"), default=NOTHING, **MONEY)
    net_ron = models.DecimalField(_("without VAT, in lei"), default=NOTHING, **MONEY)
    vat_ron = models.DecimalField(_("VAT in lei"), default=NOTHING, **MONEY)
    payment_reference = models.CharField(
        _("payment reference"), max_length=25, blank=True, help_text="ISO 11649"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    issued_at = models.DateTimeField(_("issued at"), null=True, blank=True)

    objects = InvoiceQuerySet.as_manager()

    class Meta:
        verbose_name = _("invoice")
        verbose_name_plural = _("invoices")
        ordering = ["-issued_on", "-sequence", "-pk"]
        indexes = [models.Index(fields=["issued_on"], name="invoice_issued_on")]
        permissions = [
            ("issue_invoice", _("Can issue invoices")),
            ("credit_invoice", _("Can issue credit notes")),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["series", "year", "sequence"],
                name="invoice_number_once",
                condition=Q(sequence__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["payment_reference"],
                name="invoice_payment_reference_once",
                condition=Q(kind="invoice", payment_reference__gt=""),
            ),
            models.CheckConstraint(
                name="invoice_kind_known", condition=Q(kind__in=InvoiceKind.values)
            ),
            models.CheckConstraint(
                name="invoice_status_fits_kind",
                condition=Q(kind="invoice", status__in=["draft", "discarded", "issued", "partly",
                                                        "credited"])
                | Q(kind="credit_note", status__in=["draft", "issued"])
                | Q(kind="proforma", status__in=["draft", "discarded", "issued", "converted",
                                                 "withdrawn"]),
            ),
            models.CheckConstraint(
                name="invoice_issued_iff_numbered",
                condition=Q(status__in=["draft", "discarded"], sequence__isnull=True,
                            year__isnull=True, issued_on__isnull=True, issued_at__isnull=True,
                            series="")
                | (~Q(status__in=["draft", "discarded"])
                   & Q(sequence__isnull=False, year__isnull=False, issued_on__isnull=False,
                       issued_at__isnull=False, supplied_on__isnull=False, series__gt="")),
            ),
            models.CheckConstraint(
                name="invoice_owed_iff_issued",
                condition=Q(kind="invoice", status__in=["issued", "partly", "credited"],
                            receivable__isnull=False)
                | (~Q(kind="invoice", status__in=["issued", "partly", "credited"])
                   & Q(receivable__isnull=True)),
            ),
            models.CheckConstraint(
                name="invoice_credit_note_names_its_invoice",
                condition=Q(kind="credit_note", credit_of__isnull=False, reason__gt="")
                | (~Q(kind="credit_note") & Q(credit_of__isnull=True, reason="")),
            ),
            models.CheckConstraint(
                name="invoice_sums_agree",
                condition=Q(gross=F("net") + F("vat"), net__gte=0, vat__gte=0),
            ),
            models.CheckConstraint(
                name="invoice_foreign_currency_has_a_rate",
                condition=Q(status__in=["draft", "discarded"])
                | Q(currency="RON", exchange_rate__isnull=True)
                | (~Q(currency="RON") & Q(exchange_rate__gt=0, rate_on__isnull=False)),
            ),
            models.CheckConstraint(
                name="invoice_due_after_issue",
                condition=Q(due_on__isnull=True) | Q(due_on__gte=F("issued_on")),
            ),
        ]  # fmt: skip

    def __str__(self):
        name = self.buyer.get("display_name") or str(self.organisation)
        return f"{self.number or self.get_status_display()} · {name}"

    def get_absolute_url(self):
        return reverse("members:invoice", args=[self.pk])

    @property
    def number(self) -> str:
        """Empty for a draft, which has none."""
        return f"{self.series}-{self.year}-{self.sequence:04d}" if self.sequence else ""

    @property
    def is_fiscal(self) -> bool:
        return self.kind in FISCAL

    @property
    def is_draft(self) -> bool:
        return self.status == InvoiceStatus.DRAFT

    @property
    def settlement(self) -> Settlement | None:
        """How its debt stands today; needs `with_debts`. None for what is not owed."""
        return self.receivable.settlement() if self.receivable is not None else None

    @property
    def tone(self) -> str:
        """Of the badge that shows its state."""
        return {"issued": "good", "draft": "wait", "partly": "wait"}.get(self.status, "note")


class Unit(models.TextChoices):
    """Codes of UN/ECE Recommendation 20 that services are counted in (BT-130)."""

    PIECE = "C62", _("piece")
    HOUR = "HUR", _("hour")
    DAY = "DAY", _("day")
    MONTH = "MON", _("month")
    YEAR = "ANN", _("year")
    PERSON = "IE", _("person")


class InvoiceLine(models.Model):
    """`net` = quantity × unit price, rounded half up to two decimals; the one rounding of a line.
    What VAT says about it is filled in at issue, by the rate in force on the day of supply.
    """

    invoice = models.ForeignKey(Invoice, models.CASCADE, related_name="lines")
    position = models.PositiveSmallIntegerField(_("position"))
    description_ro = models.CharField(_("description in Romanian"), max_length=100)
    description_en = models.CharField(_("description in English"), max_length=100, blank=True)
    quantity = models.DecimalField(
        _("quantity"), max_digits=12, decimal_places=3, default=Decimal(1),
        validators=[MinValueValidator(Decimal("0.001"))],
    )  # fmt: skip
    unit = models.CharField(_("unit"), max_length=3, choices=Unit, default=Unit.PIECE)
    unit_price = models.DecimalField(
        _("price of one, without VAT"), max_digits=14, decimal_places=4,
        validators=[MinValueValidator(Decimal(0))],
    )  # fmt: skip
    vat_code = models.CharField(_("VAT"), max_length=12)
    net = models.DecimalField(_("without VAT"), default=NOTHING, **MONEY)
    vat_category = models.CharField(max_length=2, choices=VatCategory, blank=True)
    vat_rate = models.DecimalField(default=Decimal(0), **RATE)
    credits = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="credited_by"
    )

    class Meta:
        verbose_name = _("invoice line")
        verbose_name_plural = _("invoice lines")
        ordering = ["invoice", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["invoice", "position"], name="invoice_line_position_once"
            ),
            models.CheckConstraint(
                name="invoice_line_not_negative",
                condition=Q(quantity__gt=0, unit_price__gte=0, net__gte=0),
            ),
        ]

    def __str__(self):
        return f"{self.position}. {self.description_ro}"
