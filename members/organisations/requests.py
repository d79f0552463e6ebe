from members.accounts.requests import SignedInRequest
from members.organisations.models import Representative


class MemberRequest(SignedInRequest):
    """With what ActingForMiddleware has put on it."""

    acting: Representative | None
    representations: list[Representative]
