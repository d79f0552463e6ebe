from collections.abc import Callable

from allauth.mfa.adapter import get_adapter
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

# The account's own pages, and what every page loads: they stay open, else there is no way in.
OPEN_VIEWS = ("account_", "mfa_", "usersessions_", "theme")


class StaffMustHaveMfaMiddleware:
    """The office sees everybody's data, so it signs in with a passkey or a second step.

    Whoever has none yet is led to the page where one is set up (STAFF_MUST_HAVE_MFA).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        if not settings.STAFF_MUST_HAVE_MFA:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, _view: Callable, _args: tuple, _kwargs: dict
    ) -> HttpResponse | None:
        if settings.SESSION_COOKIE_NAME not in request.COOKIES:
            return None
        match = request.resolver_match
        if match is None or match.view_name.startswith(OPEN_VIEWS):
            return None
        if not request.user.is_staff or get_adapter().is_mfa_enabled(request.user):
            return None
        messages.warning(
            request,
            _(
                "People of the office protect their account with a passkey or a second step. "
                "Please add one to go on."
            ),
        )
        return redirect("mfa_index")
