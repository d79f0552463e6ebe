from collections import Counter
from decimal import Decimal
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q, QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cluster_portal.toolkit import csv_files
from cluster_portal.toolkit.errors import PortalError
from cluster_portal.toolkit.office import ReadOnlyAdmin, change_url
from cluster_portal.toolkit.paging import page_of
from cluster_portal.toolkit.templatetags.portal import money
from members.fees.models import FeeTable
from members.renewals import actions, planning, policies
from members.renewals.forms import RunForm, YearForm
from members.renewals.models import ItemOutcome, RenewalItem, RenewalRun


class ItemInline(admin.TabularInline):
    model = RenewalItem
    fields = ["membership", "outcome", "notice", "amount", "reason"]
    readonly_fields = fields
    extra = 0
    max_num = 0

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        rows = super().get_queryset(request).filter(outcome=ItemOutcome.SKIPPED)
        return rows.select_related("membership__organisation", "notice")

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return policies.can_issue(request.user)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(RenewalRun)
class RenewalRunAdmin(ReadOnlyAdmin):
    """A run begins with its preview. What it issued is listed with the fee notices."""

    list_display = ["fee_year", "issued_on", "status", "progress", "begun_by", "done_at"]
    list_display_links = ["fee_year", "issued_on"]
    list_filter = ["status", "fee_year"]
    list_select_related = ["begun_by"]
    search_fields = ["=fee_year"]
    date_hierarchy = "begun_at"
    inlines = [ItemInline]
    change_form_template = "members/renewals/admin/run_change_form.html"
    fields = ["fee_year", "status", "progress", "sums", "issued_on", "is_told", "begun_by",
              "begun_at", "done_at"]  # fmt: skip
    readonly_fields = ["progress", "sums", "begun_at"]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return (
            super()
            .get_queryset(request)
            .annotate(
                gone_through=Count("items"),
                issued=Count("items", filter=Q(items__outcome=ItemOutcome.ISSUED)),
            )
        )

    @admin.display(description=gettext_lazy("progress"))
    def progress(self, run: RenewalRun) -> str:
        return _("%(done)s of %(total)s members, %(issued)s notices") % {
            "done": run.gone_through,  # type: ignore[attr-defined]  # annotated
            "total": run.total,
            "issued": run.issued,  # type: ignore[attr-defined]  # annotated
        }

    @admin.display(description=gettext_lazy("asked for"))
    def sums(self, run: RenewalRun) -> str:
        issued = run.items.filter(outcome=ItemOutcome.ISSUED).order_by("notice__currency")
        rows = issued.values("notice__currency").annotate(total=Sum("amount"))
        return ", ".join(money(row["total"], row["notice__currency"]) for row in rows) or "–"

    def has_add_permission(self, request: HttpRequest) -> bool:
        return policies.can_issue(request.user)

    def get_urls(self) -> list:
        wrap = self.admin_site.admin_view
        return [
            path("preview.csv", wrap(self.preview_csv), name="members_renewalrun_csv"),
            *super().get_urls(),
        ]

    def _year(self, request: HttpRequest) -> int:
        form = YearForm(request.GET or None)
        return form.cleaned_data["year"] if form.is_valid() else planning.next_fee_year()

    def preview_csv(self, request: HttpRequest) -> HttpResponse:
        if not policies.can_issue(request.user):
            raise PermissionDenied
        year = self._year(request)
        rows = (
            [
                one.membership.organisation.legal_name, one.membership.organisation.identifier,
                one.amount, one.quote.currency if one.quote else "", one.reason,
            ]
            for one in planning.plan(year)
        )  # fmt: skip
        head = ["organisation", "identifier", "amount", "currency", "why"]
        return csv_files.response(csv_files.packed(head, rows), name=f"renewal-{year}.csv")

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict | None = None
    ) -> HttpResponse:
        """The preview: who, how much, why, and who is left out; its button begins the run."""
        if not policies.can_issue(request.user):
            raise PermissionDenied
        form = RunForm(request.POST if request.method == "POST" else None)
        if form.is_valid():
            try:
                run = actions.begin_run(actor=request.user, **form.cleaned_data)
            except PortalError as error:
                form.add_error(None, str(error))
            else:
                messages.success(request, _("The run has begun. This page shows how far it is."))
                return redirect(change_url(run))
        year = self._year(request)
        planned = list(planning.plan(year))
        billed = [one for one in planned if one.quote]
        totals: Counter[str] = Counter()
        for one in billed:
            totals[one.quote.currency] += one.amount or Decimal(0)  # type: ignore[union-attr]  # filtered
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Renewal of %(year)s: preview") % {"year": year},
            "year": year,
            "year_form": YearForm(initial={"year": year}),
            "form": form if form.is_bound else RunForm(initial={"fee_year": year}),
            "page": page_of(request, planned, size=100),
            "billed": len(billed),
            "left_out": len(planned) - len(billed),
            "totals": dict(totals),
            "has_table": FeeTable.objects.published().filter(year=year).exists(),
        }
        return TemplateResponse(request, "members/renewals/admin/preview.html", context)
