"""What the office asks of each kind of organisation, and what it looks at itself."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from modeltranslation.admin import TranslationAdmin

from cluster_portal.toolkit.office import NotDeletedAdmin
from members.organisations.models import Category
from members.registration.models import ApplicationQuestion, CheckPoint, PaperKind


class KindFilter(admin.SimpleListFilter):
    title = _("asked of")
    parameter_name = "of"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list:
        return list(Category.choices)

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.asked_of(self.value()) if self.value() else queryset


class CatalogueAdmin(NotDeletedAdmin, TranslationAdmin):
    """Taken out of the catalogue, not deleted: answers and papers point to it."""

    list_select_related = True
    list_filter: list = [KindFilter, "is_asked", "is_example"]

    def formfield_for_dbfield(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        if db_field.name == "categories":
            return forms.MultipleChoiceField(
                label=db_field.verbose_name,
                help_text=db_field.help_text,
                choices=Category.choices,
                widget=forms.CheckboxSelectMultiple,
                required=False,
            )
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    @admin.display(description=_("asked of"))
    def of_whom(self, entry: Any) -> str:
        names = [str(Category(one).label) for one in entry.categories]
        return ", ".join(names) or str(_("everybody"))


@admin.register(ApplicationQuestion)
class ApplicationQuestionAdmin(CatalogueAdmin):
    list_display = ["text", "of_whom", "answer_kind", "is_required", "is_asked", "is_example"]
    search_fields = ["text_en", "text_ro", "help_en", "help_ro"]
    fields = ["text", "help", "answer_kind", "is_required", "categories", "position", "is_asked",
              "is_example"]  # fmt: skip


@admin.register(PaperKind)
class PaperKindAdmin(CatalogueAdmin):
    list_display = ["name", "of_whom", "need", "is_asked", "is_example"]
    list_filter = [KindFilter, "need", "is_asked", "is_example"]
    search_fields = ["name_en", "name_ro", "help_en", "help_ro"]
    fields = ["name", "help", "need", "categories", "position", "is_asked", "is_example"]


@admin.register(CheckPoint)
class CheckPointAdmin(CatalogueAdmin):
    list_display = ["text", "of_whom", "is_required", "is_asked", "is_example"]
    search_fields = ["text_en", "text_ro"]
    fields = ["text", "is_required", "categories", "position", "is_asked", "is_example"]
