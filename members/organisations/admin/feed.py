"""The office's feed of what members changed of their public pages."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cluster_portal.toolkit.admin import shown
from cluster_portal.toolkit.forms import sent
from cluster_portal.toolkit.history import kinds
from members.organisations import actions, policies
from members.organisations.admin.stepwise import Stepwise
from members.organisations.models import Organisation, PublicEdit
from members.organisations.requests import MemberRequest


class SeenFilter(admin.SimpleListFilter):
    title = gettext_lazy("looked at")
    parameter_name = "seen"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("no", _("not yet")), ("yes", _("looked at"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> QuerySet:
        if self.value() == "no":
            return queryset.unseen()
        return queryset.exclude(seen=None) if self.value() == "yes" else queryset


@admin.register(PublicEdit)
class PublicEditAdmin(Stepwise):
    list_display = ["at", "page", "changed_fields", "actor_label", "seen_by"]
    list_display_links = ["at"]
    list_filter = [SeenFilter, "kind"]
    list_select_related = ["seen__seen_by"]
    search_fields = ["subject_label", "actor_label"]
    search_help_text = gettext_lazy("Organisation or person")
    date_hierarchy = "at"
    fields = ["at", "page", "what", "actor_label", "before_and_after", "seen_by"]
    moves = ["look_at"]
    actions = ["mark_seen"]

    def get_actions(self, request: HttpRequest) -> dict:
        found = super().get_actions(request)
        return found if policies.can_mark_edits_seen(request.user) else {}

    @admin.display(description=gettext_lazy("organisation"), ordering="subject_label")
    def page(self, event: PublicEdit) -> str:
        address = reverse("admin:members_organisation_change", args=[event.subject_id])
        return format_html('<a href="{}">{}</a>', address, event.subject_label)

    @admin.display(description=gettext_lazy("what happened"))
    def what(self, event: PublicEdit) -> str:
        return kinds.label(event.kind)

    @admin.display(description=gettext_lazy("changed"))
    def changed_fields(self, event: PublicEdit) -> str:
        return ", ".join(field_label(name) for name in event.changes)

    @admin.display(description=gettext_lazy("looked at by"))
    def seen_by(self, event: PublicEdit) -> str:
        seen = getattr(event, "seen", None)
        return str(seen.seen_by) if seen else "–"

    @admin.display(description=gettext_lazy("before → after"))
    def before_and_after(self, event: PublicEdit) -> str:
        rows = [
            (field_label(name), shown(values[0]), shown(values[1]))
            for name, values in event.changes.items()
        ]
        line = "<p><strong>{}</strong><br><del>{}</del><br><ins>{}</ins></p>"
        return format_html_join("", line, rows)

    def may_move(self, request: HttpRequest, row: Any) -> bool:
        return policies.can_mark_edits_seen(request.user)

    def offered(self, row: PublicEdit) -> list[tuple[str, Any]]:
        return [] if getattr(row, "seen", None) else [("look_at", _("I have looked at it"))]

    @admin.action(description=gettext_lazy("I have looked at these"))
    def mark_seen(self, request: MemberRequest, queryset: QuerySet) -> None:
        keys = list(queryset.values_list("pk", flat=True))
        number = actions.mark_edits_seen(event_ids=keys, actor=request.user)
        said = ngettext("%(number)d edit is marked.", "%(number)d edits are marked.", number)
        messages.success(request, said % {"number": number})

    def look_at(self, request: MemberRequest, pk: int) -> HttpResponse:
        def act(_values: dict[str, Any]) -> str:
            actions.mark_edits_seen(event_ids=[pk], actor=request.user)
            return _("Marked as looked at.")

        form = forms.Form(sent(request))
        return self.step(request, pk, form=form, act=act, title=_("I have looked at it"))


def field_label(name: str) -> str:
    """Of a field of the page; `person` is somebody named there."""
    known = {field.name: field for field in Organisation._meta.get_fields()}
    if name == "person":
        return _("named on the page")
    return str(getattr(known.get(name), "verbose_name", name))
