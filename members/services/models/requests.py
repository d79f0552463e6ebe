"""A member asks for a service: from the request to the rating."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cluster_portal.toolkit.fields import LineField
from cluster_portal.toolkit.uploads import PAPERS, StoredUnder, UploadValidator
from members.accounts.models import User
from members.invoices.models import Invoice
from members.organisations.models import Organisation, Representative
from members.services.models.catalogue import MONEY, NOTHING, Service, VatCode
from members.services.models.states import (
    ENDED,
    FREE_IS_TAKEN,
    TO_ANSWER,
    TO_DELIVER,
    RequestStatus,
    S,
)


class ServiceRequestQuerySet(models.QuerySet):
    def visible_to(self, viewer: Any) -> "ServiceRequestQuerySet":
        """The office by permission, and whoever speaks for the organisation that asked."""
        if viewer.is_staff and viewer.has_perm("members.view_servicerequest"):
            return self
        if not viewer.is_authenticated:
            return self.none()
        own = Representative.objects.open().filter(
            organisation=OuterRef("organisation"), user=viewer
        )
        return self.filter(Exists(own))

    def going_on(self) -> "ServiceRequestQuerySet":
        return self.exclude(status__in=ENDED)

    def to_answer(self) -> "ServiceRequestQuerySet":
        return self.filter(status__in=TO_ANSWER)

    def to_deliver(self) -> "ServiceRequestQuerySet":
        return self.filter(status__in=TO_DELIVER)

    def to_invoice(self) -> "ServiceRequestQuerySet":
        return self.filter(status=S.CONFIRMED, amount__gt=0)

    def overdue(self, on: dt.date) -> "ServiceRequestQuerySet":
        return self.going_on().filter(due_on__lt=on)

    def quotes_to_expire(self, on: dt.date) -> "ServiceRequestQuerySet":
        return self.filter(status=S.QUOTED, due_on__lt=on)

    def deliveries_to_confirm(self, on: dt.date) -> "ServiceRequestQuerySet":
        """Whose days for an objection are over."""
        return self.filter(status=S.DELIVERED, due_on__lt=on)

    def free_units(self) -> int:
        """How many units of these the fee pays for."""
        rows = self.filter(status__in=FREE_IS_TAKEN).order_by()
        return rows.aggregate(number=Sum("free_quantity"))["number"] or 0

    def matching(self, words: str) -> "ServiceRequestQuerySet":
        found = Q(wish__unaccent__icontains=words) | Q(purchase_order__icontains=words)
        for field in ("name_en", "name_ro"):
            found |= Q(**{f"service__{field}__unaccent__icontains": words})
        return self.filter(found)


class ServiceRequest(models.Model):
    """One organisation's wish for one service. Prices are those of the day it was made."""

    service = models.ForeignKey(
        Service, models.PROTECT, related_name="requests", verbose_name=_("service")
    )
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="service_requests",
        verbose_name=_("organisation"),
    )  # fmt: skip
    requested_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("asked by")
    )
    status = models.CharField(
        _("state"), max_length=10, choices=RequestStatus, default=RequestStatus.REQUESTED
    )
    year = models.PositiveSmallIntegerField(
        _("year of the quota"), help_text=_("In which it was asked for.")
    )
    quantity = models.PositiveSmallIntegerField(_("quantity"), default=1)
    free_quantity = models.PositiveSmallIntegerField(
        _("of these paid by the fee"), default=0, help_text=_("Counted against the quota.")
    )
    wish = models.TextField(_("what is needed"))
    wanted_on = models.DateField(_("wanted for"), null=True, blank=True)
    unit_price = models.DecimalField(
        _("price for one when it was asked for"), null=True, blank=True, **MONEY
    )
    market_price = models.DecimalField(
        _("market price for one when it was asked for"), null=True, blank=True, **MONEY
    )
    currency = models.CharField(_("currency"), max_length=3)
    vat_code = models.CharField(_("VAT"), max_length=2, choices=VatCode)
    amount = models.DecimalField(
        _("to pay, without VAT"), default=NOTHING, help_text=_("By the quote that stands."), **MONEY
    )
    handled_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("looked after by"),
    )  # fmt: skip
    due_on = models.DateField(
        _("next step by"), null=True, blank=True, help_text=_("Whoever has to do it.")
    )
    place_on = models.DateField(
        _("place taken in the month or year of"), null=True, blank=True, editable=False
    )
    planned_on = models.DateField(_("planned for"), null=True, blank=True)
    purchase_order = models.CharField(_("purchase order"), max_length=60, blank=True)
    approved_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("approved by"),
    )  # fmt: skip
    approved_at = models.DateTimeField(_("approved"), null=True, blank=True)
    delivered_on = models.DateField(_("delivered"), null=True, blank=True)
    invoice = models.OneToOneField(
        Invoice, models.PROTECT, null=True, blank=True, related_name="service_request",
        verbose_name=_("invoice"),
    )  # fmt: skip
    submission_key = models.UUIDField(unique=True, editable=False)
    created_at = models.DateTimeField(_("asked"), default=timezone.now)

    objects = ServiceRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("service request")
        verbose_name_plural = _("service requests")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="service_request_status_known", condition=Q(status__in=RequestStatus.values)
            ),
            models.CheckConstraint(
                name="service_request_quantity_positive", condition=Q(quantity__gte=1)
            ),
            models.CheckConstraint(
                name="service_request_free_within_quantity",
                condition=Q(free_quantity__lte=F("quantity")),
            ),
            models.CheckConstraint(
                name="service_request_amount_not_negative", condition=Q(amount__gte=0)
            ),
            models.CheckConstraint(
                name="service_request_approved_iff_dated",
                condition=Q(approved_by__isnull=True, approved_at__isnull=True)
                | Q(approved_by__isnull=False, approved_at__isnull=False),
            ),
            models.CheckConstraint(
                name="service_request_money_needs_approval",
                condition=Q(amount=0)
                | Q(approved_by__isnull=False)
                | ~Q(status__in=[
                    "included", "approved", "waiting", "scheduled", "delivered", "confirmed",
                    "invoiced", "rated",
                ]),
            ),
            models.CheckConstraint(
                name="service_request_delivered_iff_dated",
                condition=Q(
                    status__in=["delivered", "confirmed", "invoiced", "rated"],
                    delivered_on__isnull=False,
                )
                | (
                    ~Q(status__in=["delivered", "confirmed", "invoiced", "rated"])
                    & Q(delivered_on__isnull=True)
                ),
            ),
            models.CheckConstraint(
                name="service_request_invoiced_has_invoice",
                condition=~Q(status="invoiced") | Q(invoice__isnull=False),
            ),
            models.CheckConstraint(
                name="service_request_rated_is_paid_for",
                condition=~Q(status="rated") | Q(amount=0) | Q(invoice__isnull=False),
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["organisation", "year"], name="service_request_of_year"),
            models.Index(fields=["status", "due_on"], name="service_request_due"),
        ]

    def __str__(self):
        return f"{self.service.name}, {self.organisation}"

    def get_absolute_url(self):
        return reverse("members:service_request", args=[self.pk])

    @property
    def state(self) -> RequestStatus:
        return RequestStatus(self.status)

    @property
    def is_overdue(self) -> bool:
        today = timezone.localdate()
        return self.due_on is not None and self.due_on < today and self.status not in ENDED

    @property
    def is_free(self) -> bool:
        """The fee pays for all of it."""
        return self.free_quantity == self.quantity

    @property
    def market_value(self) -> Decimal | None:
        return None if self.market_price is None else self.market_price * self.quantity

    @property
    def standing_quote(self) -> "ServiceQuote | None":
        return self.quotes.order_by("-number").first()


