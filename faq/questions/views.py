from itertools import groupby
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from cluster_portal.toolkit.paging import PAGE_SIZE
from faq.questions.forms import FilterForm
from faq.questions.models import (
    Audience,
    Label,
    Question,
    QuestionQuerySet,
    Topic,
    readable_by,
)
from faq.questions.reading import page_of, with_what_a_page_shows

ALL_ON_ONE_PAGE = 60
PINNED = 12


@login_not_required
@require_safe
def question_list(request: HttpRequest) -> HttpResponse:
    """Like a book: all on one page while it is short, in pages when it is not."""
    visible = Question.objects.readable(readable_by(request.user))
    form = FilterForm(
        request.GET,
        labels=Label.objects.filter(questions__in=visible).distinct(),
        topics=Topic.objects.filter(questions__in=visible).distinct(),
    )
    chosen = form.chosen()
    facets = _facets(visible.matching(**{**chosen, "audience": None}))
    found = visible.matching(**{**chosen, "topic": None})
    topics = Topic.objects.filter(questions__in=found).annotate(number=Count("questions"))
    count = facets[chosen["audience"] or ""]
    page = _page(request, found.matching(topic=chosen["topic"]).with_texts(), count)
    shows_pinned = not form.is_used and page.number == 1
    pinned = visible.filter(is_pinned=True).with_texts()[:PINNED] if shows_pinned else []
    return render(
        request,
        "faq/questions/question_list.html",
        {
            "form": form,
            "chosen": chosen,
            "facets": [("", facets[""]), *((each, facets[each.value]) for each in Audience)],
            "topics": topics,
            "topic": chosen["topic"],
            "chapters": [(topic, list(rows)) for topic, rows in groupby(page, _topic_of)],
            "pinned": pinned,
            "page": page,
            "count": count,
        },
    )


@login_not_required
@require_safe
def question_detail(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """The number decides; any other words in the address lead to the right ones."""
    readable = readable_by(request.user)
    question = get_object_or_404(with_what_a_page_shows().readable(readable), pk=pk)
    text = question.shown
    if text is None or slug != text.slug:
        return _right_address(request, question)
    return render(request, "faq/questions/question_detail.html", page_of(question, text, readable))


@login_not_required
@require_safe
def short_link(request: HttpRequest, pk: int) -> HttpResponse:
    """What can be spoken and printed: the number alone."""
    readable = readable_by(request.user)
    questions = Question.objects.readable(readable).prefetch_related("translations")
    return _right_address(request, get_object_or_404(questions, pk=pk))


def _topic_of(question: Question) -> Topic | None:
    return question.topic


def _facets(questions: QuestionQuerySet) -> dict[str, int]:
    """How many there are for each audience, and under "" in all."""
    counts = {
        audience.value: Count("pk", filter=Q(audiences__contains=[audience.value]))
        for audience in Audience
    }
    found = questions.order_by().aggregate(everybody=Count("pk"), **counts)
    return {"": found.pop("everybody"), **found}


def _page(request: HttpRequest, questions: QuestionQuerySet, count: int) -> Any:
    paginator = Paginator(questions, ALL_ON_ONE_PAGE if count <= ALL_ON_ONE_PAGE else PAGE_SIZE)
    paginator.count = count  # known already
    return paginator.get_page(request.GET.get("page"))


def _right_address(request: HttpRequest, question: Question) -> HttpResponse:
    """For good, but browsers are to ask again: the words of a question may change back."""
    query = request.META.get("QUERY_STRING", "")
    address = question.get_absolute_url()
    response = HttpResponsePermanentRedirect(f"{address}?{query}" if query else address)
    response.headers["Cache-Control"] = "no-cache"
    return response
