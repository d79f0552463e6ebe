import logging

from django.contrib.auth.decorators import login_not_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language
from django.views.decorators.http import require_safe
from django_htmx.middleware import HtmxDetails

from faq.demand import actions
from faq.demand.sessions import is_typed_by_a_person, session_of
from faq.questions.models import Question, Topic, Visibility, readable_by
from faq.search.results import Page, results_for


class HtmxHttpRequest(HttpRequest):
    htmx: HtmxDetails


logger = logging.getLogger(__name__)
WHILE_TYPING = 5
JSON = "application/json"


@login_not_required
@require_safe
def search(request: HtmxHttpRequest) -> HttpResponse:
    """The same answers as a page, as what a page shows while one types, or as JSON."""
    readable = readable_by(request.user)
    page = results_for(
        request.GET.get("q", ""),
        readable,
        language=get_language() or "en",
        is_exact="exact" in request.GET,
    )
    if request.get_preferred_type(["text/html", JSON]) == JSON:
        response: HttpResponse = JsonResponse(page.as_json())
    else:
        response = _shown(request, page, readable)
        _note(request, page, readable)
    patch_vary_headers(response, ["Accept", "HX-Request"])
    return response


def _shown(request: HtmxHttpRequest, page: Page, readable: list[str]) -> HttpResponse:
    is_typing = bool(request.htmx) and not request.htmx.history_restore_request
    context = {
        "page": page,
        "shown": page.results,
        "is_typing": is_typing,
        "topics": [] if page.results else _topics(readable),
    }
    if not is_typing:
        return render(request, "faq/search/search.html", context)
    if "few" in request.GET:
        context["shown"] = page.results[:WHILE_TYPING]
        response = render(request, "faq/search/_few.html", context)
    else:
        response = render(request, "faq/search/_found.html", context)
    response.headers["Cache-Control"] = "private, max-age=30"
    return response


def _topics(readable: list[str]) -> QuerySet[Topic]:
    return Topic.objects.filter(questions__in=Question.objects.readable(readable)).distinct()


def _note(request: HttpRequest, page: Page, readable: list[str]) -> None:
    """Keep what was not found. Whatever goes wrong with that, the search has its answer."""
    try:
        if page.outcome.query and is_typed_by_a_person(request):
            actions.note_search(
                session=session_of(request),
                query=page.outcome.query,
                language=get_language() or "en",
                reader=Visibility.MEMBERS if Visibility.MEMBERS in readable else Visibility.PUBLIC,
                results=len(page.results),
                score=page.outcome.confidence if page.results else 0.0,
                is_certain=bool(page.results) and not page.outcome.is_unsure,
            )
    except Exception:
        logger.exception("A search could not be kept")
