"""Gaps in the office: what is looked for and not found, and what is done about it."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.urls import path, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from cluster_portal.toolkit.forms import sent
from cluster_portal.toolkit.office import ReadOnlyAdmin, action_page, changelist_url
from faq.demand import actions, policies
from faq.demand.forms import AnswerForm, AssignForm, IgnoreForm, ReopenForm
from faq.demand.models import Gap, GapStatus, SearchCount, SearchEvent
from faq.demand.trends import trends_of
from faq.questions.models import Question, Visibility
from faq.search.results import results_for

NEAREST = 8
SAMPLES = 3


class TendedAdmin(ReadOnlyAdmin):
    """What the portal notes; editors of answers read it."""

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return policies.can_tend(request.user) or super().has_view_permission(request, obj)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return policies.can_tend(request.user) or super().has_module_permission(request)


@admin.register(Gap)
class GapAdmin(TendedAdmin):
    list_display = [
        "title", "times", "weeks", "status", "samples", "assignee", "last_at",
    ]  # fmt: skip
    list_filter = ["status", "queries__language", ("assignee", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["assignee", "question"]
    list_per_page = 25
    search_fields = ["title", "queries__words"]
    date_hierarchy = "last_at"
    change_form_template = "faq/demand/admin/gap.html"
    change_list_template = "faq/demand/admin/gap_list.html"
    fields = ["title", "status", "times", "first_at", "last_at", "assignee", "question"]

    class Media:
        css = {"all": ["css/admin-demand.css"]}

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).for_list().prefetch_related("question__translations")

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """The rows of this page get their weeks, in one query."""
        changelist = super().get_changelist_instance(request)
        trends = trends_of(changelist.result_list)
        for gap in changelist.result_list:
            gap.trend = trends[gap.pk]
        return changelist

    @admin.display(description=gettext_lazy("by week"))
    def weeks(self, gap: Any) -> str:
        return render_to_string("faq/demand/admin/_weeks.html", {"trend": gap.trend})

    @admin.display(description=gettext_lazy("in these words"))
    def samples(self, gap: Gap) -> str:
        words = [query.words for query in gap.queries.all() if query.words != gap.title]
        return " · ".join(words[:SAMPLES]) or "–"

    def get_urls(self) -> list:
        pages = {
            "assign": self.assign_view,
            "ignore": self.ignore_view,
            "reopen": self.reopen_view,
            "answer": self.answer_view,
            "again": require_POST(self.again_view),
        }
        wrap = self.admin_site.admin_view
        return [
            path("group/", wrap(require_POST(self.group_view)), name="faq_gap_group"),
            *(
                path(f"<int:pk>/{name}/", wrap(view), name=f"faq_gap_{name}")
                for name, view in pages.items()
            ),
            *super().get_urls(),
        ]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        gap = self.get_object(request, object_id)
        context = dict(extra_context or {})
        if gap:
            context |= {
                "title": gap.title,
                "subtitle": None,
                "queries": gap.queries.all(),
                "trend": trends_of([gap])[gap.pk],
                "moves": _moves_of(gap) if policies.can_tend(request.user) else [],
                "can_tend": policies.can_tend(request.user),
            }
        return super().change_view(request, object_id, form_url, context)

    def assign_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        gap = self._gap(request, pk)

        def act(values: dict[str, Any]) -> str:
            actions.assign_gap(gap_id=pk, assignee=values["assignee"], actor=request.user)
            return _("It is noted who looks after it.")

        form = AssignForm(sent(request), initial={"assignee": gap.assignee})
        return self._page(request, gap, form, act, title=_("Give it to somebody"))

    def ignore_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        gap = self._gap(request, pk)

        def act(values: dict[str, Any]) -> str:
            actions.ignore_gap(gap_id=pk, reason=values["reason"], actor=request.user)
            return _("It no longer stands among the gaps. Searches for it are still counted.")

        return self._page(request, gap, IgnoreForm(sent(request)), act, title=_("Not for us"))

    def reopen_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        gap = self._gap(request, pk)

        def act(values: dict[str, Any]) -> str:
            actions.reopen_gap(gap_id=pk, reason=values["reason"], actor=request.user)
            return _("The gap is open again.")

        return self._page(request, gap, ReopenForm(sent(request)), act, title=_("Open it again"))

    def answer_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        gap = self._gap(request, pk)

        def act(values: dict[str, Any]) -> str:
            tried = actions.name_answer(
                gap_id=pk,
                question_id=values["question_id"],
                wordings=values["wordings"],
                actor=request.user,
            )
            if tried.status == GapStatus.CLOSED:
                return _("The gap is closed: its searches find the answer.")
            return _(
                "The answer is noted. Most of the searches do not find it yet: add their words to "
                "it, or write them into the answer."
            )

        form = AnswerForm(sent(request), gap=gap, nearest=_nearest(gap))
        return self._page(request, gap, form, act, title=_("It is answered by"))

    def again_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        gap = self._gap(request, pk)
        tried = actions.try_gap(gap_id=gap.pk)
        messages.success(
            request,
            _("Tried again: the gap is closed.")
            if tried.status == GapStatus.CLOSED
            else _("Tried again: the searches do not find an answer yet."),
        )
        return redirect("admin:faq_gap_change", gap.pk)

    def group_view(self, request: HttpRequest) -> HttpResponse:
        if not policies.can_tend(request.user):
            raise PermissionDenied
        number = actions.group_searches()
        messages.success(
            request,
            ngettext(
                "Counted anew: %(number)d new wording.",
                "Counted anew: %(number)d new wordings.",
                number,
            )
            % {"number": number},
        )
        return redirect(changelist_url(Gap))

    def _gap(self, request: HttpRequest, pk: int) -> Gap:
        if not policies.can_tend(request.user):
            raise PermissionDenied
        return get_object_or_404(Gap.objects.for_list(), pk=pk)

    def _page(
        self, request: HttpRequest, gap: Gap, form: forms.Form, act: Any, *, title: str
    ) -> HttpResponse:
        return action_page(
            request, model_admin=self, form=form, act=act, title=title, button=title, subject=gap
        )


@admin.register(SearchEvent)
class SearchEventAdmin(TendedAdmin):
    list_display = [
        "words", "confidence", "results", "language", "reader", "led_to_asking", "searched_at",
    ]  # fmt: skip
    list_filter = ["confidence", "language", "reader", "led_to_asking"]
    search_fields = ["words"]
    date_hierarchy = "searched_at"
    fields = [
        "words", "confidence", "score", "results", "language", "reader", "led_to_asking",
        "created_at", "searched_at",
    ]  # fmt: skip


@admin.register(SearchCount)
class SearchCountAdmin(TendedAdmin):
    list_display = ["words", "month", "times", "language"]
    list_filter = ["language"]
    search_fields = ["words"]
    date_hierarchy = "month"


def _nearest(gap: Gap) -> list[Question]:
    """The answers that its searches come closest to, and the one that is noted already."""
    found: list[int] = []
    for query in gap.queries.all()[:SAMPLES]:
        page = results_for(query.words, list(Visibility.values), language=query.language)
        found += [result.question.pk for result in page.results[:NEAREST]]
    chosen = list(dict.fromkeys(found))[:NEAREST]
    known = Question.objects.with_texts().in_bulk(chosen)
    nearest = [known[pk] for pk in chosen if pk in known]
    if gap.question and gap.question not in nearest:
        nearest.insert(0, gap.question)
    return nearest


def _moves_of(gap: Gap) -> list[tuple[str, str]]:
    """The addresses of what can be done with it now, and what their buttons say."""
    if gap.status != GapStatus.OPEN:
        return [(_page_of("reopen", gap), _("Open it again"))]
    spoken = max(
        gap.queries.all(), key=lambda query: (query.words == gap.title, query.times), default=None
    )
    wording = urlencode(
        {
            f"title_{spoken.language if spoken else 'en'}": _as_question(gap.title),
            "editors_note": _("People searched for: %(words)s")
            % {"words": "; ".join(query.words for query in gap.queries.all()[:8])},
        }
    )
    return [
        (f"{reverse('admin:faq_question_add')}?{wording}", _("Write the answer")),
        (_page_of("answer", gap), _("It is answered by…")),
        (_page_of("assign", gap), _("Give it to somebody")),
        (_page_of("ignore", gap), _("Not for us")),
    ]


def _page_of(name: str, gap: Gap) -> str:
    return reverse(f"admin:faq_gap_{name}", args=[gap.pk])


def _as_question(words: str) -> str:
    asked = words[:1].upper() + words[1:]
    return asked if asked.endswith("?") else f"{asked}?"
