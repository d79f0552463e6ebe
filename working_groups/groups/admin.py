from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, F, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from modeltranslation.admin import TranslationAdmin

from cluster_portal.toolkit import office
from cluster_portal.toolkit.errors import PortalError
from cluster_portal.toolkit.forms import sent
from cluster_portal.toolkit.office import RecordedAdmin
from working_groups.groups import actions
from working_groups.groups.forms import CoordinatorForm, GroupStatusForm, ReasonForm
from working_groups.groups.models import (
    GROUP_MOVES,
    GroupEvent,
    GroupStatus,
    Seat,
    SeatStatus,
    WorkingGroup,
)


class SeatInline(admin.TabularInline):
    model = Seat
    fields = ["who", "role", "status", "started_on", "ended_on"]
    readonly_fields = ["who", "role", "status", "started_on", "ended_on"]
    ordering = ["-status", "organisation_name", "person_name"]
    extra = 0
    can_delete = False
    show_change_link = True

    def has_add_permission(self, request, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request, obj: Any = None) -> bool:
        return False


class CoordinationFilter(admin.SimpleListFilter):
    title = gettext_lazy("coordination")
    parameter_name = "coordination"

    def lookups(self, request, model_admin: Any) -> list[tuple[str, str]]:
        return [("none", _("at work, without a coordinator"))]

    def queryset(self, request, queryset) -> QuerySet:
        return queryset.running().without_coordinator() if self.value() else queryset


@admin.register(WorkingGroup)
class WorkingGroupAdmin(RecordedAdmin, TranslationAdmin):
    added, edited = GroupEvent.ADDED, GroupEvent.EDITED
    list_display = ["name", "status", "founded_on", "seats_held", "requests_waiting"]
    list_filter = ["status", CoordinationFilter]
    list_select_related = True
    search_fields = ["name_en", "name_ro", "summary_en", "summary_ro", "slug"]
    date_hierarchy = "founded_on"
    readonly_fields = ["status", "concluded_on"]
    prepopulated_fields = {"slug": ("name",)}
    inlines = [SeatInline]
    change_form_template = "working_groups/groups/admin/group_change_form.html"

    def get_queryset(self, request) -> QuerySet:
        return (
            super()
            .get_queryset(request)
            .annotate(
                held=Count("seats", filter=Q(seats__status=SeatStatus.HELD)),
                waiting=Count("seats", filter=Q(seats__status=SeatStatus.REQUESTED)),
            )
        )

    @admin.display(description=gettext_lazy("seats"), ordering="held")
    def seats_held(self, group: Any) -> int:
        return group.held

    @admin.display(description=gettext_lazy("requests"), ordering="waiting")
    def requests_waiting(self, group: Any) -> int:
        return group.waiting

    def get_readonly_fields(self, request, obj: Any = None) -> list[str]:
        """The address stays what it was once others may have linked to it."""
        is_known = obj is not None and obj.status != GroupStatus.PROPOSED
        return [*self.readonly_fields, *(["slug"] if is_known else [])]

    def get_prepopulated_fields(self, request, obj: Any = None) -> dict:
        is_fixed = "slug" in self.get_readonly_fields(request, obj)
        return {} if is_fixed else super().get_prepopulated_fields(request, obj)

    def get_urls(self) -> list:
        wrap = self.admin_site.admin_view
        return [
            path(
                "<int:pk>/status/",
                wrap(self.status_view),
                name="working_groups_workinggroup_status",
            ),
            path(
                "<int:pk>/coordinator/",
                wrap(self.coordinator_view),
                name="working_groups_workinggroup_coordinator",
            ),
            *super().get_urls(),
        ]

    def _group(self, request, pk: int) -> WorkingGroup:
        if not self.has_change_permission(request):
            raise PermissionDenied
        return get_object_or_404(WorkingGroup, pk=pk)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context["may_move"] = (
            obj is not None
            and self.has_change_permission(request, obj)
            and bool(GROUP_MOVES[GroupStatus(obj.status)])
        )
        return super().render_change_form(request, context, add, change, form_url, obj)

    def status_view(self, request, pk: int) -> HttpResponse:
        group = self._group(request, pk)

        def act(values):
            actions.change_group_status(
                group_id=pk,
                actor=request.user,
                **{**values, "target": GroupStatus(values["target"])},
            )
            return _("The state is changed, and stands in the group’s history.")

        return office.action_page(
            request,
            model_admin=self,
            subject=group,
            title=_("Change the state of %(group)s") % {"group": group},
            button=_("Change the state"),
            form=GroupStatusForm(sent(request), group=group),
            act=act,
        )

    def coordinator_view(self, request, pk: int) -> HttpResponse:
        group = self._group(request, pk)

        def act(values):
            actions.appoint_coordinator(
                group_id=pk,
                user_id=values["person"].pk,
                organisation_id=values["organisation"].pk if values["organisation"] else None,
                actor=request.user,
            )
            return _("The coordinator is named, and told by e-mail.")

        return office.action_page(
            request,
            model_admin=self,
            subject=group,
            title=_("Name a coordinator of %(group)s") % {"group": group},
            button=_("Name the coordinator"),
            form=CoordinatorForm(sent(request)),
            act=act,
        )


