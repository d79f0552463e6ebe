from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils.translation import gettext as _
from modeltranslation.admin import TranslationAdmin, TranslationTabularInline

from cluster_portal.toolkit import office
from cluster_portal.toolkit.forms import sent
from cluster_portal.toolkit.office import RecordedAdmin
from working_groups.projects import actions
from working_groups.projects.forms import ProjectStatusForm
from working_groups.projects.models import (
    PROJECT_MOVES,
    Project,
    ProjectEvent,
    ProjectParticipant,
    ProjectStatus,
)


class ParticipantInline(TranslationTabularInline):
    model = ProjectParticipant
    fields = ["organisation", "part"]
    extra = 0


@admin.register(Project)
class ProjectAdmin(RecordedAdmin, TranslationAdmin):
    added, edited = ProjectEvent.ADDED, ProjectEvent.EDITED
    list_display = ["name", "status", "group", "started_on", "ended_on"]
    list_filter = ["status", "group"]
    list_select_related = ["group"]
    search_fields = ["name_en", "name_ro", "summary_en", "summary_ro", "slug"]
    date_hierarchy = "started_on"
    readonly_fields = ["status"]
    prepopulated_fields = {"slug": ("name",)}
    inlines = [ParticipantInline]
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}
    change_form_template = "working_groups/projects/admin/project_change_form.html"

    def get_readonly_fields(self, request, obj: Any = None) -> list[str]:
        """The address stays what it was once others may have linked to it."""
        is_known = obj is not None and obj.status != ProjectStatus.PREPARING
        return [*self.readonly_fields, *(["slug"] if is_known else [])]

    def get_prepopulated_fields(self, request, obj: Any = None) -> dict:
        is_fixed = "slug" in self.get_readonly_fields(request, obj)
        return {} if is_fixed else super().get_prepopulated_fields(request, obj)

    def get_urls(self) -> list:
        status = path(
            "<int:pk>/status/",
            self.admin_site.admin_view(self.status_view),
            name="working_groups_project_status",
        )
        return [status, *super().get_urls()]

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context["may_move"] = (
            obj is not None
            and self.has_change_permission(request, obj)
            and bool(PROJECT_MOVES[ProjectStatus(obj.status)])
        )
        return super().render_change_form(request, context, add, change, form_url, obj)

    def status_view(self, request, pk: int) -> HttpResponse:
        if not self.has_change_permission(request):
            raise PermissionDenied
        project = get_object_or_404(Project, pk=pk)

        def act(values):
            actions.change_project_status(
                project_id=pk,
                actor=request.user,
                **{**values, "target": ProjectStatus(values["target"])},
            )
            return _("The state is changed, and stands in the project’s history.")

        return office.action_page(
            request,
            model_admin=self,
            subject=project,
            title=_("Change the state of %(project)s") % {"project": project},
            button=_("Change the state"),
            form=ProjectStatusForm(sent(request), project=project),
            act=act,
        )
