"""A colleague gets a link of their own to one page, and to nothing else of the application."""

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from members.registration import notifications
from members.registration.actions.locking import by_applicant, locked_draft
from members.registration.errors import SharingError
from members.registration.models import ApplicationEvent, SectionLink
from members.registration.steps import BY_SLUG, SHARED

VALID_FOR = dt.timedelta(days=14)
MOST_OPEN = 10


@transaction.atomic
def share_section(
    *, application_id: int, step: str, full_name: str, email: str, language: str = ""
) -> SectionLink:
    """Mail the link. Raises SharingError and NotOpenError."""
    application = locked_draft(application_id)
    if step not in SHARED:
        raise SharingError(_("Choose one of the pages."))
    email = email.strip().lower()
    links = SectionLink.objects.open().filter(application=application)
    if links.filter(step=step, email=email).exists():
        raise SharingError(
            _("%(email)s has a link to this page already. Close it first to send a new one.")
            % {"email": email}
        )
    if links.count() >= MOST_OPEN:
        raise SharingError(_("Too many links are open. Close some of them first."))
    now = timezone.now()
    link = SectionLink.objects.create(
        application=application,
        step=step,
        full_name=full_name,
        email=email,
        language=language or application.language,
        created_at=now,
        expires_at=now + VALID_FOR,
    )
    application.save(update_fields=["saved_at"])
    by_applicant(
        application,
        ApplicationEvent.SECTION_SHARED,
        reason=f"{BY_SLUG[step].label}: {full_name}",
    )
    notifications.section_shared(link)
    return link


@transaction.atomic
def revoke_section(*, application_id: int, link_id: int) -> None:
    """The link opens nothing from now on; what came by it stays. A second click is harmless."""
    application = locked_draft(application_id)
    link = SectionLink.objects.open().filter(application=application, pk=link_id).first()
    if link is None:
        return
    link.revoked_at = timezone.now()
    link.save(update_fields=["revoked_at"])
    by_applicant(
        application,
        ApplicationEvent.SECTION_TAKEN_BACK,
        reason=f"{BY_SLUG[link.step].label}: {link.full_name}",
    )