class ServiceQuote(models.Model):
    """What the office asks for a request. It is never changed: a better one has the next number.

    `lines` are what, quantity, unit, unit_price, amount, is_free and vat_code, as text; sums are
    without VAT.
    """

    request = models.ForeignKey(ServiceRequest, models.PROTECT, related_name="quotes")
    number = models.PositiveSmallIntegerField(_("number"))
    currency = models.CharField(_("currency"), max_length=3)
    amount = models.DecimalField(_("sum, without VAT"), **MONEY)
    vat_code = models.CharField(_("VAT"), max_length=2, choices=VatCode)
    lines = models.JSONField(_("lines"))
    note = models.TextField(_("note to the member"), blank=True)
    valid_until = models.DateField(_("valid until"))
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("made by"))
    made_at = models.DateTimeField(_("made"), default=timezone.now)

    class Meta:
        verbose_name = _("quote")
        verbose_name_plural = _("quotes")
        ordering = ["request", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["request", "number"], name="service_quote_number_once"),
            models.CheckConstraint(name="service_quote_asks_money", condition=Q(amount__gt=0)),
        ]

    def __str__(self):
        return f"{self.request} · {self.number}"

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The lines with their sums as numbers."""
        return [
            {**line, "price": Decimal(line["unit_price"]), "sum": Decimal(line["amount"])}
            for line in self.lines
        ]


class ServiceDelivery(models.Model):
    """That it was done: a note or a paper as proof, and what the member says to it."""

    request = models.ForeignKey(ServiceRequest, models.PROTECT, related_name="deliveries")
    delivered_on = models.DateField(_("delivered"))
    note = models.TextField(_("what was delivered"), blank=True)
    file = models.FileField(
        _("proof"), upload_to=StoredUnder("services"), blank=True,
        validators=[UploadValidator(PAPERS)],
    )  # fmt: skip
    file_name = LineField(max_length=200, blank=True, editable=False)
    sha256 = models.CharField(max_length=64, blank=True, editable=False)
    recorded_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("recorded by")
    )
    recorded_at = models.DateTimeField(_("recorded"), default=timezone.now)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    confirmed_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("confirmed by"), help_text=_("Nobody: the days for an objection were over."),
    )  # fmt: skip
    objection = models.TextField(_("what the member objects to"), blank=True)

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        ordering = ["-recorded_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="service_delivery_has_proof", condition=Q(note__gt="") | Q(file__gt="")
            ),
            models.CheckConstraint(
                name="service_delivery_confirmed_or_objected",
                condition=Q(confirmed_at__isnull=True) | Q(objection=""),
            ),
        ]

    def __str__(self):
        return f"{self.request}, {self.delivered_on:%Y-%m-%d}"


class Rating(models.IntegerChoices):
    POOR = 1, _("poor")
    FAIR = 2, _("below what we expected")
    GOOD = 3, _("as we expected")
    VERY_GOOD = 4, _("better than we expected")
    EXCELLENT = 5, _("excellent")


class ServiceRating(models.Model):
    """Once, by the organisation that was served. The public sees an average of five or more."""

    request = models.OneToOneField(ServiceRequest, models.PROTECT, related_name="rating")
    stars = models.PositiveSmallIntegerField(_("rating"), choices=Rating)
    text = models.TextField(_("in words"), blank=True)
    rated_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("by"))
    rated_at = models.DateTimeField(_("rated"), default=timezone.now)

    class Meta:
        verbose_name = _("rating")
        verbose_name_plural = _("ratings")
        ordering = ["-rated_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="service_rating_one_to_five", condition=Q(stars__gte=1, stars__lte=5)
            ),
        ]

    def __str__(self):
        return f"{self.request}: {self.stars}"


class OrderPreference(models.Model):
    """Whether an organisation buys by purchase orders only: then no approval without a number."""

    organisation = models.OneToOneField(
        Organisation, models.PROTECT, related_name="order_preference"
    )
    needs_purchase_order = models.BooleanField(_("needs a purchase-order number"), default=False)

    class Meta:
        verbose_name = _("way of ordering")
        verbose_name_plural = _("ways of ordering")
        ordering = ["organisation__display_name"]

    def __str__(self):
        return str(self.organisation)
