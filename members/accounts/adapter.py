from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context as allauth_context
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language

from members.accounts import actions, notifications
from members.accounts.models import User


class AccountAdapter(DefaultAccountAdapter):
    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        request = allauth_context.request
        person = context.get("user") or getattr(request, "user", None)
        known = isinstance(person, User)
        notifications.send(template_prefix, email, context, person=person if known else None)

    def new_user(self, request: HttpRequest) -> User:
        return User(language=get_language())

    def pre_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse | None:
        """A code that arrived proves the address, also for accounts that the office made."""
        for step in get_authentication_records(request, user):
            if step["method"] == "code" and step.get("email", "").lower() == user.email:
                actions.address_is_proven(person=user)
        return super().pre_login(request, user, **kwargs)
