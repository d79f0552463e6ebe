from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language

from faq.questions import addresses
from faq.questions.addresses import Destination
from faq.questions.models import readable_by


class OldAddressMiddleware:
    """What would be “not found” may be where an answer once stood: that costs one look.

    It stands inside of Django's CommonMiddleware, so that a missing slash is no hop of its own.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code != 404 or request.method not in {"GET", "HEAD"}:
            return response
        found = addresses.find(
            request.path_info,
            request.META.get("QUERY_STRING", ""),
            readable_by(request.user),
            get_language() or "",
        )
        return _answer(request, found) if found else response


def _answer(request: HttpRequest, found: Destination) -> HttpResponse:
    if found.is_gone:
        response = render(request, "faq/questions/gone.html", status=410)
    else:
        address = (
            found.question.get_absolute_url() if found.question else reverse("faq:question_list")
        )
        anchor = f"#{found.anchor}" if found.anchor else ""
        response = HttpResponsePermanentRedirect(address + anchor)
    response.headers["Cache-Control"] = "no-cache"
    return response
