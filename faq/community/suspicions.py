"""How often screening was right: what it held, and what a person then let through."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from django.utils import timezone

from cluster_portal.toolkit.history.models import HistoryEvent
from faq.community.models import ContributionEvent, Held

LOOKED_AT = dt.timedelta(days=90)
_HELD = {ContributionEvent.SENT.value, ContributionEvent.HELD_AS_SPAM.value}
_CLEARED = {ContributionEvent.LET_THROUGH.value, ContributionEvent.PUBLISHED.value}


@dataclass(frozen=True)
class Suspicion:
    reason: str
    held: int
    wrong: int


def record() -> list[Suspicion]:
    """Of the last 90 days, by reason; the first post of a person is no suspicion."""
    events = HistoryEvent.objects.filter(
        kind__in=_HELD | _CLEARED,
        at__gte=timezone.now() - LOOKED_AT,
        changes__has_key="held_because",
    ).values_list("kind", "subject_id", "changes")
    held: dict[str, set[int]] = defaultdict(set)
    wrong: dict[str, set[int]] = defaultdict(set)
    for kind, subject_id, changes in events:
        before, after = changes["held_because"]
        for reason in after if kind in _HELD else before:
            (held if kind in _HELD else wrong)[reason].add(subject_id)
    return [
        Suspicion(str(reason.label), len(held[reason.value]), len(wrong[reason.value]))
        for reason in Held
        if reason != Held.FIRST_POST and held[reason.value]
    ]
