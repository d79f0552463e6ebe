"""Drafts that nobody touches any more: a reminder, and a week later the end."""

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from cluster_portal.toolkit.history import actions as history
from members.registration import notifications
from members.registration.models import Application, ApplicationEvent, ApplicationStatus


@transaction.atomic
def remind_draft(*, application_id: int) -> bool:
    """Safe to run twice; False when another worker has it or it is no longer due."""
    now = timezone.now()
    application = _due(Application.objects.to_remind(now), application_id)
    if application is None:
        return False
    application.reminded_at = now
    application.save(update_fields=["reminded_at"])
    history.record(subject=application, kind=ApplicationEvent.REMINDED)
    notifications.draft_reminder(application)
    return True


@transaction.atomic
def expire_draft(*, application_id: int) -> bool:
    """Safe to run twice; False when another worker has it or it is no longer due."""
    application = _due(Application.objects.to_expire(timezone.now()), application_id)
    if application is None:
        return False
    application.status = ApplicationStatus.EXPIRED
    application.save(update_fields=["status"])
    history.record(subject=application, kind=ApplicationEvent.EXPIRED)
    return True


def _due(rows: QuerySet, application_id: int) -> Application | None:
    return rows.select_for_update(skip_locked=True).filter(pk=application_id).first()
