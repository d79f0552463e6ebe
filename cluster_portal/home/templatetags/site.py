"""What base.html needs: the navigation, who is looking, and what the last action said."""

from dataclasses import dataclass

from django import template
from django.conf import settings
from django.contrib.messages import get_messages
from django.contrib.messages.storage.base import BaseStorage
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cluster_portal.home import stylesheet, theme

register = template.Library()

# The label, the page it opens, and the beginnings of the view names that belong to it.
SECTIONS: list[tuple[Promise | str, str, tuple[str, ...]]] = [
    (_("FAQ"), "faq:question_list", ("faq:",)),
    (_("Members"), "members:organisation_list", ("members:organisation_",)),
    (_("Working groups"), "working_groups:group_list", ("working_groups:group_",)),
    (
        _("Projects"),
        "working_groups:project_list",
        ("working_groups:project_", "working_groups:initiative_", "working_groups:partner_"),
    ),
    (_("Services"), "members:service_list", ("members:service_",)),
    (_("Board"), "governance:board", ("governance:",)),
]


@dataclass(frozen=True)
class NavigationLink:
    label: Promise | str
    url: str
    is_here: bool


@register.simple_tag(takes_context=True)
def navigation(context: template.Context) -> list[NavigationLink]:
    match = getattr(context.get("request"), "resolver_match", None)
    view = match.view_name if match else ""
    return [
        NavigationLink(label, reverse(route), view.startswith(beginnings))
        for label, route, beginnings in SECTIONS
    ]


@register.simple_tag(takes_context=True)
def signed_in_user(context: template.Context):
    """The person who is signed in, or None. Without a session cookie nothing is looked up, so
    that an anonymous page stays the same for everybody.
    """
    request = context.get("request")
    if request is None or settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return None
    return request.user if request.user.is_authenticated else None


@register.simple_tag(takes_context=True)
def page_messages(context: template.Context) -> BaseStorage | list:
    """What the last action said; neither session nor cookie is opened when there can be nothing."""
    request = context.get("request")
    if request is None:
        return []
    storage = get_messages(request)
    can_be_waiting = {"messages", settings.SESSION_COOKIE_NAME} & set(request.COOKIES)
    return storage if can_be_waiting or getattr(storage, "added_new", False) else []


@register.simple_tag(takes_context=True)
def stylesheet_version(context: template.Context, name: str = "site") -> str:
    association = context.get("association")
    return stylesheet.version(association.accent if association else "", name)


@register.filter
def mail_accent(accent: str, ground: str = "light") -> str:
    """The association's accent where no style sheet reaches: readable on light or dark mail."""
    safe = theme.of(accent or theme.DEFAULT)
    return safe.dark_accent if ground == "dark" else safe.accent


@register.filter
def unbroken(text: str) -> str:
    """Keeps a line from ending within Cluj-Napoca: a word joiner behind each hyphen."""
    return text.replace("-", "-\u2060")
