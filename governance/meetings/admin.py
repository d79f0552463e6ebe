from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from modeltranslation.admin import TranslationAdmin, TranslationStackedInline

from cluster_portal.toolkit.forms import sent
from cluster_portal.toolkit.office import action_page
from governance.mandates.office import RefusingAdmin
from governance.meetings import actions, policies
from governance.meetings.forms import (
    AgendaItemForm,
    AttendanceForm,
    CancelForm,
    ConveneForm,
    HeldForm,
    MoveForm,
)
from governance.meetings.models import AgendaItem, Attendance, Meeting, MeetingStatus

FIXED_WHEN_CONVENED = [
    "body",
    "is_open_to_members",
    "starts_at",
    "ends_at",
    "place_en",
    "place_ro",
    "online_url",
]


class PaperInline:
    """A part of the papers: whoever keeps meetings writes in it until the minutes are approved."""

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("governance.view_meeting")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return policies.can_keep_meetings(request.user) and (obj is None or are_open(obj))

    has_add_permission = has_change_permission
    has_delete_permission = has_change_permission


class AgendaInline(PaperInline, TranslationStackedInline):
    model = AgendaItem
    form = AgendaItemForm
    fields = [("position", "presenter"), "title", "note"]
    ordering = ["position"]
    extra = 0
    formfield_overrides = {
        models.TextField: {"widget": forms.Textarea(attrs={"rows": 3, "cols": 60})}
    }


class AttendanceInline(PaperInline, admin.TabularInline):
    model = Attendance
    form = AttendanceForm
    fields = ["person_name", "organisation_name", "office", "presence"]
    ordering = ["pk"]
    extra = 0


def are_open(meeting: Meeting) -> bool:
    return Meeting.objects.with_open_papers().filter(pk=meeting.pk).exists()