class RightsFilter(admin.SimpleListFilter):
    title = gettext_lazy("rights now")
    parameter_name = "rights"

    def lookups(self, request, model_admin: Any) -> list[tuple[str, str]]:
        return [("held", _("gives rights")), ("lapsed", _("held on paper, gives no rights"))]

    def queryset(self, request, queryset) -> QuerySet:
        wanted = {"held": queryset.held, "lapsed": queryset.lapsed}.get(self.value() or "")
        return wanted() if wanted else queryset


@admin.register(Seat)
class SeatAdmin(admin.ModelAdmin):
    """Requests to join and seats; they move by their buttons only."""

    list_display = [
        "person_name",
        "organisation_name",
        "group",
        "role",
        "status",
        "requested_at",
        "started_on",
        "ended_on",
    ]
    list_filter = ["status", RightsFilter, "role", "group"]
    list_select_related = ["group", "user", "organisation"]
    search_fields = ["person_name", "organisation_name", "user__email", "group__name"]
    date_hierarchy = "requested_at"
    actions = ["accept_selected"]
    change_form_template = "working_groups/groups/admin/seat_change_form.html"
    fields = [
        "group",
        "user",
        "person_name",
        "organisation",
        "organisation_name",
        "role",
        "status",
        "message",
        "requested_at",
        "answered_at",
        "answer",
        "started_on",
        "ended_on",
    ]

    def has_add_permission(self, request) -> bool:
        return False

    def has_delete_permission(self, request, obj: Any = None) -> bool:
        return False

    def get_readonly_fields(self, request, obj: Any = None):
        return self.fields

    def get_ordering(self, request) -> list:
        return [F("requested_at").desc(), "-pk"]

    def change_view(
        self, request, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        nothing_to_save = {"show_save": False, "show_save_and_continue": False}
        return super().change_view(
            request, object_id, form_url, {**(extra_context or {}), **nothing_to_save}
        )

    @admin.action(description=gettext_lazy("Accept the selected requests"), permissions=["change"])
    def accept_selected(self, request, queryset) -> None:
        accepted = 0
        for seat in queryset.order_by("requested_at", "pk"):
            try:
                actions.accept_seat(seat_id=seat.pk, actor=request.user)
                accepted += 1
            except PortalError as error:
                self.message_user(request, f"{seat}: {error}", messages.WARNING)
        if accepted:
            sentence = ngettext(
                "%(number)d request is accepted.", "%(number)d requests are accepted.", accepted
            )
            self.message_user(request, sentence % {"number": accepted}, messages.SUCCESS)

    def get_urls(self) -> list:
        return [
            path(
                f"<int:pk>/{name}/",
                self.admin_site.admin_view(view),
                name=f"working_groups_seat_{name}",
            )
            for name, view in [
                ("accept", self.accept_view),
                ("decline", self.decline_view),
                ("end", self.end_view),
            ]
        ] + super().get_urls()

    def _seat(self, request, pk: int) -> Seat:
        if not self.has_change_permission(request):
            raise PermissionDenied
        return get_object_or_404(Seat.objects.select_related("group"), pk=pk)

    def accept_view(self, request, pk: int) -> HttpResponse:
        seat = self._seat(request, pk)

        def act(_values):
            actions.accept_seat(seat_id=pk, actor=request.user)
            return _("The request is accepted, and the person told by e-mail.")

        return office.action_page(
            request,
            model_admin=self,
            subject=seat,
            text=seat.who,
            title=_("Accept the request"),
            button=_("Accept"),
            form=forms.Form(sent(request)),
            act=act,
        )

    def decline_view(self, request, pk: int) -> HttpResponse:
        seat = self._seat(request, pk)

        def act(values):
            actions.decline_seat(seat_id=pk, actor=request.user, **values)
            return _("The request is declined, and the person told why by e-mail.")

        return office.action_page(
            request,
            model_admin=self,
            subject=seat,
            text=seat.who,
            title=_("Decline the request"),
            button=_("Decline"),
            form=ReasonForm(sent(request)),
            act=act,
        )

    def end_view(self, request, pk: int) -> HttpResponse:
        seat = self._seat(request, pk)

        def act(values):
            actions.end_seat(seat_id=pk, actor=request.user, **values)
            return _("The seat has ended, and the person told why by e-mail.")

        return office.action_page(
            request,
            model_admin=self,
            subject=seat,
            text=seat.who,
            title=_("End the seat"),
            button=_("End the seat"),
            form=ReasonForm(sent(request)),
            act=act,
        )
