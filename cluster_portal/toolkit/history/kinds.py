"""The words for what happened. Each room registers its own kinds:

@history.register_kinds
class ApplicationEvent(TextChoices):
    SUBMITTED = "application.submitted", _("Application sent in")
"""

from typing import TypeVar

from django.db.models import TextChoices

_KINDS: dict[str, TextChoices] = {}
K = TypeVar("K", bound=type[TextChoices])


def register_kinds(choices: K) -> K:
    for kind in choices:
        if _KINDS.setdefault(kind.value, kind) is not kind:
            message = f"History kind {kind.value} is registered twice."
            raise ValueError(message)
    return choices


def label(kind: str) -> str:
    known = _KINDS.get(kind)
    return str(known.label) if known else kind
