from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cluster_portal.toolkit.office import action_page, change_url
from members.organisations import actions, policies
from members.organisations.admin.read_only import ReadOnly, ReadOnlyInline
from members.organisations.forms import EndForm, RolesForm
from members.organisations.models import Invitation, Organisation, Representative, RoleHeld
from members.organisations.requests import MemberRequest


class RoleHeldInline(ReadOnlyInline):
    model = RoleHeld
    fields = ["role", "started_at", "ended_at"]
    ordering = ["-started_at"]


def check_may_manage(request: MemberRequest, organisation: Organisation) -> None:
    if not policies.can_manage_people(request.user, organisation):
        raise PermissionDenied


@admin.register(Representative)
class RepresentativeAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["user", "organisation", "role_names", "started_on", "ended_on"]
    list_filter = [
        ("ended_on", admin.EmptyFieldListFilter),
        "roles_held__role",
        "organisation__category",
    ]
    list_select_related = ["user", "organisation"]
    search_fields = ["user__full_name__unaccent", "user__email",
                     "organisation__display_name__unaccent"]  # fmt: skip
    date_hierarchy = "started_on"
    inlines = [RoleHeldInline]
    change_form_template = "members/organisations/admin/representative_change_form.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).prefetch_related("roles_held")

    @admin.display(description=gettext_lazy("roles"))
    def role_names(self, tie: Representative) -> str:
        return ", ".join(held.get_role_display() for held in tie.open_roles)

    def get_urls(self) -> list:
        wrap = self.admin_site.admin_view
        return [
            path("<int:pk>/roles/", wrap(self.roles_view), name="members_representative_roles"),
            path("<int:pk>/end/", wrap(self.end_view), name="members_representative_end"),
            *super().get_urls(),
        ]

    def roles_view(self, request: MemberRequest, pk: int) -> HttpResponse:
        tie = self._tie(request, pk)
        held = [one.role for one in tie.open_roles]
        sent = request.POST if request.method == "POST" else None
        form = RolesForm(sent, tie=tie, initial={"roles": held})

        def act(values: dict[str, Any]) -> str:
            actions.change_roles(
                representative_id=pk,
                roles=values["roles"],
                successor_id=form.successor_id,
                actor=request.user,
            )
            return _("The roles of %(person)s are saved.") % {"person": tie.user}

        title = _("The roles of %(person)s") % {"person": tie}
        return self._page(request, tie, form, act, title, _("Save the roles"))

    def end_view(self, request: MemberRequest, pk: int) -> HttpResponse:
        tie = self._tie(request, pk)
        form = EndForm(request.POST if request.method == "POST" else None, tie=tie)

        def act(values: dict[str, Any]) -> str:
            actions.end_representation(
                representative_id=pk,
                reason=values["reason"],
                successor_id=form.successor_id,
                actor=request.user,
            )
            return _("%(person)s no longer represents %(organisation)s.") % {
                "person": tie.user,
                "organisation": tie.organisation,
            }

        title = _("End the representation of %(person)s?") % {"person": tie}
        return self._page(request, tie, form, act, title, _("End it today"), is_grave=True)

    def _tie(self, request: MemberRequest, pk: int) -> Representative:
        ties = Representative.objects.open().select_related("user", "organisation")
        tie = get_object_or_404(ties, pk=pk)
        check_may_manage(request, tie.organisation)
        return tie

    def _page(
        self,
        request: MemberRequest,
        tie: Representative,
        form: forms.Form,
        act: Any,
        title: str,
        button: str,
        *,
        is_grave: bool = False,
    ) -> HttpResponse:
        return action_page(
            request,
            model_admin=self,
            form=form,
            act=act,
            title=title,
            button=button,
            subject=tie,
            back=change_url(tie),
            is_grave=is_grave,
        )


@admin.register(RoleHeld)
class RoleHeldAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["person", "organisation", "role", "started_at", "ended_at"]
    list_filter = ["role", ("ended_at", admin.EmptyFieldListFilter)]
    list_select_related = ["representative__user", "representative__organisation", "organisation"]
    search_fields = ["representative__user__full_name__unaccent", "representative__user__email",
                     "organisation__display_name__unaccent"]  # fmt: skip
    date_hierarchy = "started_at"

    @admin.display(description=gettext_lazy("person"), ordering="representative__user__full_name")
    def person(self, held: RoleHeld) -> str:
        return str(held.representative.user)


@admin.register(Invitation)
class InvitationAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["full_name", "email", "organisation", "status", "invited_by", "sent_at",
                    "expires_at"]  # fmt: skip
    list_filter = ["status", "organisation__category"]
    list_select_related = ["organisation", "invited_by"]
    search_fields = ["full_name__unaccent", "email", "organisation__display_name__unaccent"]
    date_hierarchy = "sent_at"
    change_form_template = "members/organisations/admin/invitation_change_form.html"

    def get_urls(self) -> list:
        wrap = self.admin_site.admin_view
        return [
            path("<int:pk>/again/", wrap(self.again_view), name="members_invitation_again"),
            path("<int:pk>/take-back/", wrap(self.back_view), name="members_invitation_take_back"),
            *super().get_urls(),
        ]

    def again_view(self, request: MemberRequest, pk: int) -> HttpResponse:
        def act(_values: dict[str, Any]) -> str:
            sent = actions.send_invitation_again(invitation_id=pk, actor=request.user)
            return _("The invitation is on its way to %(email)s.") % {"email": sent.email}

        return self._page(request, pk, act, _("Send the invitation again"))

    def back_view(self, request: MemberRequest, pk: int) -> HttpResponse:
        def act(_values: dict[str, Any]) -> str:
            actions.take_invitation_back(invitation_id=pk, actor=request.user)
            return _("The invitation is taken back; its link no longer works.")

        return self._page(request, pk, act, _("Take the invitation back"), is_grave=True)

    def _page(
        self, request: MemberRequest, pk: int, act: Any, title: str, *, is_grave: bool = False
    ) -> HttpResponse:
        invitation = get_object_or_404(Invitation.objects.select_related("organisation"), pk=pk)
        check_may_manage(request, invitation.organisation)
        return action_page(
            request,
            model_admin=self,
            form=forms.Form(request.POST if request.method == "POST" else None),
            act=act,
            title=title,
            button=title,
            subject=invitation,
            back=change_url(invitation),
            is_grave=is_grave,
        )
