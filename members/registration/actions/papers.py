"""Papers: added until the Board's snapshot is fixed, taken back only while it is a draft."""

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from cluster_portal.toolkit.uploads import sha256
from members.registration.actions.drafts import note_who_filled
from members.registration.actions.locking import by_applicant, closed, locked, locked_draft
from members.registration.errors import PaperError
from members.registration.models import (
    Application,
    ApplicationDocument,
    ApplicationEvent,
    ApplicationStatus,
    PaperKind,
    SectionLink,
)
from members.registration.steps import PAPERS, SIZE

MOST_PAPERS = 10


@transaction.atomic
def add_paper(
    *,
    application_id: int,
    file: UploadedFile,
    kind_id: int | None = None,
    is_size_evidence: bool = False,
    colleague: SectionLink | None = None,
) -> ApplicationDocument:
    """Raises PaperError, and NotOpenError once it is ready for the Board or decided."""
    application = locked(application_id)
    if not application.takes_papers:
        raise closed(application)
    document = attach(application, file, kind_id=kind_id, is_size_evidence=is_size_evidence)
    if application.status == ApplicationStatus.DRAFT:
        note_who_filled(application, SIZE if is_size_evidence else PAPERS, colleague)
        application.save(update_fields=["filled", "saved_at"])
    else:
        by_applicant(application, ApplicationEvent.PAPER_ADDED, reason=document.name)
    return document


def attach(
    application: Application,
    file: UploadedFile,
    *,
    kind_id: int | None = None,
    is_size_evidence: bool = False,
) -> ApplicationDocument:
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
    asked = PaperKind.objects.asked_of(application.category)
    document = ApplicationDocument(
        application=application,
        kind=asked.filter(pk=kind_id).first() if kind_id else None,
        is_size_evidence=is_size_evidence,
        file=file,
        name=(file.name or "")[-200:],
        sha256=digest,
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
