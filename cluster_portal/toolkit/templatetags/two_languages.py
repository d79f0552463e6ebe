"""What a page says when a text exists in the other language only."""

from django import template
from django.conf import settings
from django.db.models import Model
from django.utils.translation import get_language

register = template.Library()


@register.filter
def other_language(thing: Model, field: str) -> str:
    """The language in which a translated field is shown, when it is not the reader's: else ""."""
    present = (get_language() or settings.LANGUAGE_CODE).split("-")[0]
    if getattr(thing, f"{field}_{present}"):
        return ""
    others = (code for code, _name in settings.LANGUAGES if code != present)
    return next((code for code in others if getattr(thing, f"{field}_{code}")), "")
