from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminFileWidget
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from modeltranslation.admin import TranslationAdmin

from cluster_portal.toolkit.history import actions as history
from cluster_portal.toolkit.office import action_page, change_url
from members.organisations import actions, policies
from members.organisations.actions import NewContact, NewMember
from members.organisations.admin.association import HTTPS
from members.organisations.admin.read_only import ReadOnly, ReadOnlyInline
from members.organisations.admin.steps import RecordSteps
from members.organisations.forms import InviteForm
from members.organisations.forms_office import (
    ActivateForm,
    AdmitForm,
    EndMembershipForm,
    ReasonForm,
)
from members.organisations.models import (
    MEMBERSHIP_MOVES,
    Membership,
    MembershipStatus,
    Organisation,
    OrganisationEvent,
    Representative,
)
from members.organisations.requests import MemberRequest


class MembershipFilter(admin.SimpleListFilter):
    title = gettext_lazy("membership")
    parameter_name = "membership"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        more = [("leaving", _("leaves on a day to come")), ("none", _("never a member"))]
        return [*MembershipStatus.choices, *more]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() == "none":
            return queryset.filter(memberships=None)
        if self.value() == "leaving":
            return queryset.filter(memberships__ended_on__gt=timezone.localdate()).distinct()
        if self.value() in MembershipStatus.values:
            return queryset.filter(memberships__status=self.value()).distinct()
        return queryset


