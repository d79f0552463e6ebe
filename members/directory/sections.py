"""What higher floors show on an organisation's page: its groups, its projects.

The register may know neither. The setting MEMBER_PAGE_SECTIONS names functions of higher rooms,
as FAQ_LIVE_BLOCKS does for answers:

    def groups_of(organisation, viewer) -> Section: ...

So the page, its address and its tests stay in this room, and a new room adds a section by one
line of the settings. (A page in cluster_portal/home would have needed the register's address,
search and access rules up there too.)
"""

import functools
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.functional import Promise
from django.utils.module_loading import import_string

from members.organisations.models import Organisation


@dataclass(frozen=True)
class Section:
    """`places` have a name, an address and perhaps a `summary`, as far as the viewer may see
    them; an empty section is not shown.
    """

    key: str
    title: str | Promise
    places: Iterable[Any]
    text: str | Promise = ""


Provider = Callable[[Organisation, Any], Section]


def sections_of(organisation: Organisation, viewer: Any) -> list[Section]:
    found = [_loaded(path)(organisation, viewer) for path in settings.MEMBER_PAGE_SECTIONS]
    return [section for section in found if section.places]


@functools.cache
def _loaded(path: str) -> Provider:
    return import_string(path)
