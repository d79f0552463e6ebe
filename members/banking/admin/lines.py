from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cluster_portal.toolkit.errors import PortalError
from cluster_portal.toolkit.office import ReadOnlyAdmin, action_page, change_url
from cluster_portal.toolkit.templatetags.portal import money
from members.banking import actions, policies
from members.banking.admin.queue import QUEUE, QueuePages
from members.banking.matching.reasons import note_in_words
from members.banking.models import LineStatus, StatementLine
from members.banking.queue import told_matches, twin_of
from members.fees.forms import ReasonForm


class DirectionFilter(admin.SimpleListFilter):
    title = gettext_lazy("direction")
    parameter_name = "direction"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("in", _("money in")), ("out", _("money out"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() == "in":
            return queryset.filter(amount__gt=0)
        return queryset.filter(amount__lt=0) if self.value() == "out" else queryset


@admin.register(StatementLine)
class StatementLineAdmin(QueuePages, ReadOnlyAdmin):
    """All lines; the queue shows them one at a time."""

    list_display = ["booked_on", "total", "other_name", "shortened", "status", "why"]
    list_display_links = ["booked_on", "total"]
    list_filter = ["status", DirectionFilter, "account", "currency"]
    show_facets = admin.ShowFacets.NEVER
    list_select_related = ["account"]
    search_fields = [
        "other_name", "other_iban", "details", "bank_reference", "structured_reference",
        "end_to_end_id", "other_identifier", "amount",
    ]  # fmt: skip
    date_hierarchy = "booked_on"
    list_per_page = 50
    show_full_result_count = False
    change_list_template = "members/banking/admin/line_change_list.html"
    change_form_template = "members/banking/admin/line_change_form.html"
    fields = ["status", "why", "booked_on", "valued_on", "total", "ordered", "other_name",
              "other_iban", "other_identifier", "details", "structured_reference",
              "end_to_end_id", "bank_reference", "code", "is_reversal", "account", "statement",
              "place", "decided_by", "decided_at", "raw"]  # fmt: skip
    readonly_fields = ["why", "total", "ordered", "statement"]

    @admin.display(description=gettext_lazy("file"))
    def statement(self, line: StatementLine) -> str:
        return format_html('<a href="{}">{}</a>', change_url(line.file), line.file)

    @admin.display(description=gettext_lazy("amount"), ordering="amount")
    def total(self, line: StatementLine) -> str:
        return money(line.amount, line.currency)

    @admin.display(description=gettext_lazy("amount ordered"))
    def ordered(self, line: StatementLine) -> str:
        return money(line.instructed_amount, line.instructed_currency)

    @admin.display(description=gettext_lazy("details"))
    def shortened(self, line: StatementLine) -> str:
        told = " ".join([line.structured_reference, *line.details.split()]).strip()
        return told if len(told) <= 80 else f"{told[:79]}…"

    @admin.display(description=gettext_lazy("why"))
    def why(self, line: StatementLine) -> str:
        return note_in_words(line.note)

    def get_urls(self) -> list:
        wrap = self.admin_site.admin_view
        return [
            path("<int:pk>/undo/", wrap(self.undo), name="members_statementline_undo"),
            path("<int:pk>/requeue/", wrap(self.requeue), name="members_statementline_requeue"),
            *super().get_urls(),
        ]

    def changelist_view(self, request: HttpRequest, extra_context: dict | None = None) -> Any:
        may = {
            "title": capfirst(self.opts.verbose_name_plural),
            "may_decide": policies.can_decide(request.user),
        }
        return super().changelist_view(request, {**(extra_context or {}), **may})

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict | None = None,
    ) -> HttpResponse:
        line = self.get_object(request, unquote(object_id))
        more = {
            "may_decide": policies.can_decide(request.user),
            "may_undo": policies.can_undo(request.user),
            "matches": told_matches(line) if line else [],
            "twin": twin_of(line) if line else None,
            "postings": list(
                line.postings.select_related("payment__organisation").order_by("pk") if line else []
            ),
        }
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **more})

    def undo(self, request: HttpRequest, pk: int) -> HttpResponse:
        if not policies.can_undo(request.user):
            raise PermissionDenied
        line = get_object_or_404(StatementLine, pk=pk)

        def act(data: dict[str, Any]) -> str:
            actions.undo_line(line_id=pk, actor=request.user, reason=data["reason"])
            return _("The posting is undone; the line waits in the queue.")

        return action_page(
            request,
            model_admin=self,
            subject=line,
            form=ReasonForm(request.POST if request.method == "POST" else None),
            act=act,
            title=_("Undo the posting of %(line)s") % {"line": line},
            text=_("What the line posted is taken back by its opposite; both stay in the records. "
                   "A membership that began with it stays active until the office decides "
                   "otherwise."),
            button=_("Undo the posting"),
            is_grave=True,
        )  # fmt: skip

    def requeue(self, request: HttpRequest, pk: int) -> HttpResponse:
        if not policies.can_decide(request.user):
            raise PermissionDenied
        line = get_object_or_404(StatementLine, pk=pk)
        if request.method != "POST":
            return redirect(change_url(line))
        if line.status != LineStatus.IGNORED:
            messages.warning(request, _("This line is not set aside any more."))
            return redirect(change_url(line))
        try:
            actions.requeue_line(line_id=pk, actor=request.user)
        except PortalError as error:
            messages.warning(request, str(error))
        return redirect(QUEUE, pk=pk)
