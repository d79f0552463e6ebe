from http import HTTPStatus
from itertools import groupby
from typing import Any

from allauth.account.adapter import get_adapter
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from faq.briefs import choosing, pdf
from faq.briefs.errors import BriefError, TooLongForPaperError, TooManyAtOnceError
from faq.briefs.models import Brief
from faq.briefs.reading import Chapter, chapters_of
from faq.questions.models import Audience, Question, Topic, Visibility, readable_by

MOST_OFFERED = 300
TOO_MANY = HTTPStatus.TOO_MANY_REQUESTS
TOO_LARGE = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
PUBLIC = [Visibility.PUBLIC.value]


@login_not_required
@require_safe
def brief_choose(request: HttpRequest) -> HttpResponse:
    """Ready-made briefs, and all answers to choose from."""
    return _choose(request, choosing.numbers_in(request.GET.getlist("q")))


@login_not_required
@require_safe
def brief_view(request: HttpRequest) -> HttpResponse:
    """The answers that the address names; what was ticked becomes an address fit to be sent on."""
    values = request.GET.getlist("q")
    numbers = choosing.numbers_in(values)
    try:
        choosing.check_number_of_answers(numbers)
    except BriefError as error:
        return _choose(request, numbers, error=str(error))
    if values != [choosing.as_query(numbers)]:
        return redirect(f"{reverse('faq:brief_view')}{_query(request, numbers)}")
    readable = _readable(request)
    chapters = chapters_of(numbers, readable)
    if not chapters:
        raise Http404
    return _page(
        request,
        chapters,
        readable,
        title=_("Questions and answers, a choice"),
        left_out=len(numbers) - len(chapters),
        pdf_url=f"{reverse('faq:brief_view_pdf')}{_query(request, numbers)}",
        change_url=f"{reverse('faq:brief_choose')}{_query(request, numbers)}",
    )


@login_not_required
@require_safe
def brief_view_pdf(request: HttpRequest) -> HttpResponse:
    numbers = choosing.numbers_in(request.GET.getlist("q"))
    try:
        choosing.check_number_of_answers(numbers)
    except BriefError as error:
        return _choose(request, numbers, error=str(error))
    readable = _readable(request)
    chapters = chapters_of(numbers, readable)
    return _pdf(request, chapters, readable, title=_("Questions and answers, a choice"))


@login_not_required
@require_safe
def brief_detail(request: HttpRequest, slug: str) -> HttpResponse:
    brief = _brief(request, slug)
    readable = _readable(request)
    return _page(
        request,
        chapters_of(_numbers_of(brief), readable),
        readable,
        title=brief.title,
        introduction=brief.introduction,
        pdf_url=f"{reverse('faq:brief_pdf', args=[brief.slug])}{_query(request, [])}",
    )


@login_not_required
@require_safe
def brief_pdf(request: HttpRequest, slug: str) -> HttpResponse:
    brief = _brief(request, slug)
    readable = _readable(request)
    return _pdf(
        request,
        chapters_of(_numbers_of(brief), readable),
        readable,
        title=brief.title,
        introduction=brief.introduction,
        name=brief.slug,
    )


def _brief(request: HttpRequest, slug: str) -> Brief:
    """A visitor is not even looked at while the brief is published."""
    brief = get_object_or_404(Brief, slug=slug)
    if not brief.is_published and not Brief.objects.visible_to(request.user).contains(brief):
        raise Http404
    return brief


def _numbers_of(brief: Brief) -> list[int]:
    items = brief.items.order_by("position", "pk")
    return list(items.values_list("question_id", flat=True)[: choosing.MOST_ANSWERS])


def _readable(request: HttpRequest) -> list[str]:
    """Public answers, even for members: a brief is made to be passed on. With `members=1` who may
    read more gets more.
    """
    return readable_by(request.user) if request.GET.get("members") == "1" else PUBLIC


def _query(request: HttpRequest, numbers: list[int]) -> str:
    parts = [f"q={choosing.as_query(numbers)}"] if numbers else []
    if request.GET.get("members") == "1":
        parts.append("members=1")
    return f"?{'&'.join(parts)}" if parts else ""


def _choose(request: HttpRequest, numbers: list[int], *, error: str = "") -> HttpResponse:
    readable = _readable(request)
    audience = request.GET.get("audience", "")
    topic = request.GET.get("topic", "").replace("\x00", "")
    rows = Question.objects.readable(readable)
    topics = Topic.objects.filter(questions__in=rows).distinct()
    if topic:
        rows = rows.filter(topic__slug=topic)
    offered = list(rows.with_texts()[: MOST_OFFERED + 1])
    ticked = set(numbers)
    if not ticked and audience in Audience.values:
        ticked = {question.pk for question in offered if audience in question.audiences}
    return render(
        request,
        "faq/briefs/brief_choose.html",
        {
            "briefs": Brief.objects.published(),
            "chapters": _by_topic(offered[:MOST_OFFERED]),
            "has_more": len(offered) > MOST_OFFERED,
            "topics": topics,
            "topic": topic,
            "audiences": Audience.choices,
            "audience": audience,
            "ticked": ticked,
            "most": choosing.MOST_ANSWERS,
            "error": error,
            "with_members": request.GET.get("members") == "1",
        },
    )


def _by_topic(questions: list[Any]) -> list[tuple[Topic | None, list[Any]]]:
    return [(topic, list(rows)) for topic, rows in groupby(questions, lambda each: each.topic)]


def _page(
    request: HttpRequest,
    chapters: list[Chapter],
    readable: list[str],
    *,
    title: str,
    pdf_url: str,
    introduction: str = "",
    left_out: int = 0,
    change_url: str = "",
) -> HttpResponse:
    return render(
        request,
        "faq/briefs/brief.html",
        {
            "title": title,
            "introduction": introduction,
            "chapters": chapters,
            "left_out": left_out,
            "pdf_url": pdf_url,
            "change_url": change_url,
            "today": timezone.localdate(),
            "is_for_members": readable != PUBLIC,
        },
    )


def _pdf(
    request: HttpRequest,
    chapters: list[Chapter],
    readable: list[str],
    *,
    title: str,
    introduction: str = "",
    name: str = "brief",
) -> HttpResponse:
    if not chapters:
        raise Http404
    try:
        made = pdf.pdf_of(
            chapters,
            title=title,
            introduction=introduction,
            is_for_members=readable != PUBLIC,
            place=get_adapter().get_client_ip(request),
        )
    except TooManyAtOnceError as error:
        return _refused(request, error, _("A little later, please"), status=TOO_MANY)
    except TooLongForPaperError as error:
        return _refused(request, error, _("Too long for one PDF"), status=TOO_LARGE)
    response = HttpResponse(made, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _refused(request: HttpRequest, error: BriefError, title: str, *, status: int) -> HttpResponse:
    context = {"title": title, "error": error}
    response = render(request, "faq/briefs/brief_refused.html", context, status=status)
    if status == TOO_MANY:
        response.headers["Retry-After"] = "3600"
    return response
