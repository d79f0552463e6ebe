from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from modeltranslation.admin import (
    TranslationAdmin,
    TranslationStackedInline,
    TranslationTabularInline,
)

from cluster_portal.toolkit import csv_files
from cluster_portal.toolkit.office import action_page, change_url
from cluster_portal.toolkit.paging import page_of, words_asked
from members.fees import actions, policies, preview
from members.fees.forms_office import (
    FeeBandForm,
    FeeBandFormSet,
    FeeMeasureForm,
    FeeTableForm,
    InstalmentPlanForm,
    TierForm,
)
from members.fees.models import (
    FeeBand,
    FeeMeasure,
    FeeTable,
    FeeTableStatus,
    InstalmentPlan,
    Tier,
)

ROWS = 50
FREE = ["notes", "is_example"]  # of a published table, too


class PartOfDraft:
    """Rows of a table: changed while it is a draft, read afterwards."""

    extra = 0

    def _is_draft(self, obj: FeeTable | None) -> bool:
        return obj is None or obj.status == FeeTableStatus.DRAFT

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._is_draft(obj) and super().has_add_permission(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._is_draft(obj) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._is_draft(obj) and super().has_delete_permission(request, obj)


class FeeBandInline(PartOfDraft, admin.TabularInline):
    model = FeeBand
    form = FeeBandForm
    formset = FeeBandFormSet
    min_num = 0

    def get_extra(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> int:
        return 5 if obj is None else 0


class FeeMeasureInline(PartOfDraft, TranslationTabularInline):
    model = FeeMeasure
    form = FeeMeasureForm


class TierInline(PartOfDraft, TranslationStackedInline):
    model = Tier
    form = TierForm


class InstalmentPlanInline(PartOfDraft, TranslationTabularInline):
    model = InstalmentPlan
    form = InstalmentPlanForm


@admin.register(FeeTable)
class FeeTableAdmin(TranslationAdmin):
    form = FeeTableForm
    inlines = [FeeBandInline, FeeMeasureInline, TierInline, InstalmentPlanInline]
    list_display = ["year", "currency", "status", "decision_reference", "is_example"]
    list_filter = ["status", "currency", "is_example"]
    search_fields = ["year", "decision_reference", "notes"]
    fields = [
        "year", "currency", "status", "amounts_per", "term_years", "pro_rata", "half_year_from",
        "next_year_from", "pro_rata_on_leaving", "payable_in", "rate_day", "decision_reference",
        "notes", "is_example",
    ]  # fmt: skip
    readonly_fields = ["status"]
    change_form_template = "members/fees/admin/table_change_form.html"

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        if obj is not None and obj.status == FeeTableStatus.PUBLISHED:
            return [name for name in self.fields if name not in FREE]
        return ["status"]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        is_kept = obj is not None and obj.status == FeeTableStatus.PUBLISHED
        return not is_kept and super().has_delete_permission(request, obj)

    def get_actions(self, request: HttpRequest) -> dict:
        return {k: v for k, v in super().get_actions(request).items() if k != "delete_selected"}

    def get_urls(self) -> list:
        wrap = self.admin_site.admin_view
        return [
            path("<int:pk>/publish/", wrap(self.publish), name="members_feetable_publish"),
            path("<int:pk>/copy/", wrap(require_POST(self.copy)), name="members_feetable_copy"),
            path("<int:pk>/preview/", wrap(self.preview), name="members_feetable_preview"),
            path("<int:pk>/preview.csv", wrap(self.preview_csv),
                 name="members_feetable_preview_csv"),
            *super().get_urls(),
        ]  # fmt: skip

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        may = {
            "may_copy": policies.can_draft_table(request.user),
            "may_publish": policies.can_publish_table(request.user),
            "may_preview": self._may_preview(request),
        }
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **may})

    def publish(self, request: HttpRequest, pk: int) -> HttpResponse:
        table = get_object_or_404(FeeTable, pk=pk)
        if not policies.can_publish_table(request.user):
            raise PermissionDenied

        def act(data: dict[str, Any]) -> str:
            actions.publish_table(table_id=pk, actor=request.user)
            return _("The fee table of %(year)s is published.") % {"year": table.year}

        return action_page(
            request,
            model_admin=self,
            subject=table,
            form=forms.Form(request.POST if request.method == "POST" else None),
            act=act,
            title=_("Publish the fee table of %(year)s") % {"year": table.year},
            text=_("Everybody sees it on the page about joining, and quotes use it. It cannot be "
                   "changed afterwards."),
            button=_("Publish"),
        )  # fmt: skip

    def copy(self, request: HttpRequest, pk: int) -> HttpResponse:
        """One click, without a question: a draft can be thrown away."""
        get_object_or_404(FeeTable, pk=pk)
        if not policies.can_draft_table(request.user):
            raise PermissionDenied
        draft = actions.copy_table(table_id=pk, actor=request.user)
        messages.success(
            request,
            _("This is the draft for %(year)s. Change what is to change, look at the preview, "
              "then publish it.")
            % {"year": draft.year},
        )  # fmt: skip
        return redirect(change_url(draft))

    def _may_preview(self, request: HttpRequest) -> bool:
        """It shows what each member pays."""
        user = request.user
        return self.has_view_permission(request) and user.has_perm("members.view_feenotice")

    def preview(self, request: HttpRequest, pk: int) -> HttpResponse:
        table = get_object_or_404(FeeTable, pk=pk)
        if not self._may_preview(request):
            raise PermissionDenied
        found = preview.preview(table)
        rows, words = found.rows, words_asked(request)
        if words:
            rows = [r for r in rows if words.casefold() in r.organisation.display_name.casefold()]
        if request.GET.get("only") == "lacking":
            rows = [row for row in rows if row.lacks_size]
        elif request.GET.get("only") == "changed":
            rows = [row for row in rows if row.difference]
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Fee table of %(year)s against today's members") % {"year": table.year},
            "table": table,
            "preview": found,
            "counts": preview.counted(found.rows),
            "page": page_of(request, rows, size=ROWS),
            "words": words,
            "only": request.GET.get("only", ""),
        }
        return TemplateResponse(request, "members/fees/admin/table_preview.html", context)

    def preview_csv(self, request: HttpRequest, pk: int) -> HttpResponse:
        table = get_object_or_404(FeeTable, pk=pk)
        if not self._may_preview(request):
            raise PermissionDenied
        head = [
            _("Organisation"), _("Code"), _("Category"), _("Old fee"), _("Currency"), _("New fee"),
            _("Currency"), _("Difference"), _("Reason"),
        ]  # fmt: skip
        rows = (
            [
                row.organisation.display_name, row.organisation.identifier,
                row.organisation.get_category_display(),
                row.old.total if row.old else "", row.old.currency if row.old else "",
                row.new.total if row.new else "", row.new.currency if row.new else "",
                row.difference, row.reason,
            ]
            for row in preview.preview(table).rows
        )  # fmt: skip
        content = csv_files.packed(head, rows)
        return csv_files.response(content, name=f"fees-{table.year}-preview.csv")
