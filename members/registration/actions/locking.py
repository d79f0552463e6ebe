from django.utils.translation import gettext as _

from cluster_portal.toolkit.states import check_move
from members.registration.errors import NotOpenError
from members.registration.models import APPLICATION_MOVES, Application, ApplicationStatus


def locked(application_id: int) -> Application:
    return Application.objects.select_for_update().get(pk=application_id)


def locked_draft(application_id: int) -> Application:
    application = locked(application_id)
    if application.status != ApplicationStatus.DRAFT:
        raise NotOpenError(
            _("This application is “%(state)s” and can no longer be changed.")
            % {"state": application.get_status_display()}
        )
    return application


def check(application: Application, target: ApplicationStatus) -> None:
    check_move(
        APPLICATION_MOVES, ApplicationStatus(application.status), target, _("This application")
    )


def applicant_label(application: Application) -> str:
    """Applicants have no account: history keeps their name and organisation as they were."""
    names = (application.contact_name, application.display_name or application.legal_name)
    return ", ".join(name for name in names if name) or application.contact_email
