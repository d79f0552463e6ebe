"""What a run says of its rows, in every language of the portal: whoever opens it reads their own,
whoever sent the file. Kept as {language: words}.
"""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

HAPPENED = gettext_noop("Something else has happened to %(subject)s since.")

T = TypeVar("T")
LANGUAGES = [code for code, _name in settings.LANGUAGES]


def in_each(say: Callable[[], T]) -> dict[str, T]:
    """What `say` says with each language in force; nothing at all where there is nothing to say."""
    said = {}
    for code in LANGUAGES:
        with translation.override(code):
            said[code] = say()
    return said if any(said.values()) else {}


def told(sentence: str, **facts: object) -> dict[str, str]:
    """A sentence of the catalogue (gettext_noop) with its facts."""
    return in_each(lambda: _(sentence) % facts)


def for_reader(said: Mapping[str, Any], nothing: Any = "") -> Any:
    return said.get(translation.get_language() or "", next(iter(said.values()), nothing))
