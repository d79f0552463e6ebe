from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from modeltranslation.admin import TranslationAdmin

from cluster_portal.toolkit.errors import PortalError
from cluster_portal.toolkit.office import RecordedAdmin, action_page, change_url, changelist_url
from cluster_portal.toolkit.templatetags.portal import money
from members.services import actions, policies
from members.services.admin.worth import worth_page
from members.services.forms_office import CloseForm, QuotaForm, QuotaFormSet, ServiceForm
from members.services.models import (
    Service,
    ServiceEvent,
    ServiceQuota,
    ServiceStatus,
    ServiceTerms,
)

FIELDSETS = [
    (None, {"fields": ["status", "key", "year", "kind", "position", "is_example"]}),
    (gettext_lazy("What the public reads"), {"fields": ["name", "summary", "description", "unit"]}),
    (gettext_lazy("Prices"), {
        "fields": ["currency", "member_price", "market_price", "market_source",
                   "market_checked_on", "vat_code", "price_note"],
    }),
    (gettext_lazy("When, how much, who"), {
        "fields": ["offered_from", "offered_until", "capacity", "capacity_period", "in_charge"],
    }),
]  # fmt: skip


class OfferedFilter(admin.SimpleListFilter):
    title = gettext_lazy("time")
    parameter_name = "offered"

    def lookups(self, request, model_admin: Any) -> list[tuple[str, str]]:
        return [("today", _("offered today"))]

    def queryset(self, request, queryset) -> QuerySet:
        return queryset.offered() if self.value() else queryset


class QuotaInline(admin.TabularInline):
    """Whole numbers a year; a change holds for what is counted from now on."""

    model = ServiceQuota
    form = QuotaForm
    formset = QuotaFormSet
    fields = ["category", "tier_code", "included"]
    extra = 0


