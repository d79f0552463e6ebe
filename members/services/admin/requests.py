from decimal import Decimal
from typing import Any

from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cluster_portal.toolkit.mail.models import OutgoingMail
from cluster_portal.toolkit.office import NotDeletedAdmin, ReadOnlyAdmin
from cluster_portal.toolkit.templatetags.portal import money
from members.services.admin import office
from members.services.models import (
    OrderPreference,
    ServiceDelivery,
    ServiceQuote,
    ServiceRating,
    ServiceRequest,
)
from members.services.quotas import quota_of
from members.services.worklists import ANSWER, DELIVER, INVOICE, LATE, STEP

ORGANISATION = ["organisation__display_name", "organisation__legal_name",
                "organisation__identifier"]  # fmt: skip


class StepFilter(admin.SimpleListFilter):
    title = gettext_lazy("what waits")
    parameter_name = STEP

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            (ANSWER, _("to answer")),
            (DELIVER, _("to deliver")),
            (INVOICE, _("to invoice")),
            (LATE, _("late")),
        ]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        found = {
            ANSWER: queryset.to_answer,
            DELIVER: queryset.to_deliver,
            INVOICE: queryset.to_invoice,
            LATE: lambda: queryset.overdue(timezone.localdate()),
        }.get(self.value() or "")
        return found() if found else queryset


class LinesMixin:
    @admin.display(description=gettext_lazy("lines"))
    def in_lines(self, quote: ServiceQuote) -> str:
        return "\n".join(
            _("%(quantity)s × %(price)s = %(amount)s")
            % {
                "quantity": line["quantity"],
                "price": _("in the fee")
                if line["is_free"]
                else money(Decimal(line["unit_price"]), quote.currency),
                "amount": money(Decimal(line["amount"]), quote.currency),
            }
            for line in quote.lines
        )


class QuoteInline(LinesMixin, admin.TabularInline):
    model = ServiceQuote
    extra = 0
    fields = readonly_fields = ["number", "in_lines", "amount", "currency", "valid_until", "note",
                                "made_by"]  # fmt: skip

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    has_change_permission = has_delete_permission = has_add_permission

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("members.view_servicerequest")


class DeliveryInline(QuoteInline):
    model = ServiceDelivery
    fields = readonly_fields = ["delivered_on", "note", "paper", "recorded_by", "confirmed_at",
                                "confirmed_by", "objection"]  # fmt: skip

    @admin.display(description=gettext_lazy("paper"))
    def paper(self, delivery: ServiceDelivery) -> str:
        return paper_link(delivery)


def paper_link(delivery: ServiceDelivery) -> str:
    if not delivery.file:
        return "–"
    address = reverse("members:service_proof", args=[delivery.request_id, delivery.pk])
    return format_html('<a href="{}">{}</a>', address, delivery.file_name)


