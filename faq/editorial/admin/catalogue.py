"""Topics, labels, and what is kept of revisions, in the office."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.translation import gettext_lazy
from modeltranslation.admin import TranslationAdmin

from faq.editorial import actions
from faq.editorial.admin.parts import NotDeletedAdmin
from faq.questions.models import Label, Revision, RevisionNeed, Topic


class CountedAdmin(TranslationAdmin):
    """Its words are searched with the questions that have it."""

    search_fields = ["name_en", "name_ro", "slug"]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).annotate(number=Count("questions"))

    @admin.display(description=gettext_lazy("questions"), ordering="number")
    def number(self, row: Any) -> int:
        return row.number

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> dict:
        return {} if obj else {"slug": ("name_en",)}


@admin.register(Topic)
class TopicAdmin(CountedAdmin):
    list_display = ["name", "position", "number"]
    list_editable = ["position"]
    fields = ["name", "slug", "description", "position"]

    def save_model(self, request: HttpRequest, obj: Topic, form: ModelForm, change: bool) -> None:
        super().save_model(request, obj, form, change)
        actions.renamed(topic=obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Only an empty one."""
        is_empty = obj is not None and not obj.questions.exists()
        return is_empty and super().has_delete_permission(request, obj)


@admin.register(Label)
class LabelAdmin(CountedAdmin):
    list_display = ["name", "slug", "review_every", "number"]
    fields = ["name", "slug", "review_every"]

    def save_model(self, request: HttpRequest, obj: Label, form: ModelForm, change: bool) -> None:
        super().save_model(request, obj, form, change)
        actions.renamed(label=obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Only one that no question has."""
        is_empty = obj is not None and not obj.questions.exists()
        return is_empty and super().has_delete_permission(request, obj)


class KeptAdmin(NotDeletedAdmin):
    """What is kept is looked at, not changed."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Revision)
class RevisionAdmin(KeptAdmin):
    list_display = ["title", "language", "number", "significance", "author", "created_at"]
    list_filter = ["significance", "translation__language"]
    list_select_related = ["translation", "author"]
    search_fields = ["title", "short_answer", "body", "comment"]
    date_hierarchy = "created_at"

    @admin.display(description=gettext_lazy("language"), ordering="translation__language")
    def language(self, revision: Revision) -> str:
        return revision.translation.get_language_display()


@admin.register(RevisionNeed)
class RevisionNeedAdmin(KeptAdmin):
    list_display = ["reason", "owner", "expected_on", "opened_at", "closed_at"]
    list_filter = [("closed_at", admin.EmptyFieldListFilter), "expected_on"]
    list_select_related = ["owner"]
    search_fields = ["reason_en", "reason_ro", "question__translations__title"]
    date_hierarchy = "opened_at"
