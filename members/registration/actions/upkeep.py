"""Drafts that nobody touches, questions that nobody answers: reminders, and then the end."""

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from cluster_portal.toolkit.history import actions as history
from members.registration import notifications
from members.registration.actions.locking import move
from members.registration.models import (
    Application,
    ApplicationEvent,
    ApplicationStatus,
    InformationRequest,
)


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
    move(application, ApplicationStatus.EXPIRED)
    history.record(subject=application, kind=ApplicationEvent.EXPIRED)
    return True


@transaction.atomic
def remind_of_question(*, request_id: int) -> bool:
    """Safe to run twice; a level that was sent is not sent again."""
    application, request = _question(request_id)
    now = timezone.now()
    due = InformationRequest.objects.to_remind(timezone.localdate(now))
    if application is None or request is None or not due.filter(pk=request.pk).exists():
        return False
    request.reminders, request.reminded_at = request.reminders + 1, now
    request.save(update_fields=["reminders", "reminded_at"])
    history.record(subject=application, kind=ApplicationEvent.REMINDED)
    notifications.question_reminder(request)
    return True


@transaction.atomic
def expire_question(*, request_id: int) -> bool:
    """The application ends, since nobody answered. Safe to run twice."""
    application, request = _question(request_id)
    due = InformationRequest.objects.to_expire(timezone.now())
    if application is None or request is None or not due.filter(pk=request.pk).exists():
        return False
    move(application, ApplicationStatus.EXPIRED)
    history.record(subject=application, kind=ApplicationEvent.EXPIRED)
    notifications.expired(application)
    return True


def _due(rows: QuerySet, application_id: int) -> Application | None:
    return rows.select_for_update(skip_locked=True, of=["self"]).filter(pk=application_id).first()


def _question(request_id: int) -> tuple[Application | None, InformationRequest | None]:
    """Under the lock of the application, as an answer is; None when somebody holds it."""
    application = _due(
        Application.objects.filter(status=ApplicationStatus.INFO_REQUESTED),
        InformationRequest.objects.values_list("application_id", flat=True).get(pk=request_id),
    )
    if application is None:
        return None, None
    request = application.information_requests.get(pk=request_id)
    request.application = application
    return application, request
