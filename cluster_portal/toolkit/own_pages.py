"""Forms on public pages that caches may keep: no CSRF cookie, so the browser is asked instead."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

SAFE = {"GET", "HEAD", "OPTIONS"}


def sent_from_our_pages(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Takes a POST only from a page of this site, and asks for no CSRF token.

    A token would need a cookie and make each reader's page another one. Every browser since 2020
    says where a POST comes from (Origin, Sec-Fetch-Site), and no page can make it lie. Whoever is
    signed in and whose browser says neither is refused; a visitor has nothing to be misused.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method not in SAFE and not comes_from_here(request):
            raise PermissionDenied(
                _("This form was not sent from a page of this site. Please open the page anew.")
            )
        return view(request, *args, **kwargs)

    return csrf_exempt(guarded)


def comes_from_here(request: HttpRequest) -> bool:
    site = request.headers.get("Sec-Fetch-Site")
    origin = request.headers.get("Origin")
    if site is not None and site != "same-origin":
        return False
    if origin is not None:
        here = f"{request.scheme}://{request.get_host()}"
        return origin == here or origin in settings.CSRF_TRUSTED_ORIGINS
    return site is not None or settings.SESSION_COOKIE_NAME not in request.COOKIES
