from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils.translation import gettext as _
from modeltranslation.admin import TranslationAdmin

from cluster_portal.toolkit import office
from cluster_portal.toolkit.forms import sent
from cluster_portal.toolkit.office import RecordedAdmin
from working_groups.initiatives import actions
from working_groups.initiatives.forms import InitiativeStatusForm
from working_groups.initiatives.models import (
    INITIATIVE_MOVES,
    Initiative,
    InitiativeEvent,
    InitiativeStatus,
)


@admin.register(Initiative)
class InitiativeAdmin(RecordedAdmin, TranslationAdmin):
    added, edited = InitiativeEvent.ADDED, InitiativeEvent.EDITED
    list_display = ["title", "status", "lead", "group", "proposed_on", "decided_on"]
    list_filter = ["status", "group", "is_example"]
    list_select_related = ["lead", "group"]
    search_fields = [
        "title_en", "title_ro", "summary_en", "summary_ro", "lead__display_name",
        "decision_reference",
    ]  # fmt: skip
    date_hierarchy = "proposed_on"
    readonly_fields = ["status", "decided_on", "decision_reference", "started_on", "ended_on"]
    autocomplete_fields = ["lead", "group"]
    change_form_template = "working_groups/initiatives/admin/initiative_change_form.html"

    def get_urls(self) -> list:
        status = path(
            "<int:pk>/status/",
            self.admin_site.admin_view(self.status_view),
            name="working_groups_initiative_status",
        )
        return [status, *super().get_urls()]

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context["may_move"] = (
            obj is not None
            and self.has_change_permission(request, obj)
            and bool(INITIATIVE_MOVES[InitiativeStatus(obj.status)])
        )
        return super().render_change_form(request, context, add, change, form_url, obj)

    def status_view(self, request, pk: int) -> HttpResponse:
        if not self.has_change_permission(request):
            raise PermissionDenied
        initiative = get_object_or_404(Initiative, pk=pk)

        def act(values):
            actions.change_initiative_status(
                initiative_id=pk,
                actor=request.user,
                **{**values, "target": InitiativeStatus(values["target"])},
            )
            return _("The state is changed, and stands in the initiative’s history.")

        return office.action_page(
            request,
            model_admin=self,
            subject=initiative,
            title=_("Change the state of %(initiative)s") % {"initiative": initiative},
            button=_("Change the state"),
            form=InitiativeStatusForm(sent(request), initiative=initiative),
            act=act,
        )
