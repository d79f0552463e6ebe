"""Tags that every app's templates may use: timeline, money, the other language's address."""

from collections.abc import Iterator
from decimal import Decimal

from django import template
from django.core.paginator import Paginator
from django.urls import translate_url
from django.utils import formats
from django.utils.safestring import SafeString, mark_safe

from cluster_portal.toolkit.history import kinds
from cluster_portal.toolkit.history.models import HistoryEvent

register = template.Library()


@register.filter
def money(amount: Decimal | None, currency: str = "") -> str:
    """1,200.00 RON in English, 1.200,00 RON in Romanian."""
    if amount is None:
        return ""
    number = figure(amount, 2)
    return f"{number}\u00a0{currency}" if currency else number


def figure(number: Decimal, places: int) -> str:
    """As the language in use writes a number; below zero with a minus, which is no hyphen."""
    written = formats.number_format(number, decimal_pos=places, use_l10n=True, force_grouping=True)
    return written.replace("-", "\u2212")


@register.filter
def cleaned(html: str) -> SafeString:
    """Mark HTML that toolkit.markdown has cleaned as ready to show."""
    return mark_safe(html or "")  # noqa: S308 - only *_html fields, cleaned by nh3 when saved


@register.filter
def history_label(kind: str) -> str:
    return kinds.label(kind)


@register.inclusion_tag("includes/_timeline.html", takes_context=True)
def timeline(context: template.Context, *subjects) -> dict:
    """What happened to these things, newest first, as far as the viewer may see it."""
    viewer = context["request"].user
    return {
        "events": HistoryEvent.objects.about(*subjects).visible_to(viewer)[:50],
        "shows_notes": getattr(viewer, "is_staff", False),
    }


@register.filter
def page_numbers(paginator: Paginator, number: int) -> Iterator[int | str]:
    """The numbers to offer beside page `number`, with an ellipsis where some are left out."""
    return paginator.get_elided_page_range(number, on_each_side=1, on_ends=1)


@register.simple_tag(takes_context=True)
def same_page_in(context: template.Context, language: str) -> str:
    """The address of this page in another language, with its query."""
    request = context.get("request")
    return translate_url(request.get_full_path(), language) if request else f"/{language}/"


@register.simple_tag(takes_context=True)
def query_with(context: template.Context, **changes) -> str:
    """The present query string with some values changed; None removes one."""
    query = context["request"].GET.copy()
    for name, value in changes.items():
        if value is None:
            query.pop(name, None)
        else:
            query[name] = value
    return f"?{query.urlencode()}" if query else "?"


@register.simple_tag(takes_context=True)
def query_without(context: template.Context, *names: str) -> str:
    """The present query string with some values taken away."""
    return query_with(context, **dict.fromkeys(names))
