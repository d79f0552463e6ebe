"""Working groups that an applicant may name, asked of whoever knows them.

`JOINING_GROUPS` in the settings is the dotted path of a function without arguments that returns
(key, name) pairs in the active language; empty for an association without groups. This room knows
no group, as live blocks of the FAQ know no room above theirs.
"""

from collections.abc import Iterable

from django.conf import settings
from django.utils.module_loading import import_string


def groups_offered() -> list[tuple[str, str]]:
    if not settings.JOINING_GROUPS:
        return []
    provider = import_string(settings.JOINING_GROUPS)
    return [(str(key), str(name)) for key, name in provider()]


def names_of(keys: Iterable[str]) -> list[str]:
    """A group that is no longer offered keeps its key as its name."""
    known = dict(groups_offered())
    return [known.get(key, key) for key in keys]
