from collections.abc import Mapping
from typing import TypeVar

from django.db.models import TextChoices
from django.utils.translation import gettext as _

from cluster_portal.toolkit.errors import IllegalTransitionError

S = TypeVar("S", bound=TextChoices)


def check_move(moves: Mapping[S, frozenset[S]], present: S, target: S, what: str) -> None:
    """Raise IllegalTransitionError, with a sentence to show, unless the table allows the move."""
    if target not in moves[present]:
        raise IllegalTransitionError(
            _("%(what)s is “%(present)s” and cannot become “%(target)s”.")
            % {"what": what, "present": present.label, "target": target.label}
        )