@admin.register(Service)
class ServiceAdmin(RecordedAdmin, TranslationAdmin):
    added, edited = ServiceEvent.ADDED, ServiceEvent.EDITED
    form = ServiceForm
    fieldsets = FIELDSETS
    inlines = [QuotaInline]
    readonly_fields = ["status"]
    autocomplete_fields = ["in_charge"]
    prepopulated_fields = {"key": ("name",)}
    list_display = [
        "name", "year", "status", "kind", "for_members", "on_the_market", "offered_from",
        "offered_until",
    ]  # fmt: skip
    list_filter = ["status", "year", "kind", OfferedFilter, "is_example"]
    list_select_related = True
    search_fields = ["name_en", "name_ro", "summary_en", "summary_ro", "key"]
    date_hierarchy = "offered_from"
    ordering = ["-year", "kind", "position", "pk"]
    actions = ["offer", "copy", "close_today"]
    view_on_site = False
    change_form_template = "members/services/admin/service_change_form.html"
    change_list_template = "members/services/admin/service_change_list.html"

    @admin.display(description=gettext_lazy("price for members"), ordering="member_price")
    def for_members(self, service: Service) -> str:
        return money(service.member_price, service.currency) or "–"

    @admin.display(description=gettext_lazy("price on the market"), ordering="market_price")
    def on_the_market(self, service: Service) -> str:
        return money(service.market_price, service.currency) or "–"

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {"year": timezone.localdate().year, **super().get_changeform_initial_data(request)}

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        is_told = obj is not None and obj.status != ServiceStatus.DRAFT
        return ["status", "key", "year"] if is_told else ["status"]

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> dict:
        is_told = obj is not None and obj.status != ServiceStatus.DRAFT
        return {} if is_told else super().get_prepopulated_fields(request, obj)

    def get_urls(self) -> list:
        wrap = self.admin_site.admin_view
        return [
            path("worth/", wrap(self.worth), name="members_service_worth"),
            path("copy-catalogue/", wrap(self.copy_all), name="members_service_copy_all"),
            path("<int:pk>/offer/", wrap(self.offer_one), name="members_service_offer"),
            path("<int:pk>/copy/", wrap(self.copy_one), name="members_service_copy"),
            path("<int:pk>/close/", wrap(self.close_one), name="members_service_close"),
            *super().get_urls(),
        ]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        year = timezone.localdate().year
        more = {
            "this_year": year,
            "next_year": year + 1,
            "may_change": policies.can_change(request.user),
            "may_see_worth": policies.can_see_worth(request.user),
        }
        return super().changelist_view(request, {**(extra_context or {}), **more})

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        more = {"may_change": policies.can_change(request.user)}
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **more})

    def worth(self, request: HttpRequest) -> HttpResponse:
        return worth_page(request, self)

    def offer_one(self, request: HttpRequest, pk: int) -> HttpResponse:
        service = self._asked(request, pk)

        def act(data: dict[str, Any]) -> str:
            actions.offer_service(service_id=pk, actor=request.user)
            return _("“%(service)s” is offered.") % {"service": service}

        return action_page(
            request, model_admin=self, subject=service, act=act, button=_("Offer it"),
            form=forms.Form(request.POST if request.method == "POST" else None),
            title=_("Offer “%(service)s”") % {"service": service},
            text=_("Everybody sees it from its first day on, and members can ask for it. The entry "
                   "of the year before ends on that day by itself."),
        )  # fmt: skip

    def close_one(self, request: HttpRequest, pk: int) -> HttpResponse:
        service = self._asked(request, pk)

        def act(data: dict[str, Any]) -> str:
            actions.close_service(service_id=pk, actor=request.user, **data)
            return _("“%(service)s” ends on the day that you wrote.") % {"service": service}

        return action_page(
            request, model_admin=self, subject=service, act=act, button=_("Close it"),
            form=CloseForm(request.POST if request.method == "POST" else None),
            title=_("Close “%(service)s”") % {"service": service}, is_grave=True,
            text=_("Nobody can ask for it after its last day."),
        )  # fmt: skip

    def _asked(self, request: HttpRequest, pk: int) -> Service:
        if not policies.can_change(request.user):
            raise PermissionDenied
        return get_object_or_404(Service, pk=pk)

    def copy_one(self, request: HttpRequest, pk: int) -> HttpResponse:
        """One click: a button of the entry's page."""
        service = self._asked(request, pk)
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        try:
            copy = actions.copy_to_next_year(service_id=service.pk, actor=request.user)
        except PortalError as error:
            messages.error(request, str(error))
            return redirect(change_url(service))
        messages.success(
            request,
            _("This is the entry for %(year)d. Look at its prices, then offer it.")
            % {"year": copy.year},
        )
        return redirect(change_url(copy))

    def copy_all(self, request: HttpRequest) -> HttpResponse:
        if not policies.can_change(request.user):
            raise PermissionDenied
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        year = timezone.localdate().year
        copies = actions.copy_catalogue(year=year, actor=request.user)
        self.message_user(request, self._copied(len(copies)))
        return redirect(f"{changelist_url(Service)}?year={year + 1}")

    def _copied(self, number: int) -> str:
        sentence = ngettext(
            "%(number)d entry is copied to the next year, as a draft.",
            "%(number)d entries are copied to the next year, as drafts.",
            number,
        )
        return sentence % {"number": number}

    def _each(self, request: HttpRequest, queryset: QuerySet, act: Any) -> int:
        done = 0
        for service in queryset:
            try:
                act(service)
                done += 1
            except PortalError as error:
                self.message_user(request, f"{service}: {error}", messages.WARNING)
        return done

    @admin.action(description=gettext_lazy("Offer them"), permissions=["change"])
    def offer(self, request, queryset) -> None:
        done = self._each(
            request,
            queryset,
            lambda one: actions.offer_service(service_id=one.pk, actor=request.user),
        )
        sentence = ngettext(
            "%(number)d service is offered.", "%(number)d services are offered.", done
        )
        self.message_user(request, sentence % {"number": done})

    @admin.action(description=gettext_lazy("Copy to the next year"), permissions=["change"])
    def copy(self, request, queryset) -> None:
        done = self._each(
            request,
            queryset,
            lambda one: actions.copy_to_next_year(service_id=one.pk, actor=request.user),
        )
        self.message_user(request, self._copied(done))

    @admin.action(description=gettext_lazy("Offer no longer than today"), permissions=["change"])
    def close_today(self, request, queryset) -> None:
        closed = self._each(
            request,
            queryset,
            lambda one: actions.close_service(
                service_id=one.pk, last_day=timezone.localdate(), actor=request.user
            ),
        )
        sentence = ngettext(
            "%(number)d service is closed from tomorrow.",
            "%(number)d services are closed from tomorrow.",
            closed,
        )
        self.message_user(request, sentence % {"number": closed})


@admin.register(ServiceTerms)
class ServiceTermsAdmin(RecordedAdmin):
    """A change is a new row with its first day."""

    added, edited = ServiceEvent.TERMS_ADDED, ServiceEvent.TERMS_EDITED
    list_display = ["valid_from", "answer_days", "quote_days", "confirm_days", "source",
                    "is_example"]  # fmt: skip
    list_filter = ["is_example"]
    search_fields = ["source"]
    date_hierarchy = "valid_from"

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        may = super().has_change_permission(request, obj)
        return may and (obj is None or obj.valid_from > timezone.localdate())
