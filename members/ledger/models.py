"""What an organisation owes by its documents, the money that came in, and which paid which.

A balance is never stored: it is the sum of rows that the database refuses to change or delete. A
mistake is taken back by its opposite, so that the books of any day can be read again.
"""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce, Greatest, TruncDate
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cluster_portal.toolkit.fields import LineField
from cluster_portal.toolkit.history.kinds import register_kinds
from members.accounts.models import User
from members.organisations.models import Organisation, Representative

MONEY: dict[str, Any] = {"max_digits": 12, "decimal_places": 2}
NOTHING = Decimal("0.00")
LARGEST = Decimal("9999999999.99")


@register_kinds
class LedgerEvent(models.TextChoices):
    PAID = "ledger.paid", _("Payment recorded")
    ALLOCATED = "ledger.allocated", _("Payment set against a document")
    RELEASED = "ledger.released", _("Payment taken off a document")
    REVERSED = "ledger.reversed", _("Payment reversed")
    REFUNDED = "ledger.refunded", _("Money paid back")
    CREDITED = "ledger.credited", _("Document credited")


class Settlement(models.TextChoices):
    """How a document stands on a day: reckoned from its sum, what came in and the day."""

    OPEN = "open", _("to pay")
    PARTLY = "partly", _("partly paid")
    OVERDUE = "overdue", _("overdue")
    PAID = "paid", _("paid")
    CANCELLED = "cancelled", _("cancelled")

    @property
    def tone(self) -> str:
        """Of the badge that shows it."""
        return {"paid": "good", "overdue": "bad", "cancelled": "note"}.get(self.value, "wait")


class ReceivableKind(models.TextChoices):
    FEE_NOTICE = "fee_notice", _("fee notice")
    INVOICE = "invoice", _("invoice")


def sum_of(rows: models.QuerySet, field: str, by: str) -> Coalesce:
    """The sum of a field over rows of one parent, as a subquery; 0.00 where there are none."""
    totals = rows.order_by().values(by).annotate(total=Sum(field)).values("total")
    return Coalesce(Subquery(totals), Value(NOTHING), output_field=models.DecimalField(**MONEY))


def with_balance(rows: Any, outer: str) -> Any:
    """Adds `credited`, `paid` and `balance` (what is still owed), in the document's currency, and
    `next_due_on`, the day of the first instalment that is not covered; None when all are.

    `outer` is the path from the rows to the receivable.
    """
    lowered = Credit.objects.filter(receivable=OuterRef(outer))
    allocations = Allocation.objects.filter(receivable=OuterRef(outer))
    rows = rows.annotate(
        credited=sum_of(lowered, "amount", "receivable"),
        paid=sum_of(allocations, "amount", "receivable"),
    ).annotate(balance=F("amount") - F("credited") - F("paid"))
    return rows.annotate(next_due_on=Subquery(_uncovered(outer).values("due_on")[:1]))


def with_next_part(rows: Any, outer: str) -> Any:
    """Adds `next_part` to rows with their balance: what of it is to be paid by `next_due_on`."""
    return rows.annotate(
        next_part=Subquery(_uncovered(outer).values("running_total")[:1])
        - F("paid")
        - F("credited")
    )


def _uncovered(outer: str) -> models.QuerySet:
    """The instalments that are not covered, the first one first."""
    return Instalment.objects.filter(
        receivable=OuterRef(outer), running_total__gt=OuterRef("paid") + OuterRef("credited")
    ).order_by("number")


class ReceivableQuerySet(models.QuerySet):
    def with_balance(self) -> "ReceivableQuerySet":
        return with_balance(self, "pk")

    def with_next_part(self) -> "ReceivableQuerySet":
        return with_next_part(self, "pk")

    def open(self) -> "ReceivableQuerySet":
        """Still to be paid, in whole or in part."""
        return self.with_balance().filter(balance__gt=0)

    def overdue(self, on: dt.date | None = None) -> "ReceivableQuerySet":
        """The day of payment is the last good one: an instalment is overdue the day after."""
        return self.open().filter(next_due_on__lt=on or timezone.localdate())

    def visible_to(self, viewer) -> "ReceivableQuerySet":
        """The office by permission, and whoever speaks for the organisation. Who of these may
        see the sums is asked of policies.can_see_account.
        """
        return seen_by(self, viewer, "members.view_receivable")


def seen_by(rows: Any, viewer: Any, permission: str) -> Any:
    if viewer.is_staff and viewer.has_perm(permission):
        return rows
    if not viewer.is_authenticated:
        return rows.none()
    own = Representative.objects.open().filter(organisation=OuterRef("organisation"), user=viewer)
    return rows.filter(Exists(own))