class StageFilter(admin.SimpleListFilter):
    title = gettext_lazy("what is to be done")
    parameter_name = "stage"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [
            ("ahead", _("ahead of us")),
            ("to_close", _("past, not closed")),
            ("without_minutes", _("held, without minutes")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        stages = {
            "ahead": queryset.upcoming,
            "to_close": queryset.waiting_to_be_closed,
            "without_minutes": queryset.without_minutes,
        }
        return stages[self.value()]() if self.value() in stages else queryset


@admin.register(Meeting)
class MeetingAdmin(RefusingAdmin, TranslationAdmin):
    list_display = ["starts_at", "name", "status", "is_open_to_members", "minutes_state"]
    list_display_links = ["starts_at", "name"]
    list_filter = [StageFilter, "status", "body", "is_open_to_members"]
    list_select_related = ["minutes"]
    search_fields = [
        "title_en__unaccent",
        "title_ro__unaccent",
        "place_en__unaccent",
        "place_ro__unaccent",
        "agenda__title_en__unaccent",
        "agenda__title_ro__unaccent",
    ]
    search_help_text = gettext_lazy("Title, place, or an item of the agenda")
    date_hierarchy = "starts_at"
    change_form_template = "governance/meetings/admin/meeting_change_form.html"
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}
    fieldsets = [
        (None, {"fields": ["body", "title", "status", "is_open_to_members"]}),
        (
            gettext_lazy("When and where"),
            {"fields": ["starts_at", "ends_at", "place", "online_url"]},
        ),
    ]
    record_fieldset = (
        gettext_lazy("What became of it"),
        {
            "fields": [
                "convened_at",
                "members_told",
                "chair_name",
                "secretary_name",
                "cancel_reason",
            ]
        },
    )
    always_readonly = ["status", "convened_at", "members_told", "cancel_reason"]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        texts = [
            f"minutes__body{end}" for end in ("", "_en", "_ro", "_html", "_html_en", "_html_ro")
        ]
        return super().get_queryset(request).defer("minutes__search", *texts)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> list:
        fieldsets = list(super().get_fieldsets(request, obj))
        has_become = obj is not None and obj.status != MeetingStatus.PLANNED
        return [*fieldsets, self.record_fieldset] if has_become else fieldsets

    def get_inlines(self, request: HttpRequest, obj: Any) -> list:
        is_held = obj is not None and obj.status == MeetingStatus.HELD
        return [AgendaInline, AttendanceInline] if is_held else [AgendaInline]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        if obj is None or obj.status == MeetingStatus.PLANNED:
            return [*self.always_readonly, "chair_name", "secretary_name"]
        if obj.status == MeetingStatus.CONVENED:
            return [*self.always_readonly, *FIXED_WHEN_CONVENED, "chair_name", "secretary_name"]
        return [*self.always_readonly, *FIXED_WHEN_CONVENED]

    @admin.display(description=gettext_lazy("meeting"), ordering="body")
    def name(self, meeting: Meeting) -> str:
        return meeting.name

    @admin.display(description=gettext_lazy("minutes"))
    def minutes_state(self, meeting: Any) -> str:
        return meeting.minutes.get_status_display() if hasattr(meeting, "minutes") else "–"

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and (obj is None or are_open(obj))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Only a plan that nobody was told of may go."""
        is_plan = obj is None or obj.status == MeetingStatus.PLANNED
        return is_plan and super().has_delete_permission(request, obj)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if change:
            actions.open_papers(meeting_id=obj.pk, actor=request.user)
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        meeting = form.instance
        before = [item.title for item in meeting.agenda.order_by("position", "pk")]
        super().save_related(request, form, formsets, change)
        if policies.can_keep_meetings(request.user):
            actions.settle_agenda(meeting_id=meeting.pk, actor=request.user, before=before)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        super().save_formset(request, form, formset, change)
        if formset.model is Attendance and formset.has_changed():
            actions.note_attendance(meeting_id=form.instance.pk, actor=request.user)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj and policies.can_keep_meetings(request.user):
            context["moves"] = [
                (reverse(f"admin:governance_meeting_{name}", args=[obj.pk]), label)
                for name, label in self.moves_of(obj)
            ]
        return super().render_change_form(request, context, add, change, form_url, obj)

    def moves_of(self, meeting: Meeting) -> list[tuple[str, str]]:
        """The moves that are possible now, and what their buttons say."""
        has_begun = meeting.starts_at <= timezone.now()
        offered = {
            MeetingStatus.PLANNED: [("hold", _("It was held"))]
            if has_begun
            else [("convene", _("Convene")), ("cancel", _("Drop the plan"))],
            MeetingStatus.CONVENED: [("hold", _("It was held")), ("cancel", _("Call it off"))]
            if has_begun
            else [("move", _("Change time or place")), ("cancel", _("Call it off"))],
        }
        return offered.get(MeetingStatus(meeting.status), [])

    def get_urls(self) -> list:
        pages = {
            "convene": self.convene_view,
            "move": self.move_view,
            "cancel": self.cancel_view,
            "hold": self.hold_view,
        }
        return [
            *(
                path(
                    f"<int:pk>/{name}/",
                    self.admin_site.admin_view(view),
                    name=f"governance_meeting_{name}",
                )
                for name, view in pages.items()
            ),
            *super().get_urls(),
        ]

    def _meeting(self, request: HttpRequest, pk: int) -> Meeting:
        if not policies.can_keep_meetings(request.user):
            raise PermissionDenied
        return get_object_or_404(Meeting, pk=pk)

    def convene_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        meeting = self._meeting(request, pk)

        def act(values: dict[str, Any]) -> str:
            actions.convene_meeting(meeting_id=pk, actor=request.user, **values)
            return _("The meeting is convened and the notice is on its way.")

        days = (meeting.day - timezone.localdate()).days
        return action_page(
            request,
            model_admin=self,
            form=ConveneForm(sent(request), meeting=meeting),
            act=act,
            title=_("Convene %(meeting)s") % {"meeting": meeting},
            text=ngettext(
                "The notice with the agenda goes to everybody who sits with the Board, %(days)d "
                "day before the meeting. Check that your statute is content with that. Afterwards "
                "members read the agenda, and time and place change only with a letter.",
                "The notice with the agenda goes to everybody who sits with the Board, %(days)d "
                "days before the meeting. Check that your statute is content with that. Afterwards "
                "members read the agenda, and time and place change only with a letter.",
                days,
            )
            % {"days": days},
            button=_("Convene and send the notice"),
            subject=meeting,
        )

    def move_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        meeting = self._meeting(request, pk)
        present = {name: getattr(meeting, name) for name in actions.MOVABLE}

        def act(values: dict[str, Any]) -> str:
            actions.move_meeting(meeting_id=pk, actor=request.user, **values)
            return _("Time and place are changed, and whoever got the notice is told.")

        return action_page(
            request,
            model_admin=self,
            form=MoveForm(sent(request), initial=present),
            act=act,
            title=_("Change time or place of %(meeting)s") % {"meeting": meeting},
            button=_("Change and tell"),
            subject=meeting,
        )

    def cancel_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        meeting = self._meeting(request, pk)

        def act(values: dict[str, Any]) -> str:
            actions.cancel_meeting(meeting_id=pk, actor=request.user, **values)
            return _("The meeting is called off.")

        return action_page(
            request,
            model_admin=self,
            form=CancelForm(sent(request)),
            act=act,
            title=_("Call off %(meeting)s") % {"meeting": meeting},
            text=_("Whoever got the notice gets a letter with the reason.")
            if meeting.convened_at
            else _("Nobody has been told of it yet, and nobody is written to."),
            button=_("Call it off"),
            subject=meeting,
            is_grave=True,
        )

    def hold_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        meeting = self._meeting(request, pk)
        form = HeldForm(sent(request), meeting=meeting, secretary=str(request.user))

        def act(values: dict[str, Any]) -> str:
            actions.mark_held(
                meeting_id=pk,
                actor=request.user,
                attendance=form.attendance(),
                chair_name=values["chair_name"],
                secretary_name=values["secretary_name"],
                ends_at=form.ends_at(),
            )
            return _("The meeting is held. Its minutes can be begun now.")

        return action_page(
            request,
            model_admin=self,
            form=form,
            act=act,
            title=_("Attendance of %(meeting)s") % {"meeting": meeting},
            text=_("Say of everybody who held an office that day whether they were there."),
            button=_("The meeting was held"),
            subject=meeting,
        )
