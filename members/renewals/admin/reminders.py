from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cluster_portal.toolkit.office import ReadOnlyAdmin, action_page
from members.organisations.models import Organisation
from members.renewals import actions, policies
from members.renewals.forecast import forecast
from members.renewals.forms import DoneForm, LookForm
from members.renewals.models import Reminder, ReminderOutcome
from members.renewals.standing import RULES


@admin.register(Reminder)
class ReminderAdmin(ReadOnlyAdmin):
    list_display = ["on", "organisation", "document", "level", "outcome", "mails"]
    list_display_links = ["on", "document"]
    list_filter = ["outcome", "level"]
    list_select_related = ["instalment__receivable__organisation", "level"]
    search_fields = ["instalment__receivable__number",
                     "instalment__receivable__organisation__display_name"]  # fmt: skip
    date_hierarchy = "on"
    list_per_page = 50
    change_form_template = "members/renewals/admin/reminder_change_form.html"
    fields = ["document", "organisation", "level", "on", "outcome", "mails", "note"]
    readonly_fields = ["document", "organisation"]

    @admin.display(description=gettext_lazy("document"))
    def document(self, reminder: Reminder) -> str:
        return reminder.instalment.receivable.number

    @admin.display(description=gettext_lazy("organisation"))
    def organisation(self, reminder: Reminder) -> str:
        return str(reminder.instalment.receivable.organisation)

    def get_urls(self) -> list:
        wrap = self.admin_site.admin_view
        return [
            path("<int:pk>/done/", wrap(self.done), name="members_reminder_done"),
            path("standing/<int:pk>/", wrap(self.standing), name="members_standing"),
            *super().get_urls(),
        ]

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict | None = None,
    ) -> HttpResponse:
        waiting = [ReminderOutcome.TASK, ReminderOutcome.NOBODY]
        may = {"may_do": policies.can_do_tasks(request.user), "waiting": waiting}
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **may})

    def done(self, request: HttpRequest, pk: int) -> HttpResponse:
        if not policies.can_do_tasks(request.user):
            raise PermissionDenied
        reminder = get_object_or_404(
            Reminder.objects.select_related("instalment__receivable", "level"), pk=pk
        )

        def act(data: dict[str, Any]) -> str:
            actions.finish_task(reminder_id=pk, actor=request.user, note=data["note"])
            return _("Noted.")

        return action_page(
            request,
            model_admin=self,
            subject=reminder,
            form=DoneForm(request.POST if request.method == "POST" else None),
            act=act,
            title=_("What was done about %(number)s")
            % {"number": reminder.instalment.receivable.number},
            button=_("Note it"),
        )

    def standing(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Why is it in this state, and what will happen tomorrow?"""
        if not policies.can_look(request.user):
            raise PermissionDenied
        organisation = get_object_or_404(Organisation, pk=pk)
        form = LookForm(request.GET or None)
        first, days = form.values()
        found = forecast(organisation, first, days)
        reached = len(found.now.passed)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Standing of %(organisation)s") % {"organisation": organisation},
            "organisation": organisation,
            "form": form if form.is_bound else LookForm(initial={"on": first, "days": days}),
            "forecast": found,
            "rules": [
                (rule, "holds" if place == reached else "passed" if place < reached else "")
                for place, rule in enumerate(RULES)
            ],
        }
        return TemplateResponse(request, "members/renewals/admin/standing.html", context)
