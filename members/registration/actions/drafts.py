"""Filling an application in, without an account: by its signed link only."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cluster_portal.toolkit.errors import NotAllowedError
from cluster_portal.toolkit.history import actions as history
from cluster_portal.toolkit.uploads import sha256
from members.accounts.models import User
from members.registration import known, notifications, policies
from members.registration.actions.locking import applicant_label, locked, locked_draft
from members.registration.errors import NotOpenError, PaperError
from members.registration.models import (
    Application,
    ApplicationDocument,
    ApplicationEvent,
    ApplicationStatus,
)
from members.registration.steps import BY_SLUG, ORGANISATION

MOST_PAPERS = 10


@transaction.atomic
def start_application(*, email: str, category: str, language: str) -> Application:
    """Begin an application and mail its link. Whoever asks again gets the same unfinished one:
    a lost link is found by writing the address once more.
    """
    email = email.strip()
    application = (
        Application.objects.select_for_update()
        .filter(contact_email__iexact=email, category=category, status=ApplicationStatus.DRAFT)
        .order_by("-saved_at")
        .first()
    )
    if application is None:
        application = Application.objects.create(
            contact_email=email, category=category, language=language
        )
        history.record(
            subject=application,
            kind=ApplicationEvent.BEGUN,
            actor_label=applicant_label(application),
        )
    notifications.link(application, language=language)
    return application


@transaction.atomic
def send_link(*, application_id: int, actor: User) -> Application:
    """The office sends an applicant the link once more."""
    if not policies.can_handle(actor):
        raise NotAllowedError
    application = locked(application_id)
    if not application.is_open:
        raise NotOpenError(
            _("This application is “%(state)s”: there is nothing left to do for the applicant.")
            % {"state": application.get_status_display()}
        )
    notifications.link(application, language=application.language)
    return application


@transaction.atomic
def change_category(*, application_id: int, category: str) -> Application:
    application = locked_draft(application_id)
    application.category = category
    application.save(update_fields=["category", "saved_at"])
    return application


@transaction.atomic
def save_step(
    *, application_id: int, step: str, values: dict[str, Any], is_done: bool
) -> Application:
    """Keep what was answered on a page, whether or not the page is complete.

    `values` has passed the form field by field. Raises NotOpenError, AlreadyKnownError and
    TooEarlyError; then nothing is kept.
    """
    application = locked_draft(application_id)
    fields = [name for name in BY_SLUG[step].fields if name in values]
    for name in fields:
        setattr(application, name, values[name])
    if step == ORGANISATION and application.identifier and "identifier" in values:
        known.check_unknown(
            application, application.country, application.identifier, timezone.localdate()
        )
    done = [slug for slug in application.steps_done if slug != step]
    application.steps_done = [*done, step] if is_done else done
    application.save(update_fields=[*fields, "steps_done", "saved_at"])
    return application


@transaction.atomic
def add_paper(*, application_id: int, file: UploadedFile) -> ApplicationDocument:
    application = locked_draft(application_id)
    document = attach(application, file)
    application.save(update_fields=["saved_at"])
    return document


def attach(application: Application, file: UploadedFile) -> ApplicationDocument:
    """Call it under the application's lock. Raises PaperError, also for a file that is not what
    its name says.
    """
    digest = sha256(file)
    if application.documents.filter(sha256=digest).exists():
        raise PaperError(_("You have sent this paper already."))
    if application.documents.count() >= MOST_PAPERS:
        raise PaperError(
            _("An application holds %(count)s papers at most. Please put some of them together.")
            % {"count": MOST_PAPERS}
        )
    document = ApplicationDocument(
        application=application, file=file, name=(file.name or "")[-200:], sha256=digest
    )
    try:
        document.clean_fields(exclude=["application"])
    except ValidationError as error:
        raise PaperError(" ".join(error.messages)) from error
    document.save()
    return document


@transaction.atomic
def remove_paper(*, application_id: int, document_id: int) -> None:
    """Taken back before the application is sent; the file goes once that is certain."""
    application = locked_draft(application_id)
    document = application.documents.filter(pk=document_id).first()
    if document is None:
        return
    storage, name = document.file.storage, document.file.name
    document.delete()
    application.save(update_fields=["saved_at"])

    def forget() -> None:
        storage.delete(name or "")

    transaction.on_commit(forget, robust=True)
