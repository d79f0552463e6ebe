from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from cluster_portal.toolkit.history import actions as history
from cluster_portal.toolkit.states import check_move
from members.registration.errors import NotOpenError
from members.registration.models import (
    APPLICATION_MOVES,
    Application,
    ApplicationEvent,
    ApplicationStatus,
)


def locked(application_id: int) -> Application:
    return Application.objects.select_for_update(of=["self"]).get(pk=application_id)


def locked_draft(application_id: int) -> Application:
    application = locked(application_id)
    if application.status != ApplicationStatus.DRAFT:
        raise closed(application)
    return application


def closed(application: Application) -> NotOpenError:
    return NotOpenError(
        _("This application is “%(state)s” and can no longer be changed.")
        % {"state": application.get_status_display()}
    )


def check(application: Application, target: ApplicationStatus) -> None:
    check_move(
        APPLICATION_MOVES, ApplicationStatus(application.status), target, _("This application")
    )


def move(application: Application, target: ApplicationStatus, *also: str) -> None:
    """Check the move, make it and save it, with the fields of `also`."""
    check(application, target)
    application.status, application.status_since = target, timezone.now()
    application.save(update_fields=["status", "status_since", *also])


def by_applicant(application: Application, kind: ApplicationEvent, **facts: Any) -> None:
    history.record(
        subject=application, kind=kind, actor_label=applicant_label(application), **facts
    )


def applicant_label(application: Application) -> str:
    """Applicants have no account: history keeps their name and organisation as they were."""
    names = (application.contact_name, application.display_name or application.legal_name)
    return ", ".join(name for name in names if name) or application.contact_email
