from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.utils.functional import SimpleLazyObject

from members.organisations.models import Representative
from members.organisations.requests import MemberRequest

SESSION_KEY = "acting_for"


class ActingForMiddleware:
    """Puts on the request whom the signed-in person represents, and as whom they act now.

    `request.representations` and `request.acting` are lazy: a page that names neither asks
    nothing and touches no session.
    """

    def __init__(self, get_response: Callable[[MemberRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: MemberRequest) -> HttpResponse:
        request.representations = lazily(lambda: representations_of(request))
        request.acting = lazily(lambda: acting_as(request))
        return self.get_response(request)


def lazily(find: Callable[[], Any]) -> Any:
    return SimpleLazyObject(find)


def representations_of(request: MemberRequest) -> list[Representative]:
    if not request.user.is_authenticated:
        return []
    return list(
        Representative.objects.open()
        .filter(user=request.user)
        .select_related("organisation", "user")
        .order_by("organisation__display_name", "pk")
    )


def acting_as(request: MemberRequest) -> Representative | None:
    """The representation chosen in the session, else the first one."""
    held = list(request.representations)
    chosen = request.session.get(SESSION_KEY) if held else None
    return next((one for one in held if one.organisation_id == chosen), held[0] if held else None)
