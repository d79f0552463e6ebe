"""What members ask the office to change, and what became of organisations."""

from typing import Any

from django.contrib import admin
from django.http import HttpResponse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from stdnum.ro import cui

from cluster_portal.toolkit.forms import sent
from members.organisations import actions
from members.organisations.admin.read_only import ReadOnly
from members.organisations.admin.stepwise import Stepwise
from members.organisations.forms_office import AnswerForm, ReasonForm
from members.organisations.models import ChangeKind, ChangeRequest, Lineage
from members.organisations.requests import MemberRequest


@admin.register(ChangeRequest)
class ChangeRequestAdmin(Stepwise):
    """Name, identifiers, seat, bank: asked by members, made here."""

    list_display = ["organisation", "kind", "what", "status", "requested_by", "requested_at"]
    list_filter = ["status", "kind", "organisation__category"]
    list_select_related = ["organisation", "requested_by"]
    search_fields = ["organisation__display_name__unaccent", "organisation__identifier",
                     "requested_by__full_name__unaccent", "reason"]  # fmt: skip
    date_hierarchy = "requested_at"
    fields = ["organisation", "kind", "differences", "doubt", "reason", "paper_link", "status",
              "requested_by", "requested_at", "decided_by", "decided_at", "answer"]  # fmt: skip
    moves = ["approve", "refuse"]

    @admin.display(description=gettext_lazy("change"))
    def what(self, change: ChangeRequest) -> str:
        return "; ".join(after or "–" for _label, _before, after in change.differences)

    @admin.display(description=gettext_lazy("change"))
    def differences(self, change: ChangeRequest) -> str:
        rows = [(label, before or "–", after or "–") for label, before, after in change.differences]
        return format_html_join("", "<div>{}: {} → <strong>{}</strong></div>", rows)

    @admin.display(description=gettext_lazy("to look at"))
    def doubt(self, change: ChangeRequest) -> str:
        code = change.new.get("identifier")
        if code and change.organisation.country == "RO" and not cui.is_valid(code):
            return _("The check digit of this code does not fit: compare it with the paper.")
        if change.kind == ChangeKind.BANK:
            return _("Call somebody you know there before you approve a new account.")
        return "–"

    @admin.display(description=gettext_lazy("paper"))
    def paper_link(self, change: ChangeRequest) -> str:
        if not change.paper:
            return "–"
        return format_html(
            '<a href="{}">{}</a>', change.get_paper_url(), change.paper_name or _("Paper")
        )

    def offered(self, row: ChangeRequest) -> list[tuple[str, Any]]:
        waits = [("approve", _("Approve and make the change")), ("refuse", _("Refuse"))]
        return waits if row.is_waiting else []

    def approve(self, request: MemberRequest, pk: int) -> HttpResponse:
        def act(values: dict[str, Any]) -> str:
            actions.approve_change(change_id=pk, actor=request.user, answer=values["answer"])
            return _("The change is made, and its people are told.")

        form = AnswerForm(sent(request))
        return self.step(request, pk, form=form, act=act, title=_("Approve and make the change"))

    def refuse(self, request: MemberRequest, pk: int) -> HttpResponse:
        def act(values: dict[str, Any]) -> str:
            actions.refuse_change(change_id=pk, actor=request.user, answer=values["reason"])
            return _("Refused; its people are told why.")

        form = ReasonForm(sent(request))
        return self.step(request, pk, form=form, act=act, title=_("Refuse"), is_grave=True)


@admin.register(Lineage)
class LineageAdmin(ReadOnly, admin.ModelAdmin):
    """Entered from the organisation's page: new name, merger, split, takeover."""

    list_display = ["former_display_name", "kind", "to_organisation", "on", "reference"]
    list_filter = ["kind"]
    list_select_related = ["from_organisation", "to_organisation"]
    search_fields = ["former_display_name__unaccent", "former_legal_name__unaccent",
                     "to_organisation__display_name__unaccent", "reference"]  # fmt: skip
    date_hierarchy = "on"