class Receivable(models.Model):
    """What an organisation owes by one document (creanță), in one currency."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="receivables")
    kind = models.CharField(_("document"), max_length=12, choices=ReceivableKind)
    number = models.CharField(_("number"), max_length=40)
    currency = models.CharField(_("currency"), max_length=3)
    amount = models.DecimalField(_("amount"), **MONEY)
    issued_on = models.DateField(_("issued"))
    due_on = models.DateField(_("due"), help_text=_("Of the last instalment."))
    payment_reference = models.CharField(
        _("payment reference"), max_length=25, unique=True, help_text="ISO 11649"
    )

    objects = ReceivableQuerySet.as_manager()

    # with_balance() adds them, with_next_part() the last one.
    credited: Decimal
    paid: Decimal
    balance: Decimal
    next_due_on: dt.date | None
    next_part: Decimal | None

    class Meta:
        verbose_name = _("debt")
        verbose_name_plural = _("debts")
        ordering = ["-issued_on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "number"], name="receivable_number_once"),
            models.CheckConstraint(
                name="receivable_kind_known", condition=Q(kind__in=ReceivableKind.values)
            ),
            models.CheckConstraint(
                name="receivable_amount_above_nothing", condition=Q(amount__gt=0)
            ),
            models.CheckConstraint(
                name="receivable_due_after_issue", condition=Q(due_on__gte=F("issued_on"))
            ),
        ]

    def __str__(self):
        return self.number

    def settlement(self, on: dt.date | None = None) -> Settlement:
        """Needs `with_balance`."""
        return settlement_of(self, on)


def settlement_of(row: Any, on: dt.date | None = None) -> Settlement:
    """For a receivable or its document, with `amount`, `credited`, `paid`, `balance` and
    `next_due_on`. The twin in SQL is `in_settlement`.
    """
    if row.credited >= row.amount:
        return Settlement.CANCELLED
    if row.balance <= 0:
        return Settlement.PAID
    if row.next_due_on < (on or timezone.localdate()):
        return Settlement.OVERDUE
    return Settlement.PARTLY if row.paid > 0 else Settlement.OPEN


def in_settlement(rows: Any, state: str, on: dt.date) -> Any:
    """Of rows with a balance, those to which `settlement_of` gives this word on a day."""
    if state == Settlement.CANCELLED:
        return rows.filter(credited__gte=F("amount"))
    rows = rows.filter(credited__lt=F("amount"))
    if state == Settlement.PAID:
        return rows.filter(balance__lte=0)
    if state == Settlement.OVERDUE:
        return rows.filter(balance__gt=0, next_due_on__lt=on)
    unpaid = rows.filter(balance__gt=0, next_due_on__gte=on)
    return unpaid.filter(paid__gt=0) if state == Settlement.PARTLY else unpaid.filter(paid=0)


class Instalment(models.Model):
    """A part of a debt with its own day; a debt paid at once has one."""

    receivable = models.ForeignKey(Receivable, models.PROTECT, related_name="instalments")
    number = models.PositiveSmallIntegerField(_("instalment"))
    due_on = models.DateField(_("due"))
    amount = models.DecimalField(_("amount"), **MONEY)
    running_total = models.DecimalField(
        _("with those before it"), help_text=_("In the document's currency."), **MONEY
    )

    class Meta:
        verbose_name = _("instalment")
        verbose_name_plural = _("instalments")
        ordering = ["receivable", "number"]
        constraints = [
            models.UniqueConstraint(fields=["receivable", "number"], name="instalment_once"),
            models.CheckConstraint(name="instalment_above_nothing", condition=Q(amount__gt=0)),
        ]

    def __str__(self):
        return f"{self.number}: {self.amount}, {self.due_on:%Y-%m-%d}"


class CreditKind(models.TextChoices):
    CANCELLATION = "cancellation", _("cancellation")
    CREDIT_NOTE = "credit_note", _("credit note")
    WRITE_OFF = "write_off", _("written off")


class Credit(models.Model):
    """Lowers what is owed by a document: its cancellation, a credit note, a debt given up."""

    receivable = models.ForeignKey(Receivable, models.PROTECT, related_name="credits")
    kind = models.CharField(_("kind"), max_length=12, choices=CreditKind)
    number = models.CharField(_("number"), max_length=40, blank=True)
    amount = models.DecimalField(_("amount"), **MONEY)
    issued_on = models.DateField(_("day"))
    reason = models.TextField(_("reason"), blank=True)
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("credit")
        verbose_name_plural = _("credits")
        ordering = ["-issued_on", "-pk"]
        constraints = [
            models.CheckConstraint(name="credit_above_nothing", condition=Q(amount__gt=0)),
            models.CheckConstraint(
                name="credit_kind_known", condition=Q(kind__in=CreditKind.values)
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.number}".strip()


class PaymentMethod(models.TextChoices):
    BANK = "bank", _("bank transfer")
    CARD = "card", _("card")
    CASH = "cash", _("cash")


class PaymentKind(models.TextChoices):
    INCOMING = "incoming", _("received")
    REFUND = "refund", _("paid back")


class PaymentQuerySet(models.QuerySet):
    def with_free(self) -> "PaymentQuerySet":
        """Adds `allocated`, `sent_back`, `taken_back` (by its reversal) and `free`, what is left of
        it for the organisation to use, all in the payment's currency.
        """
        refunds = Payment.objects.filter(refund_of=OuterRef("pk"))
        opposite = Payment.objects.filter(reverses=OuterRef("pk"))
        allocations = Allocation.objects.filter(payment=OuterRef("pk"))
        rows = self.annotate(
            allocated=sum_of(allocations, "paid", "payment"),
            sent_back=-sum_of(refunds, "amount", "refund_of"),
            taken_back=-sum_of(opposite, "amount", "reverses"),
        )
        left = F("amount") - F("allocated") - F("sent_back") - F("taken_back")
        is_money = Q(kind=PaymentKind.INCOMING, reverses__isnull=True)
        return rows.annotate(
            free=models.Case(
                models.When(is_money, then=left),
                default=Value(NOTHING),
                output_field=models.DecimalField(**MONEY),
            )
        )

    def with_money_left(self) -> "PaymentQuerySet":
        """What is not set against a document yet, the oldest first: the organisation's credit."""
        return self.with_free().filter(free__gt=0).order_by("received_on", "pk")

    def visible_to(self, viewer) -> "PaymentQuerySet":
        return seen_by(self, viewer, "members.view_payment")


