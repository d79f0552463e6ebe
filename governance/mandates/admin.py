from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from modeltranslation.admin import TranslationAdmin

from cluster_portal.toolkit.forms import sent
from cluster_portal.toolkit.office import action_page, change_url
from governance.mandates import actions, advice, policies
from governance.mandates.forms import (
    CorrectMandateForm,
    EndMandateForm,
    NewMandateForm,
    NewMandatesFormSet,
)
from governance.mandates.models import BoardTerm, Mandate
from governance.mandates.office import RefusingAdmin


class NewMandateInline(admin.StackedInline):
    """Mandates are added here; those that stand are listed above, each with a page of its own."""

    model = Mandate
    form = NewMandateForm
    formset = NewMandatesFormSet
    verbose_name = gettext_lazy("new mandate")
    verbose_name_plural = gettext_lazy("new mandates")
    fields = [
        ("office", "starts_on"),
        ("user", "person_name"),
        ("organisation", "organisation_name"),
    ]
    autocomplete_fields = ["user", "organisation"]
    extra = 0

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).none()

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("governance.view_boardterm")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return policies.can_keep_mandates(request.user)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(BoardTerm)
class BoardTermAdmin(RefusingAdmin, TranslationAdmin):
    list_display = ["__str__", "starts_on", "ends_on", "elected_by"]
    list_filter = ["starts_on"]
    list_select_related = True
    search_fields = [
        "elected_by_en__unaccent",
        "elected_by_ro__unaccent",
        "mandates__person_name__unaccent",
    ]
    date_hierarchy = "starts_on"
    inlines = [NewMandateInline]
    change_form_template = "governance/mandates/admin/term_change_form.html"

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        for mandate in formset.save(commit=False):
            actions.begin_mandate(mandate=mandate, actor=request.user)
        formset.save_m2m()

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj:
            context["notes"] = advice.notes(obj, timezone.localdate())
            context["mandates"] = obj.mandates.in_order_of_office()
        return super().render_change_form(request, context, add, change, form_url, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A term typed by mistake may go while nobody has a mandate in it."""
        return super().has_delete_permission(request, obj) and not (obj and obj.mandates.exists())


class InOfficeFilter(admin.SimpleListFilter):
    title = gettext_lazy("in office")
    parameter_name = "in_office"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("today", _("today"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.on() if self.value() == "today" else queryset


@admin.register(Mandate)
class MandateAdmin(RefusingAdmin):
    """The register. Mandates begin on their term's page; here they are corrected and ended."""

    form = CorrectMandateForm
    list_display = ["person_name", "office", "organisation_name", "term", "starts_on", "ended_on"]
    list_filter = [InOfficeFilter, "office", "term"]
    list_select_related = ["term"]
    search_fields = [
        "person_name__unaccent",
        "organisation_name__unaccent",
        "user__email",
        "organisation__display_name__unaccent",
    ]
    date_hierarchy = "starts_on"
    fields = [
        "term",
        "office",
        "person_name",
        "organisation_name",
        "user",
        "organisation",
        "starts_on",
        "ended_on",
        "end_reason",
    ]
    readonly_fields = ["term", "user", "organisation", "ended_on", "end_reason"]
    change_form_template = "governance/mandates/admin/mandate_change_form.html"

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        values = {name: form.cleaned_data[name] for name in form.changed_data}
        if values:
            actions.correct_mandate(mandate_id=obj.pk, actor=request.user, **values)

    def get_urls(self) -> list:
        end = self.admin_site.admin_view(self.end_view)
        return [
            path("<int:pk>/end/", end, name="governance_mandate_end"),
            *super().get_urls(),
        ]

    def end_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        if not policies.can_keep_mandates(request.user):
            raise PermissionDenied
        mandate = get_object_or_404(Mandate.objects.select_related("term"), pk=pk)

        def act(values: dict[str, Any]) -> str:
            ended = actions.end_mandate(mandate_id=pk, actor=request.user, **values)
            return " ".join([_("The mandate is ended."), advice.about_owners(ended.last_day)])

        return action_page(
            request,
            model_admin=self,
            form=EndMandateForm(sent(request), initial={"on": timezone.localdate()}),
            act=act,
            title=_("End the mandate of %(person)s") % {"person": mandate.person_name},
            text=_(
                "The person leaves this office before the term is over. From the next day they "
                "no longer read drafts, unless another mandate or work at the office lets them."
            ),
            button=_("End the mandate"),
            subject=mandate,
            back=change_url(mandate.term),
            is_grave=True,
        )