class AdministratorFilter(admin.SimpleListFilter):
    title = gettext_lazy("administration")
    parameter_name = "administrator"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("none", _("a member that nobody administers"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> QuerySet:
        return queryset.members_without_administrator() if self.value() else queryset


@dataclass(frozen=True)
class StoredLogo:
    url: str
    name: str

    def __str__(self) -> str:
        return self.name


class LogoWidget(AdminFileWidget):
    """Links to the address that the logo is sent from; the folder of files has none."""

    def format_value(self, value: Any) -> Any:
        if not self.is_initial(value):
            return None
        url = reverse("members:organisation_logo", args=[value.instance.slug])
        return StoredLogo(url, value.name)


class MembershipInline(ReadOnlyInline):
    model = Membership
    fields = ["state_now", "approved_on", "decision_reference", "started_on", "ended_on",
              "end_reason"]  # fmt: skip
    readonly_fields = ["state_now"]

    @admin.display(description=gettext_lazy("state"))
    def state_now(self, membership: Membership) -> str:
        return membership.state


class RepresentativeInline(ReadOnlyInline):
    model = Representative
    fields = ["user", "job_title", "role_names", "started_on", "ended_on"]
    readonly_fields = ["role_names"]
    ordering = ["-ended_on", "user__full_name"]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("user").prefetch_related("roles_held")

    @admin.display(description=gettext_lazy("roles"))
    def role_names(self, tie: Representative) -> str:
        return ", ".join(held.get_role_display() for held in tie.open_roles)


@admin.register(Organisation)
class OrganisationAdmin(RecordSteps, TranslationAdmin):
    """The record is corrected here; memberships and people change by the buttons above it."""

    list_display = ["display_name", "category", "state", "since", "city", "identifier"]
    list_filter = [MembershipFilter, AdministratorFilter, "category", "is_example"]
    list_select_related = True
    search_fields = ["display_name__unaccent", "legal_name__unaccent", "identifier", "city"]
    search_help_text = gettext_lazy("Name, code or town")
    date_hierarchy = "created_at"
    readonly_fields = ["staff_count", "staff_counted_on", "created_at"]
    prepopulated_fields = {"slug": ["display_name"]}
    inlines = [MembershipInline, RepresentativeInline]
    view_on_site = False
    formfield_overrides = {
        **HTTPS,
        ArrayField: {"widget": forms.TextInput(attrs={"class": "vLargeTextField"})},
        models.FileField: {"widget": LogoWidget},
    }
    change_form_template = "members/organisations/admin/organisation_change_form.html"
    fieldsets = [
        (None, {"fields": ["display_name", "category", "slug"]}),
        (gettext_lazy("Legal identity"), {
            "fields": ["legal_name", "country", "identifier", "register_number", "founded_on",
                       "street", "postal_code", "city", "county"],
        }),
        (gettext_lazy("Size"), {"fields": ["staff_count", "staff_counted_on"]}),
        (gettext_lazy("VAT"), {"fields": ["vat_registered", "vat_number", "vat_checked_on"]}),
        (gettext_lazy("Documents"), {"fields": list(actions.BILLING_FIELDS)}),
        (gettext_lazy("Public page"), {
            "fields": ["summary", "description", "competences", "markets", "website", "email",
                       "phone", "logo"],
        }),
        (gettext_lazy("Letters and record"), {"fields": ["language", "is_example", "created_at"]}),
    ]  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        newest_first = Membership.objects.order_by("-approved_on", "-pk")
        return (
            super()
            .get_queryset(request)
            .prefetch_related(Prefetch("memberships", newest_first, to_attr="newest_memberships"))
        )

    @admin.display(description=gettext_lazy("membership"))
    def state(self, organisation: Any) -> str:
        newest = organisation.newest_memberships
        return newest[0].state if newest else "–"

    @admin.display(description=gettext_lazy("since"))
    def since(self, organisation: Any) -> Any:
        newest = organisation.newest_memberships
        return newest[0].started_on if newest else None

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> dict:
        return {} if obj else dict(self.prepopulated_fields)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        changes = {
            name: [str(form.initial.get(name) or ""), str(form.cleaned_data[name] or "")]
            for name in form.changed_data
        }
        if changes:
            kind = OrganisationEvent.RECORD_CORRECTED if change else OrganisationEvent.ENTERED
            history.record(subject=obj, kind=kind, actor=request.user, changes=changes)

    def render_change_form(
        self, request: Any, context: dict, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        organisation = context.get("original")
        if organisation is not None:
            context["steps"] = self.steps(request, organisation)
            context["membership"] = organisation.present_membership
        return super().render_change_form(request, context, *args, **kwargs)

    def steps(self, request: MemberRequest, organisation: Organisation) -> list[tuple[str, str]]:
        """The buttons: route and label of what may be done now."""
        membership = organisation.memberships.open().first()
        found = []
        if policies.can_manage_memberships(request.user):
            if not organisation.memberships.not_over().exists():
                found.append(("admit", _("Admit as a member")))
            elif membership is not None:
                moves = MEMBERSHIP_MOVES[MembershipStatus(membership.status)]
                has_begun = membership.status != MembershipStatus.AWAITING_PAYMENT
                offered = [
                    ("activate", _("Begin the membership"), MembershipStatus.ACTIVE, not has_begun),
                    ("suspend", _("Suspend"), MembershipStatus.SUSPENDED, True),
                    ("resume", _("Lift the suspension"), MembershipStatus.ACTIVE, has_begun),
                    ("end", _("End the membership"), MembershipStatus.ENDED, True),
                ]
                found += [
                    (route, label) for route, label, to, fits in offered if to in moves and fits
                ]
        if policies.can_manage_people(request.user, organisation):
            found.append(("invite", _("Invite a person")))
        found += self.record_steps(request)
        return [(f"admin:members_organisation_{route}", label) for route, label in found]

    def get_urls(self) -> list:
        views = [self.admit, self.activate, self.suspend, self.resume, self.end, self.invite,
                 self.rename, self.record_size, self.record_account, self.merge,
                 self.lineage]  # fmt: skip
        return [
            *(
                path(
                    f"<int:pk>/{view.__name__}/",
                    self.admin_site.admin_view(view),
                    name=f"members_organisation_{view.__name__}",
                )
                for view in views
            ),
            *super().get_urls(),
        ]

    def admit(self, request: MemberRequest, pk: int) -> HttpResponse:
        organisation = self._organisation(request, pk)
        kept = {field.name for field in organisation._meta.concrete_fields}
        facts = {
            name: getattr(organisation, name)
            for name in NewMember.__dataclass_fields__
            if name in kept  # a turnover stands in the history of sizes
        }

        def act(values: dict[str, Any]) -> str:
            decision = {name: values.pop(name) for name in ("decision_reference", "approved_on")}
            actions.admit(
                new_member=NewMember(**facts),
                contact=NewContact(**values),
                actor=request.user,
                **decision,
            )
            return _("Admitted. The primary contact can sign in with a code.")

        form = AdmitForm(request.POST or None, initial={"language": organisation.language})
        return self._page(request, organisation, form, act, _("Admit as a member"))

    def activate(self, request: MemberRequest, pk: int) -> HttpResponse:
        def act(membership_id: int, values: dict[str, Any]) -> str:
            actions.activate(membership_id=membership_id, actor=request.user, **values)
            return _("The membership has begun, and its people are told.")

        form = ActivateForm(request.POST or None)
        return self._move(request, pk, form, act, _("Begin the membership"))

    def suspend(self, request: MemberRequest, pk: int) -> HttpResponse:
        def act(membership_id: int, values: dict[str, Any]) -> str:
            actions.suspend(membership_id=membership_id, actor=request.user, **values)
            return _("The membership is suspended, and its people are told.")

        form = ReasonForm(request.POST or None)
        return self._move(request, pk, form, act, _("Suspend the membership"), is_grave=True)

    def resume(self, request: MemberRequest, pk: int) -> HttpResponse:
        def act(membership_id: int, values: dict[str, Any]) -> str:
            actions.resume(membership_id=membership_id, actor=request.user, **values)
            return _("The suspension is lifted, and its people are told.")

        form = ReasonForm(request.POST or None)
        return self._move(request, pk, form, act, _("Lift the suspension"))

    def end(self, request: MemberRequest, pk: int) -> HttpResponse:
        def act(membership_id: int, values: dict[str, Any]) -> str:
            actions.end(membership_id=membership_id, actor=request.user, **values)
            return _("The end of the membership is recorded, and its people are told.")

        form = EndMembershipForm(request.POST or None)
        return self._move(request, pk, form, act, _("End the membership"), is_grave=True)

    def invite(self, request: MemberRequest, pk: int) -> HttpResponse:
        organisation = get_object_or_404(Organisation, pk=pk)
        if not policies.can_manage_people(request.user, organisation):
            raise PermissionDenied

        def act(values: dict[str, Any]) -> str:
            actions.invite(organisation_id=pk, actor=request.user, **values)
            return _("The invitation is on its way to %(email)s.") % values

        form = InviteForm(request.POST or None, initial={"language": organisation.language})
        return self._page(request, organisation, form, act, _("Invite a person"))

    def _organisation(self, request: MemberRequest, pk: int) -> Organisation:
        if not policies.can_manage_memberships(request.user):
            raise PermissionDenied
        return get_object_or_404(Organisation, pk=pk)

    def _move(
        self,
        request: MemberRequest,
        pk: int,
        form: forms.Form,
        act: Callable[[int, dict[str, Any]], str],
        title: str,
        *,
        is_grave: bool = False,
    ) -> HttpResponse:
        """A step of the open membership; without one there is nothing to move (404)."""
        organisation = self._organisation(request, pk)
        membership = get_object_or_404(organisation.memberships.open())
        return self._page(
            request,
            organisation,
            form,
            lambda values: act(membership.pk, values),
            title,
            is_grave=is_grave,
        )

    def _page(
        self,
        request: MemberRequest,
        organisation: Organisation,
        form: forms.Form,
        act: Callable[[dict[str, Any]], str],
        title: str,
        *,
        is_grave: bool = False,
        text: str = "",
    ) -> HttpResponse:
        return action_page(
            request,
            model_admin=self,
            form=form,
            act=act,
            title=title,
            button=title,
            subject=organisation,
            back=change_url(organisation),
            is_grave=is_grave,
            text=text,
        )


@admin.register(Membership)
class MembershipAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["organisation", "state_now", "approved_on", "decision_reference", "started_on",
                    "ended_on", "end_reason"]  # fmt: skip
    list_filter = ["status", "end_reason", "organisation__category"]
    list_select_related = ["organisation"]
    search_fields = ["organisation__display_name__unaccent", "organisation__identifier",
                     "decision_reference"]  # fmt: skip
    date_hierarchy = "approved_on"

    @admin.display(description=gettext_lazy("state"), ordering="status")
    def state_now(self, membership: Membership) -> str:
        return membership.state
