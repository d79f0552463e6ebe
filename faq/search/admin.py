"""The words that people have for things, in the office."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from faq.questions.models import Visibility
from faq.search import actions, thesaurus
from faq.search.forms import ThesaurusEntryForm, TryForm
from faq.search.models import ThesaurusEntry
from faq.search.results import results_for

_LISTS = ("same_en", "same_ro", "asks_en", "asks_ro")
_SHOWN = 5


@admin.register(ThesaurusEntry)
class ThesaurusEntryAdmin(admin.ModelAdmin):
    """Entries are switched off rather than deleted: a shipped one would come back."""

    form = ThesaurusEntryForm
    list_display = ["key", "english", "romanian", "is_active", "is_edited"]
    list_filter = ["is_active", "is_edited"]
    search_fields = ["key", "note"]
    search_help_text = gettext_lazy("A word of the entry, in either language")
    change_form_template = "faq/search/admin/thesaurus_entry.html"

    @admin.display(description=gettext_lazy("English words"))
    def english(self, entry: ThesaurusEntry) -> str:
        return ", ".join(entry.same_en)

    @admin.display(description=gettext_lazy("Romanian words"))
    def romanian(self, entry: ThesaurusEntry) -> str:
        return ", ".join(entry.same_ro)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        """The wordings too; they are no columns that Django could look through."""
        found = Q()
        for word in search_term.split():
            anywhere = Q(key__icontains=word) | Q(note__icontains=word)
            for name in _LISTS:
                anywhere |= Q(**{f"{name}__icontains": word})
            found &= anywhere
        return queryset.filter(found), False

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return ["key"] if obj else []

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_urls(self) -> list:
        wrap = self.admin_site.admin_view
        return [
            path("<int:pk>/try/", wrap(self.try_view), name="faq_thesaurusentry_try"),
            *super().get_urls(),
        ]

    def save_model(
        self, request: HttpRequest, obj: ThesaurusEntry, form: ModelForm, change: bool
    ) -> None:
        actions.save_thesaurus_entry(entry=obj, actor=request.user)
        for wording, others in actions.collisions(obj).items():
            messages.warning(
                request,
                ngettext(
                    "“%(wording)s” stands in another entry, too: %(others)s.",
                    "“%(wording)s” stands in other entries, too: %(others)s.",
                    len(others),
                )
                % {"wording": wording, "others": ", ".join(others)},
            )

    def try_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """What a visitor's query finds with this entry, and what it would find without."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        entry = get_object_or_404(ThesaurusEntry, pk=pk)
        form = TryForm(request.GET if "query" in request.GET else None)
        columns = []
        if form.is_valid():
            language = get_language() or "en"
            for title, synonyms in (
                (_("With this entry"), thesaurus.read(with_also=entry)),
                (_("Without it"), thesaurus.read(without=entry)),
            ):
                page = results_for(
                    form.cleaned_data["query"],
                    [Visibility.PUBLIC.value],
                    language=language,
                    synonyms=synonyms,
                )
                columns.append((title, page.outcome, page.results[:_SHOWN]))
        values = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": entry,
            "title": _("Try the entry"),
            "form": form,
            "columns": columns,
        }
        return TemplateResponse(request, "faq/search/admin/try.html", values)
