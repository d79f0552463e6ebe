from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models

from cluster_portal.toolkit.history.models import HistoryEvent, Unnamed


def record(
    *,
    subject: models.Model,
    kind: models.TextChoices,
    actor: Any = None,
    actor_label: str = "",
    reason: str = "",
    office_note: str = "",
    changes: dict[str, Any] | None = None,
    is_internal: bool = False,
) -> HistoryEvent:
    """Write one line of history; call it in the transaction of the change itself.

    `actor` is the signed-in person, or None for an applicant (name them in `actor_label`, or say
    which of the `Unnamed` they are) or for the portal itself. `reason` is shown to whoever may see
    the subject, `office_note` only to staff. `changes` maps a field to [before, after], as values
    that JSON can hold.
    """
    return HistoryEvent.objects.create(
        subject_type=ContentType.objects.get_for_model(subject),
        subject_id=subject.pk,
        subject_label=str(subject)[:200],
        kind=kind.value,
        actor_id=getattr(actor, "pk", None),
        actor_label=(actor_label or (str(actor) if actor else Unnamed.PORTAL))[:200],
        reason=reason,
        office_note=office_note,
        changes=changes or {},
        is_internal=is_internal,
    )
