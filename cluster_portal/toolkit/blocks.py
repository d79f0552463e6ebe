"""Live blocks: a list, a table or a number of today that a text asks for by its name.

A room declares what it can tell the public; who lets texts ask for it names it in a setting:

    @live_block(shows=_("Projects."), empty=_("There is none."), takes={"status": ProjectStatus})
    def projects(status: str = "") -> str: ...

The function knows no viewer: it tells what everybody may read, as HTML in the active language,
and "" when there is nothing to tell.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from django.db.models import Choices
from django.utils.functional import Promise

Teller = Callable[..., str]


@dataclass(frozen=True)
class LiveBlock:
    """`number` is its form within a sentence, where it has one."""

    tell: Teller
    shows: str | Promise
    empty: str | Promise
    takes: Mapping[str, type[Choices]] = field(default_factory=dict)
    number: Teller | None = None


def live_block(
    *,
    shows: str | Promise,
    empty: str | Promise,
    takes: Mapping[str, type[Choices]] | None = None,
    number: Teller | None = None,
) -> Callable[[Teller], LiveBlock]:
    def declare(tell: Teller) -> LiveBlock:
        return LiveBlock(tell=tell, shows=shows, empty=empty, takes=takes or {}, number=number)

    return declare
