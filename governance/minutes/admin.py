from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from modeltranslation.admin import TranslationAdmin

from cluster_portal.toolkit.forms import sent
from cluster_portal.toolkit.office import action_page, change_url
from governance.mandates.office import RefusingAdmin
from governance.meetings.models import Meeting
from governance.minutes import actions, policies
from governance.minutes.forms import ApprovalForm, CorrectionForm, DraftForm, ReasonForm
from governance.minutes.models import Correction, Minutes, MinutesStatus


class CorrectionInline(admin.TabularInline):
    model = Correction
    fields = ["number", "text_en", "text_ro", "approval_reference", "made_at"]
    readonly_fields = fields
    extra = 0

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("governance.view_minutes")


@admin.register(Minutes)
class MinutesAdmin(RefusingAdmin, TranslationAdmin):
    """Minutes are begun on their meeting's page, written in while a draft, then only moved."""

    form = DraftForm
    list_display = ["number_label", "meeting", "status", "approved_at", "published_at"]
    list_display_links = ["number_label", "meeting"]
    list_filter = ["status", "meeting__body", "year"]
    list_select_related = ["meeting"]
    search_fields = [
        "body_en__unaccent",
        "body_ro__unaccent",
        "meeting__title_en__unaccent",
        "meeting__title_ro__unaccent",
        "approval_reference__unaccent",
    ]
    date_hierarchy = "meeting__starts_at"
    change_form_template = "governance/minutes/admin/minutes_change_form.html"
    formfield_overrides = {
        models.TextField: {"widget": forms.Textarea(attrs={"rows": 30, "cols": 100})}
    }
    fields = [
        "meeting",
        "number_label",
        "status",
        "body",
        "approval_reference",
        "approved_at",
        "published_at",
        "seen_at",
    ]
    readonly_fields = [
        "meeting",
        "number_label",
        "status",
        "approval_reference",
        "approved_at",
        "published_at",
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).defer("search")

    @admin.display(description=gettext_lazy("number"), ordering="number")
    def number_label(self, minutes: Minutes) -> str:
        return minutes.number_label or "–"

    def get_inlines(self, request: HttpRequest, obj: Any) -> list:
        return [CorrectionInline] if obj and obj.status == MinutesStatus.PUBLISHED else []

    def get_form(self, request: HttpRequest, obj: Any = None, **kwargs: Any):
        form = super().get_form(request, obj, **kwargs)
        form.actor = request.user
        return form

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list:
        fields = list(super().get_fields(request, obj))
        can_write = self.has_change_permission(request, obj)
        return fields if can_write else [name for name in fields if name != "seen_at"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        is_draft = obj is None or obj.status == MinutesStatus.DRAFT
        return is_draft and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj and policies.can_keep_minutes(request.user):
            context["moves"] = [
                (reverse(f"admin:governance_minutes_{name}", args=[obj.pk]), label)
                for name, label in self.moves_of(obj)
            ]
        return super().render_change_form(request, context, add, change, form_url, obj)

    def moves_of(self, minutes: Minutes) -> list[tuple[str, str]]:
        """The moves that are possible now, and what their buttons say."""
        return {
            MinutesStatus.DRAFT: [("approve", _("Record the approval"))],
            MinutesStatus.APPROVED: [
                ("publish", _("Publish to members")),
                ("return", _("Return to draft")),
            ],
            MinutesStatus.PUBLISHED: [("correct", _("Add a correction"))],
        }[MinutesStatus(minutes.status)]

    def get_urls(self) -> list:
        pages = {
            "<int:pk>/approve/": (self.approve_view, "approve"),
            "<int:pk>/return/": (self.return_view, "return"),
            "<int:pk>/publish/": (self.publish_view, "publish"),
            "<int:pk>/correct/": (self.correct_view, "correct"),
            "begin/<int:pk>/": (self.begin_view, "begin"),
        }
        return [
            *(
                path(route, self.admin_site.admin_view(view), name=f"governance_minutes_{name}")
                for route, (view, name) in pages.items()
            ),
            *super().get_urls(),
        ]

    def _minutes(self, request: HttpRequest, pk: int) -> Minutes:
        if not policies.can_keep_minutes(request.user):
            raise PermissionDenied
        return get_object_or_404(Minutes.objects.select_related("meeting"), pk=pk)

    def begin_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        if not policies.can_keep_minutes(request.user):
            raise PermissionDenied
        meeting = get_object_or_404(Meeting, pk=pk)
        begun: list[Minutes] = []

        def act(_values: dict[str, Any]) -> str:
            begun.append(actions.draft_minutes(meeting_id=pk, actor=request.user))
            return _("The minutes are begun: write under each heading.")

        response = action_page(
            request,
            model_admin=self,
            form=forms.Form(sent(request)),
            act=act,
            title=_("Begin the minutes of %(meeting)s") % {"meeting": meeting},
            text=_("The agenda becomes their headings, in each language it is written in."),
            button=_("Begin the minutes"),
            subject=meeting,
        )
        if begun:
            response["Location"] = change_url(begun[0])
        return response

    def approve_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        minutes = self._minutes(request, pk)

        def act(values: dict[str, Any]) -> str:
            approved = actions.approve_minutes(minutes_id=pk, actor=request.user, **values)
            return _("The minutes are approved and have the number %(number)s.") % {
                "number": approved.number_label
            }

        return action_page(
            request,
            model_admin=self,
            form=ApprovalForm(sent(request)),
            act=act,
            title=_("Record that the minutes are approved: %(minutes)s") % {"minutes": minutes},
            text=_(
                "They get their number and can no longer be written in. A language in which "
                "nothing stands but headings is left out."
            ),
            button=_("Record the approval"),
            subject=minutes,
        )

    def return_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        minutes = self._minutes(request, pk)

        def act(values: dict[str, Any]) -> str:
            actions.return_to_draft(minutes_id=pk, actor=request.user, **values)
            return _("The minutes are a draft again.")

        return action_page(
            request,
            model_admin=self,
            form=ReasonForm(sent(request)),
            act=act,
            title=_("Return to draft: %(minutes)s") % {"minutes": minutes},
            text=_("They can be written in again, keep their number, and need a new approval."),
            button=_("Return to draft"),
            subject=minutes,
        )

    def publish_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        minutes = self._minutes(request, pk)

        def act(_values: dict[str, Any]) -> str:
            actions.publish_minutes(minutes_id=pk, actor=request.user)
            return _("The minutes are published.")

        return action_page(
            request,
            model_admin=self,
            form=forms.Form(sent(request)),
            act=act,
            title=_("Publish to members: %(minutes)s") % {"minutes": minutes},
            text=_(
                "Every member can read them from now on. Text, agenda and attendance do not "
                "change any more; a mistake is put right by a correction beneath them. A letter "
                "goes to the Board and to the office."
            ),
            button=_("Publish"),
            subject=minutes,
        )

    def correct_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        minutes = self._minutes(request, pk)

        def act(values: dict[str, Any]) -> str:
            actions.add_correction(minutes_id=pk, actor=request.user, **values)
            return _("The correction stands beneath the minutes.")

        return action_page(
            request,
            model_admin=self,
            form=CorrectionForm(sent(request)),
            act=act,
            title=_("Correct %(minutes)s") % {"minutes": minutes},
            text=_("The minutes stay as they were read; the correction is shown beneath them."),
            button=_("Add the correction"),
            subject=minutes,
        )