@admin.register(ServiceRequest)
class ServiceRequestAdmin(ReadOnlyAdmin):
    """What members asked is read here; what happens to it are actions with their own pages."""

    list_display = ["service", "organisation", "status", "quantity", "free_quantity", "to_pay",
                    "next_step_by", "handled_by"]  # fmt: skip
    list_filter = [StepFilter, "status", "year", "service__kind", "organisation__category"]
    list_select_related = ["service", "organisation", "handled_by"]
    search_fields = ["service__name_en", "service__name_ro", *ORGANISATION, "purchase_order",
                     "wish"]  # fmt: skip
    date_hierarchy = "created_at"
    list_per_page = 50
    inlines = [QuoteInline, DeliveryInline]
    change_form_template = "members/services/admin/request_change_form.html"
    fieldsets = [
        (None, {"fields": ["status", "next_step_by", "service", "organisation", "requested_by",
                           "created_at", "handled_by"]}),
        (gettext_lazy("What is needed"), {"fields": ["wish", "quantity", "wanted_on",
                                                     "planned_on"]}),
        (gettext_lazy("Money"), {"fields": ["quota", "free_quantity", "price", "market", "to_pay",
                                            "vat_code", "purchase_order", "approved_by",
                                            "approved_at"]}),
        (gettext_lazy("Afterwards"), {"fields": ["delivered_on", "invoice", "stars"]}),
    ]  # fmt: skip
    readonly_fields = ["next_step_by", "quota", "price", "market", "to_pay", "stars"]

    @admin.display(description=gettext_lazy("to pay, without VAT"), ordering="amount")
    def to_pay(self, asked: ServiceRequest) -> str:
        return money(asked.amount, asked.currency) if asked.amount else "–"

    @admin.display(description=gettext_lazy("price for one when it was asked for"))
    def price(self, asked: ServiceRequest) -> str:
        return money(asked.unit_price, asked.currency) or _("by quote")

    @admin.display(description=gettext_lazy("market price for one when it was asked for"))
    def market(self, asked: ServiceRequest) -> str:
        return money(asked.market_price, asked.currency) or "–"

    @admin.display(description=gettext_lazy("next step by"), ordering="due_on")
    def next_step_by(self, asked: ServiceRequest) -> str:
        if asked.due_on is None:
            return "–"
        day = formats.date_format(asked.due_on, "SHORT_DATE_FORMAT")
        return _("%(day)s – overdue") % {"day": day} if asked.is_overdue else day

    @admin.display(description=gettext_lazy("quota of the year"))
    def quota(self, asked: ServiceRequest) -> str:
        return office.in_words(quota_of(asked.service, asked.organisation, asked.year))

    @admin.display(description=gettext_lazy("rating"))
    def stars(self, asked: ServiceRequest) -> str:
        rating = getattr(asked, "rating", None)
        if rating is None:
            return "–"
        return f"{rating.stars} · {rating.get_stars_display()}\n{rating.text}"

    def get_urls(self) -> list:
        wrap = self.admin_site.admin_view
        pages = [
            path(
                f"<int:pk>/{name}/",
                wrap(office.page(self, one)),
                name=f"members_servicerequest_{name}",
            )
            for name, one in office.PAGES.items()
        ]
        return [*pages, *super().get_urls()]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        asked = self.get_object(request, object_id)
        more: dict[str, Any] = {}
        if asked is not None:
            more = {
                "tools": office.tools_for(request.user, asked),
                "mails": OutgoingMail.objects.filter(
                    about_type=ContentType.objects.get_for_model(ServiceRequest),
                    about_id=asked.pk,
                ),
            }
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **more})


@admin.register(ServiceQuote)
class ServiceQuoteAdmin(LinesMixin, ReadOnlyAdmin):
    list_display = ["request", "number", "amount", "currency", "valid_until", "made_by"]
    list_filter = ["currency", "vat_code"]
    list_select_related = ["request__service", "request__organisation", "made_by"]
    search_fields = [f"request__{name}" for name in ORGANISATION] + ["note"]
    date_hierarchy = "made_at"
    fields = readonly_fields = ["request", "number", "in_lines", "amount", "currency", "vat_code",
                                "valid_until", "note", "made_by", "made_at"]  # fmt: skip


@admin.register(ServiceDelivery)
class ServiceDeliveryAdmin(ReadOnlyAdmin):
    list_display = ["request", "delivered_on", "recorded_by", "confirmed_at", "has_objection"]
    list_filter = [("objection", admin.EmptyFieldListFilter)]
    list_select_related = ["request__service", "request__organisation", "recorded_by"]
    search_fields = [f"request__{name}" for name in ORGANISATION] + ["note", "objection"]
    date_hierarchy = "delivered_on"
    fields = readonly_fields = ["request", "delivered_on", "note", "paper", "recorded_by",
                                "recorded_at", "confirmed_at", "confirmed_by",
                                "objection"]  # fmt: skip

    @admin.display(description=gettext_lazy("paper"))
    def paper(self, delivery: ServiceDelivery) -> str:
        return paper_link(delivery)

    @admin.display(description=gettext_lazy("objection"), boolean=True)
    def has_objection(self, delivery: ServiceDelivery) -> bool:
        return bool(delivery.objection)


@admin.register(ServiceRating)
class ServiceRatingAdmin(ReadOnlyAdmin):
    list_display = ["request", "stars", "text", "rated_by", "rated_at"]
    list_filter = ["stars", "request__service__year"]
    list_select_related = ["request__service", "request__organisation", "rated_by"]
    search_fields = [f"request__{name}" for name in ORGANISATION] + [
        "text", "request__service__name_en", "request__service__name_ro",
    ]  # fmt: skip
    date_hierarchy = "rated_at"


@admin.register(OrderPreference)
class OrderPreferenceAdmin(NotDeletedAdmin):
    """Organisations write it themselves when they approve a quote; the office may for them."""

    list_display = ["organisation", "needs_purchase_order"]
    list_filter = ["needs_purchase_order"]
    list_select_related = ["organisation"]
    search_fields = ORGANISATION
    autocomplete_fields = ["organisation"]
