"""The two kinds of rows behind one set of words: plan, key, apply, undo."""

from types import ModuleType

from members.imports import organisations, people
from members.imports.models import ImportKind

_MODULES = {ImportKind.ORGANISATIONS: organisations, ImportKind.PEOPLE: people}


def of(kind: str) -> ModuleType:
    return _MODULES[ImportKind(kind)]
