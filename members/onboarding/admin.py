from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.html import format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cluster_portal.toolkit.office import ReadOnlyAdmin, action_page
from members.onboarding import actions, policies, steps
from members.onboarding.forms import SignatoryForm, WaiverForm
from members.onboarding.models import Onboarding


class StateFilter(admin.SimpleListFilter):
    title = gettext_lazy("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("open", _("open")), ("done", _("done"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() == "open":
            return queryset.open()
        return queryset.filter(completed_at__isnull=False) if self.value() else queryset


def _column(slug: str, label: Any) -> Any:
    @admin.display(description=label, boolean=True)
    def column(self: Any, onboarding: Onboarding) -> bool:
        return next(step.is_done for step in steps.of(onboarding) if step.slug == slug)

    return column


@admin.register(Onboarding)
class OnboardingAdmin(ReadOnlyAdmin):
    """Who is on the way, and what is missing: the facts say it, two buttons help."""

    list_display = ["organisation", "opened_at", "agreement_is_done", "people_are_done",
                    "fee_is_done", "profile_is_done", "completed_at"]  # fmt: skip
    list_filter = [StateFilter]
    list_select_related = ["membership__organisation"]
    search_fields = ["membership__organisation__display_name",
                     "membership__organisation__legal_name", "signatory_name"]  # fmt: skip
    date_hierarchy = "opened_at"
    fields = ["organisation", "opened_at", "what_is_there", "signatory_name", "signatory_email",
              "agreement", "fee_waived_at", "fee_waived_by", "fee_waiver_reason", "reminders",
              "completed_at"]  # fmt: skip
    readonly_fields = ["organisation", "what_is_there"]
    change_form_template = "members/onboarding/admin/onboarding_change_form.html"

    agreement_is_done = _column(steps.AGREEMENT, gettext_lazy("agreement"))
    people_are_done = _column(steps.PEOPLE, gettext_lazy("people"))
    fee_is_done = _column(steps.FEE, gettext_lazy("fee"))
    profile_is_done = _column(steps.PROFILE, gettext_lazy("profile"))

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).with_facts()

    @admin.display(
        description=gettext_lazy("organisation"),
        ordering="membership__organisation__display_name",
    )
    def organisation(self, onboarding: Onboarding) -> str:
        return str(onboarding.membership.organisation)

    @admin.display(description=gettext_lazy("first steps"))
    def what_is_there(self, onboarding: Onboarding) -> str:
        rows = [
            (step.label, _("done") if step.is_done else _("open"), step.said)
            for step in steps.of(onboarding)
        ]
        return format_html_join("", "<p>{}: {}. {}</p>", rows)

    def get_urls(self) -> list:
        wrap = self.admin_site.admin_view
        pages = [
            path("<int:pk>/waive/", wrap(self.waive), name="members_onboarding_waive"),
            path("<int:pk>/agreement/", wrap(self.send), name="members_onboarding_send"),
        ]
        return [*pages, *super().get_urls()]

    def waive(self, request: HttpRequest, pk: int) -> HttpResponse:
        if not policies.can_waive(request.user):
            raise PermissionDenied

        def act(onboarding: Onboarding, data: dict[str, Any]) -> str:
            actions.waive_first_fee(onboarding_id=onboarding.pk, actor=request.user, **data)
            return _("The first fee is waived; the membership has begun.")

        return self._ask(
            request, pk, WaiverForm, act,
            button=_("Waive the first fee"),
            text=_("The fee notice is cancelled, and a membership that waits for it begins today."),
        )  # fmt: skip

    def send(self, request: HttpRequest, pk: int) -> HttpResponse:
        if not policies.can_send(request.user):
            raise PermissionDenied

        def act(onboarding: Onboarding, data: dict[str, Any]) -> str:
            actions.send_agreement(onboarding_id=onboarding.pk, actor=request.user, **data)
            return _("The link is on its way to %(email)s.") % {"email": data["signatory_email"]}

        return self._ask(
            request, pk, SignatoryForm, act,
            button=_("Send the agreement"),
            text=_("Whoever has the link can accept the agreement for the organisation."),
        )  # fmt: skip

    def _ask(
        self, request: HttpRequest, pk: int, form_class: type[forms.Form], act: Any, *, button: str,
        text: str,
    ) -> HttpResponse:  # fmt: skip
        onboarding = get_object_or_404(Onboarding, pk=pk)
        facts = {
            "signatory_name": onboarding.signatory_name,
            "signatory_email": onboarding.signatory_email,
        }
        return action_page(
            request,
            model_admin=self,
            subject=onboarding,
            form=form_class(request.POST if request.method == "POST" else None, initial=facts),
            act=lambda data: act(onboarding, data),
            title=f"{button}: {onboarding}",
            button=button,
            text=text,
        )

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict | None = None,
    ) -> HttpResponse:
        onboarding = self.get_object(request, object_id)
        more: dict[str, Any] = {}
        if onboarding is not None:
            more = {
                "tools": _tools(request, onboarding),
                "organisation": onboarding.membership.organisation,
            }
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **more})


def _tools(request: HttpRequest, onboarding: Onboarding) -> list[tuple[str, str]]:
    """The buttons to offer: label and address."""
    is_done = {step.slug: step.is_done for step in steps.of(onboarding)}
    found = []
    if not is_done[steps.FEE] and policies.can_waive(request.user):
        found.append((_("Waive the first fee"), "members_onboarding_waive"))
    if not is_done[steps.AGREEMENT] and policies.can_send(request.user):
        found.append((_("Send the agreement"), "members_onboarding_send"))
    return [(label, reverse(f"admin:{name}", args=[onboarding.pk])) for label, name in found]
