from django.http import HttpRequest

from members.accounts.models import User


class SignedInRequest(HttpRequest):
    """A request that LoginRequiredMiddleware has let through."""

    user: User
