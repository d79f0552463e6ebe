"""Letters to applicants, in the language they began in, and to the office."""

import datetime as dt
from typing import Any

from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from cluster_portal.toolkit.mail import actions as mail
from members.fees.documents import NoticeDocument
from members.fees.models import FeeNotice
from members.organisations.notifications import tell_office
from members.registration.models import (
    OPEN,
    REMINDED_BEFORE,
    Application,
    InformationRequest,
    SectionLink,
)
from members.registration.steps import BY_SLUG

FOLDER = "members/registration/mail"


def link(application: Application, *, language: str) -> None:
    """The way in; with it come the applicant's other open applications, if there are any."""
    others = (
        Application.objects.filter(contact_email__iexact=application.contact_email, status__in=OPEN)
        .exclude(pk=application.pk)
        .order_by("-saved_at")[:10]
    )
    _to_applicant("link", application, language=language, is_secret=True, others=list(others))


def draft_reminder(application: Application) -> None:
    """Once for each time the draft was left lying."""
    _to_applicant(
        "draft_reminder",
        application,
        is_secret=True,
        key=f"application-{application.pk}-left-{application.saved_at:%Y%m%d%H%M%S}",
        ends_at=max(application.ends_at, _in_a_week()),
    )


def submitted(application: Application) -> None:
    _to_applicant("submitted", application)


def information_requested(request: InformationRequest) -> None:
    _to_applicant(
        "information_requested",
        request.application,
        question=request.question,
        answer_by=request.answer_by,
    )


def question_reminder(request: InformationRequest) -> None:
    """Once for each level."""
    _to_applicant(
        "question_reminder",
        request.application,
        key=f"application-question-{request.pk}-reminder-{request.reminders}",
        request=request,
    )


def expired(application: Application) -> None:
    _to_applicant("expired", application)


def ready(application: Application) -> None:
    _to_applicant("ready", application)


def section_shared(link: SectionLink) -> None:
    """The link is the colleague's way in, so the text is a secret."""
    application = link.application
    with translation.override(link.language):
        why = _("You get this because a colleague wrote your address in an application to join.")
        page = str(BY_SLUG[link.step].label)
        organisation = application.legal_name or _("an organisation")
    mail.send_mail(
        template=f"{FOLDER}/section_shared",
        to_address=link.email,
        to_name=link.full_name,
        language=link.language,
        why=why,
        about=application,
        is_secret=True,
        context={
            "link": link,
            "page": page,
            "organisation": organisation,
            "person": application.contact_name or application.contact_email,
        },
    )


def section_filled(application: Application, link: SectionLink) -> None:
    """Once for each link: later changes show on the applicant's page."""
    with translation.override(application.language):
        page = str(BY_SLUG[link.step].label)
    _to_applicant(
        "section_filled",
        application,
        key=f"application-section-{link.pk}-filled",
        link=link,
        page=page,
    )


def approved(application: Application, notice: FeeNotice | None) -> None:
    _to_applicant(
        "approved",
        application,
        notice=notice,
        document=NoticeDocument(notice) if notice else None,
        membership_status=application.organisation
        and application.organisation.memberships.open().values_list("status", flat=True).first(),
    )


def rejected(application: Application) -> None:
    _to_applicant("rejected", application)


def withdrawn(application: Application) -> None:
    _to_applicant("withdrawn", application)


def office_has_new_application(application: Application) -> None:
    _to_office("office_new", application)


def office_has_answer(request: InformationRequest) -> None:
    _to_office("office_answer", request.application, information=request)


def office_hears_of_withdrawal(application: Application, *, reason: str) -> None:
    _to_office("office_withdrawn", application, reason=reason)


def _to_applicant(
    letter: str,
    application: Application,
    *,
    language: str = "",
    is_secret: bool = False,
    key: str | None = None,
    **context: Any,
) -> None:
    language = language or application.language
    with translation.override(language):
        why = _("You get this because an application to join was begun with this address.")
    mail.send_mail(
        template=f"{FOLDER}/{letter}",
        to_address=application.contact_email,
        to_name=application.contact_name,
        language=language,
        why=why,
        about=application,
        is_secret=is_secret,
        key=key,
        context={"application": application, **context},
    )


def _to_office(letter: str, application: Application, **context: Any) -> None:
    tell_office(
        f"{FOLDER}/{letter}",
        about=application,
        why=_("You get this because applications to join come to the office's address."),
        application=application,
        **context,
    )


def _in_a_week() -> dt.datetime:
    return timezone.now() + REMINDED_BEFORE
