from collections.abc import Callable
from typing import Any

from cluster_portal.toolkit.errors import NotAllowedError


def demand(policy: Callable[[Any], bool], actor: Any) -> None:
    """Raise NotAllowedError unless the policy lets this person; an actor of None is the portal."""
    if actor is not None and not policy(actor):
        raise NotAllowedError
