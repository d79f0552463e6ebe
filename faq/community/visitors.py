"""Who is there, on pages that are the same for every visitor."""

from typing import Any, cast

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest

from faq.community import policies, screening
from members.accounts.models import User


def signed_in(request: HttpRequest) -> User | None:
    """Without a session cookie nothing is looked up, so that a cache may keep the page."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return None
    return cast(User, request.user) if request.user.is_authenticated else None


def viewer_of(request: HttpRequest) -> policies.Viewer:
    return signed_in(request) or AnonymousUser()


def place_of(request: HttpRequest) -> str:
    """The network address, for a moment: what is kept of it is a key of the day."""
    return get_adapter().get_client_ip(request)


def crowd_of(request: HttpRequest) -> str:
    return screening.crowd_of(place_of(request))


def organisation_of(request: Any) -> str:
    """For whom the signed-in person acts now."""
    return str(request.acting.organisation) if request.acting else ""
