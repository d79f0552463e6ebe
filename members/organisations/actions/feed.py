"""The office looks at what members changed of their public pages."""

from collections.abc import Iterable

from django.db import transaction

from cluster_portal.toolkit.errors import NotAllowedError
from members.accounts.models import User
from members.organisations import policies
from members.organisations.models import EditSeen, PublicEdit


@transaction.atomic
def mark_edits_seen(*, event_ids: Iterable[int], actor: User) -> int:
    """How many were not seen before. Two people who look at once both have seen."""
    if not policies.can_mark_edits_seen(actor):
        raise NotAllowedError
    events = PublicEdit.objects.unseen().filter(pk__in=list(event_ids))
    made = EditSeen.objects.bulk_create(
        [EditSeen(event_id=event.pk, seen_by=actor) for event in events], ignore_conflicts=True
    )
    return len(made)
