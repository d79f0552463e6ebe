"""Topics, labels, and what is kept of revisions, in the office."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Count, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from modeltranslation.admin import TranslationAdmin

from cluster_portal.toolkit.forms import sent
from cluster_portal.toolkit.office import ReadOnlyAdmin, action_page, changelist_url
from faq.editorial import actions, policies
from faq.editorial.forms import MergeLabelForm
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

    change_form_template = "faq/editorial/admin/label.html"

    def get_urls(self) -> list:
        wrap = self.admin_site.admin_view
        return [
            path("<int:pk>/merge/", wrap(self.merge_view), name="faq_label_merge"),
            *super().get_urls(),
        ]

    def merge_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        label = get_object_or_404(self.get_queryset(request), pk=pk)
        if not policies.can_name_labels(request.user):
            raise PermissionDenied

        def act(values: dict[str, Any]) -> str:
            into = actions.merge_labels(label_id=pk, into_id=values["into"].pk, actor=request.user)
            return _("What was “%(old)s” is “%(new)s” now.") % {"old": label, "new": into}

        return action_page(
            request,
            model_admin=self,
            form=MergeLabelForm(sent(request), label=label),
            act=act,
            title=_("Merge the label into another"),
            text=ngettext(
                "One question gets the other label; this one is gone.",
                "%(number)d questions get the other label; this one is gone.",
                label.number,
            )
            % {"number": label.number},
            button=_("Merge"),
            back=changelist_url(Label),
            is_grave=True,
        )

    def save_model(self, request: HttpRequest, obj: Label, form: ModelForm, change: bool) -> None:
        super().save_model(request, obj, form, change)
        actions.renamed(label=obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Only one that no question has."""
        is_empty = obj is not None and not obj.questions.exists()
        return is_empty and super().has_delete_permission(request, obj)


@admin.register(Revision)
class RevisionAdmin(ReadOnlyAdmin):
    list_display = ["title", "language", "number", "significance", "author", "created_at"]
    list_filter = ["significance", "translation__language"]
    list_select_related = ["translation", "author"]
    search_fields = ["title", "short_answer", "body", "comment"]
    date_hierarchy = "created_at"

    @admin.display(description=gettext_lazy("language"), ordering="translation__language")
    def language(self, revision: Revision) -> str:
        return revision.translation.get_language_display()


@admin.register(RevisionNeed)
class RevisionNeedAdmin(ReadOnlyAdmin):
    list_display = ["reason", "owner", "expected_on", "opened_at", "closed_at"]
    list_filter = [("closed_at", admin.EmptyFieldListFilter), "expected_on"]
    list_select_related = ["owner"]
    search_fields = ["reason_en", "reason_ro", "question__translations__title"]
    date_hierarchy = "opened_at"
