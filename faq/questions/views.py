from itertools import groupby
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.db.models import Count, Prefetch
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404, render
from django.utils import translation
from django.views.decorators.http import require_safe

from cluster_portal.toolkit.paging import page_of
from faq.questions.forms import FilterForm
from faq.questions.models import Label, Question, RevisionNeed, Topic, readable_by

ALL_ON_ONE_PAGE = 60
RELATED = 5
REVISIONS = 20


@login_not_required
@require_safe
def question_list(request: HttpRequest) -> HttpResponse:
    """Like a book: all on one page while it is short, in pages when it is not."""
    visible = Question.objects.visible_to(request.user)
    form = FilterForm(request.GET, labels=Label.objects.filter(questions__in=visible).distinct())
    chosen = form.chosen()
    found = visible.matching(**{**chosen, "topic": None})
    topics = Topic.objects.filter(questions__in=found).annotate(number=Count("questions"))
    shown = found.matching(topic=chosen["topic"]).with_texts()
    questions: Any = list(shown[: ALL_ON_ONE_PAGE + 1])
    page = None
    if len(questions) > ALL_ON_ONE_PAGE:
        page = questions = page_of(request, shown)
    return render(
        request,
        "faq/questions/question_list.html",
        {
            "form": form,
            "topics": topics,
            "topic": chosen["topic"],
            "chapters": [(topic, list(rows)) for topic, rows in groupby(questions, _topic_of)],
            "pinned": []
            if form.is_used or page
            else [question for question in questions if question.is_pinned],
            "page": page,
            "count": page.paginator.count if page else len(questions),
        },
    )


@login_not_required
@require_safe
def question_detail(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """The number decides; any other words in the address lead to the right ones."""
    readable = readable_by(request.user)
    question = _question(readable, pk)
    text = question.shown
    if text is None or slug != text.slug:
        return _right_address(request, question)
    related = Question.objects.readable(readable).related_to(question).with_texts()
    return render(
        request,
        "faq/questions/question_detail.html",
        {
            "question": question,
            "text": text,
            "need": question.open_needs[0] if question.open_needs else None,
            "labels": question.labels.all(),
            "revisions": text.revisions.order_by("-number")[:REVISIONS],
            "related": related[:RELATED],
            "addresses": _addresses(question),
        },
    )


@login_not_required
@require_safe
def short_link(request: HttpRequest, pk: int) -> HttpResponse:
    """What can be spoken and printed: the number alone."""
    return _right_address(request, _question(readable_by(request.user), pk))


def _topic_of(question: Question) -> Topic | None:
    return question.topic


def _question(readable: list[str], pk: int) -> Any:
    needs = RevisionNeed.objects.open().select_related("owner")
    return get_object_or_404(
        Question.objects.readable(readable)
        .select_related("topic")
        .prefetch_related(
            "translations",
            "labels",
            Prefetch("revision_needs", needs, to_attr="open_needs"),
        ),
        pk=pk,
    )


def _right_address(request: HttpRequest, question: Question) -> HttpResponse:
    """For good, but browsers are to ask again: the words of a question may change back."""
    query = request.META.get("QUERY_STRING", "")
    address = question.get_absolute_url()
    response = HttpResponsePermanentRedirect(f"{address}?{query}" if query else address)
    response.headers["Cache-Control"] = "no-cache"
    return response


def _addresses(question: Question) -> dict[str, str]:
    """The page of each language that has an answer of its own."""
    addresses = {}
    for text in question.translations.all():
        if text.is_written:
            with translation.override(text.language):
                addresses[text.language] = question.get_absolute_url()
    return addresses
