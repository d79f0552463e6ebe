"""What the office asks, and what the Board decides."""

import datetime as dt
from collections.abc import Sequence

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cluster_portal.toolkit.errors import NotAllowedError
from cluster_portal.toolkit.history import actions as history
from members.accounts.models import User
from members.fees import actions as fees
from members.fees.models import FeeNotice
from members.fees.quotes import Quote
from members.organisations import actions as organisations
from members.organisations.models import Membership, MembershipStatus, StatuteRules
from members.registration import notifications, policies
from members.registration.actions.drafts import attach
from members.registration.actions.locking import applicant_label, check, locked
from members.registration.errors import DecisionError, NotOpenError
from members.registration.models import (
    Application,
    ApplicationEvent,
    ApplicationStatus,
    InformationRequest,
)

REAPPLY_DAYS = 365  # where no rules are in force


@transaction.atomic
def request_information(*, application_id: int, question: str, actor: User) -> InformationRequest:
    """Ask the applicant for more. The day by which the Board decides does not move."""
    if not policies.can_handle(actor):
        raise NotAllowedError
    application = locked(application_id)
    check(application, ApplicationStatus.INFO_REQUESTED)
    request = InformationRequest.objects.create(
        application=application, question=question, asked_by=actor
    )
    application.status = ApplicationStatus.INFO_REQUESTED
    application.save(update_fields=["status"])
    history.record(subject=application, kind=ApplicationEvent.ASKED, actor=actor, reason=question)
    notifications.information_requested(request)
    return request


@transaction.atomic
def answer_information(
    *,
    application_id: int,
    answer: str,
    papers: Sequence[UploadedFile] = (),
    actor: User | None = None,
) -> InformationRequest:
    """The applicant answers by the link, or the office writes down (`actor`) what it was told.

    Raises NotOpenError when nothing is asked, PaperError.
    """
    if actor is not None and not policies.can_handle(actor):
        raise NotAllowedError
    application = locked(application_id)
    request = application.information_requests.filter(answered_at__isnull=True).first()
    if application.status != ApplicationStatus.INFO_REQUESTED or request is None:
        raise NotOpenError(_("No question of the office is open on this application."))
    for paper in papers:
        attach(application, paper)
    request.answer, request.answered_at = answer, timezone.now()
    request.save(update_fields=["answer", "answered_at"])
    application.status = ApplicationStatus.SUBMITTED
    application.save(update_fields=["status"])
    history.record(
        subject=application,
        kind=ApplicationEvent.ANSWERED,
        actor=actor,
        actor_label="" if actor else applicant_label(application),
        reason=answer,
    )
    if actor is None:
        notifications.office_has_answer(request)
    return request


@transaction.atomic
def approve_application(
    *,
    application_id: int,
    actor: User,
    decision_reference: str,
    decided_on: dt.date,
    reason: str = "",
) -> Membership:
    """Carry out the Board's yes, all of it or nothing: the organisation with its membership and
    first person, the first fee notice over what was quoted, the letter that says how to go on.

    Raises DecisionError, IllegalTransitionError and the errors of admitting and of issuing.
    """
    if not policies.can_decide(actor):
        raise NotAllowedError
    application = locked(application_id)
    check(application, ApplicationStatus.APPROVED)
    _check_day(application, decided_on)
    membership = organisations.admit(
        new_member=_new_member(application),
        contact=_contact(application),
        decision_reference=decision_reference,
        approved_on=decided_on,
        actor=actor,
        reason=reason,
    )
    notice = _first_notice(application, membership, actor)
    application.status = ApplicationStatus.APPROVED
    application.organisation = membership.organisation
    _decide(application, decided_on, decision_reference, reason)
    history.record(
        subject=application,
        kind=ApplicationEvent.APPROVED,
        actor=actor,
        reason=reason,
        changes={"decision": ["", decision_reference], "decided_on": ["", decided_on.isoformat()]},
    )
    notifications.approved(application, notice)
    return membership


def _first_notice(
    application: Application, membership: Membership, actor: User
) -> FeeNotice | None:
    """Over the frozen quote. Where nothing is to be paid, the membership begins at once."""
    fee_quote = fees.quote_at_joining(
        membership=membership,
        frozen=Quote.from_json(application.quote or {}),
        begins_on=membership.started_on or timezone.localdate(),
    )
    if fee_quote.total == 0:
        if membership.status == MembershipStatus.AWAITING_PAYMENT:
            organisations.activate(
                membership_id=membership.pk,
                started_on=membership.approved_on,
                actor=actor,
                reason=_("No fee is due."),
            )
        return None
    begins = membership.started_on or timezone.localdate()
    return fees.issue_notice(
        membership_id=membership.pk,
        fee_year=fee_quote.fee_year or begins.year,
        fee_quote=fee_quote,
        actor=actor,
        language=application.language,
        is_told=False,
    )


def _new_member(application: Application) -> organisations.NewMember:
    return organisations.NewMember(
        category=application.category,
        legal_name=application.legal_name,
        display_name=application.display_name,
        country=application.country,
        identifier=application.identifier,
        register_number=application.register_number,
        street=application.street,
        city=application.city,
        county=application.county,
        postal_code=application.postal_code,
        website=application.website,
        staff_count=application.staff_count,
        staff_counted_on=application.staff_counted_on,
        language=application.language,
    )


def _contact(application: Application) -> organisations.NewContact:
    return organisations.NewContact(
        full_name=application.contact_name,
        email=application.contact_email,
        job_title=application.contact_job_title,
        phone=application.contact_phone,
        language=application.language,
    )


@transaction.atomic
def reject_application(
    *,
    application_id: int,
    actor: User,
    reason: str,
    decision_reference: str,
    decided_on: dt.date,
    office_note: str = "",
) -> Application:
    """Carry out the Board's no. `reason` is told to the applicant, `office_note` is not."""
    if not policies.can_decide(actor):
        raise NotAllowedError
    application = locked(application_id)
    check(application, ApplicationStatus.REJECTED)
    _check_day(application, decided_on)
    rules = StatuteRules.objects.in_force(decided_on)
    days = rules.reapply_days if rules else REAPPLY_DAYS
    application.status = ApplicationStatus.REJECTED
    application.may_reapply_on = decided_on + dt.timedelta(days=days)
    _decide(application, decided_on, decision_reference, reason)
    history.record(
        subject=application,
        kind=ApplicationEvent.REJECTED,
        actor=actor,
        reason=reason,
        office_note=office_note,
        changes={"decision": ["", decision_reference], "decided_on": ["", decided_on.isoformat()]},
    )
    notifications.rejected(application)
    return application


def _check_day(application: Application, decided_on: dt.date) -> None:
    if decided_on > timezone.localdate():
        raise DecisionError(_("The Board cannot have decided on a day to come."))
    sent = application.submitted_at
    if sent is not None and decided_on < timezone.localdate(sent):
        raise DecisionError(_("The Board cannot have decided before the application was sent in."))


def _decide(application: Application, decided_on: dt.date, reference: str, reason: str) -> None:
    application.decided_at, application.decided_on = timezone.now(), decided_on
    application.decision_reference, application.decision_reason = reference, reason
    application.save(
        update_fields=[
            "status", "organisation", "decided_at", "decided_on", "decision_reference",
            "decision_reason", "may_reapply_on",
        ]
    )  # fmt: skip
