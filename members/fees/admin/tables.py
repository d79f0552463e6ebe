from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils.translation import gettext as _
from modeltranslation.admin import TranslationAdmin

from cluster_portal.toolkit.office import action_page
from members.fees import actions, policies
from members.fees.forms import FeeBandForm, FeeBandFormSet, FeeTableForm
from members.fees.models import FeeBand, FeeTable, FeeTableStatus


class FeeBandInline(admin.TabularInline):
    model = FeeBand
    form = FeeBandForm
    formset = FeeBandFormSet
    extra = 0
    min_num = 0

    def _is_draft(self, obj: FeeTable | None) -> bool:
        return obj is None or obj.status == FeeTableStatus.DRAFT

    def get_extra(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> int:
        return 5 if obj is None else 0

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._is_draft(obj) and super().has_add_permission(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._is_draft(obj) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._is_draft(obj) and super().has_delete_permission(request, obj)


@admin.register(FeeTable)
class FeeTableAdmin(TranslationAdmin):
    form = FeeTableForm
    inlines = [FeeBandInline]
    list_display = ["year", "currency", "status", "decision_reference", "is_example"]
    list_filter = ["status", "currency", "is_example"]
    search_fields = ["year", "decision_reference", "notes"]
    fields = ["year", "currency", "status", "decision_reference", "notes", "is_example"]
    readonly_fields = ["status"]
    change_form_template = "members/fees/admin/table_change_form.html"

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        if obj is not None and obj.status == FeeTableStatus.PUBLISHED:
            return ["year", "currency", "status", "decision_reference"]
        return ["status"]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        is_kept = obj is not None and obj.status == FeeTableStatus.PUBLISHED
        return not is_kept and super().has_delete_permission(request, obj)

    def get_actions(self, request: HttpRequest) -> dict:
        return {k: v for k, v in super().get_actions(request).items() if k != "delete_selected"}

    def get_urls(self) -> list:
        publish = self.admin_site.admin_view(self.publish)
        return [
            path("<int:pk>/publish/", publish, name="members_feetable_publish"),
            *super().get_urls(),
        ]

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