class Payment(models.Model):
    """Money that came in from an organisation, or went back to it.

    The database refuses to change or delete a row: a mistake is reversed by a second row with the
    opposite amount. A refund has a negative amount and names the payment whose money it is.
    """

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="payments")
    kind = models.CharField(
        _("kind"), max_length=10, choices=PaymentKind, default=PaymentKind.INCOMING
    )
    amount = models.DecimalField(_("amount"), **MONEY)
    currency = models.CharField(_("currency"), max_length=3)
    received_on = models.DateField(_("received"))
    method = models.CharField(
        _("by"), max_length=10, choices=PaymentMethod, default=PaymentMethod.BANK
    )
    bank_reference = models.CharField(_("bank's reference"), max_length=80, blank=True)
    payer_name = LineField(_("payer"), max_length=200, blank=True)
    payer_iban = models.CharField(_("payer's account"), max_length=34, blank=True)
    note = models.CharField(_("note"), max_length=250, blank=True)
    reverses = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="reversed_by"
    )
    refund_of = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="refunds"
    )
    submission_key = models.UUIDField(unique=True, editable=False)
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    objects = PaymentQuerySet.as_manager()

    # with_free() adds them.
    allocated: Decimal
    sent_back: Decimal
    taken_back: Decimal
    free: Decimal

    class Meta:
        verbose_name = _("payment")
        verbose_name_plural = _("payments")
        ordering = ["-received_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="payment_sign_fits_kind",
                condition=Q(kind="incoming", reverses__isnull=True, amount__gt=0)
                | Q(kind="incoming", reverses__isnull=False, amount__lt=0)
                | Q(kind="refund", reverses__isnull=True, amount__lt=0)
                | Q(kind="refund", reverses__isnull=False, amount__gt=0),
            ),
            models.CheckConstraint(
                name="payment_refund_names_its_money",
                condition=Q(kind="refund", refund_of__isnull=False)
                | Q(kind="incoming", refund_of__isnull=True),
            ),
        ]
        permissions = [("refund_payment", _("Can record a refund"))]

    def __str__(self):
        return f"{self.amount} {self.currency}, {self.received_on:%Y-%m-%d}"


class AllocationQuerySet(models.QuerySet["Allocation"]):
    def exchanges(self) -> "AllocationQuerySet":
        """Those that paid a document with money of another currency, with their `day`: the first
        on which both were there. What was taken back is of the day when that was done.
        """
        begun = Greatest("receivable__issued_on", "payment__received_on")
        ended = Greatest("receivable__issued_on", "payment__received_on", TruncDate("made_at"))
        return (
            self.exclude(payment__currency=F("receivable__currency"))
            .select_related("payment", "receivable")
            .annotate(day=Case(When(reverses=None, then=begun), default=ended))
        )


class Allocation(models.Model):
    """So much of a payment is for this document. Many to many both ways; taken back by its
    opposite.
    """

    payment = models.ForeignKey(Payment, models.PROTECT, related_name="allocations")
    receivable = models.ForeignKey(Receivable, models.PROTECT, related_name="allocations")
    amount = models.DecimalField(_("amount"), help_text=_("In the document's currency."), **MONEY)
    paid = models.DecimalField(
        _("of the payment"), help_text=_("In the payment's currency."), **MONEY
    )
    rate = models.DecimalField(
        _("rate"), max_digits=12, decimal_places=6, null=True, blank=True,
        help_text=_("Lei or other money of the payment for one unit of the document's currency."),
    )  # fmt: skip
    reverses = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="reversed_by"
    )
    made_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    day: dt.date  # of `exchanges`

    objects = AllocationQuerySet.as_manager()

    class Meta:
        verbose_name = _("allocation")
        verbose_name_plural = _("allocations")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="allocation_sign_fits_kind",
                condition=Q(reverses__isnull=True, amount__gt=0, paid__gt=0)
                | Q(reverses__isnull=False, amount__lt=0, paid__lt=0),
            ),
        ]

    def __str__(self):
        return f"{self.amount} → {self.receivable}"
