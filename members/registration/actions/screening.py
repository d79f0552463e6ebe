"""What the office does between the day it is sent in and the Board: look, check, ask, hand on."""

import datetime as dt
import hashlib
import json
from collections.abc import Collection, Sequence

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cluster_portal.toolkit.history import actions as history
from cluster_portal.toolkit.policies import demand
from members.accounts.models import User
from members.fees.models import FeeTable
from members.registration import notifications, policies, summary
from members.registration.actions.locking import applicant_label, locked, move
from members.registration.actions.papers import attach
from members.registration.errors import DecisionError, NotOpenError, NotReadyError
from members.registration.models import (
    Application,
    ApplicationEvent,
    ApplicationStatus,
    BoardSnapshot,
    InformationRequest,
    last_day_to_answer,
)
from members.registration.steps import Asked

S = ApplicationStatus


@transaction.atomic
def begin_screening(*, application_id: int, actor: User) -> Application:
    demand(policies.can_handle, actor)
    application = locked(application_id)
    _begin(application, actor)
    return application


def _begin(application: Application, actor: User | None) -> None:
    move(application, S.SCREENING)
    history.record(subject=application, kind=ApplicationEvent.SCREENING, actor=actor)


def _begin_if_new(application: Application, actor: User | None) -> None:
    """Whoever asks or checks has begun to look."""
    if application.status == S.SUBMITTED:
        _begin(application, actor)


@transaction.atomic
def tick_checks(*, application_id: int, done: Collection[int], actor: User) -> Application:
    """Exactly these checks are done; those that were keep their day and their name."""
    demand(policies.can_handle, actor)
    application = locked(application_id)
    _begin_if_new(application, actor)
    if application.status not in (S.SCREENING, S.INFO_REQUESTED):
        raise NotOpenError(
            _("The checklist is closed: the application is “%(state)s”.")
            % {"state": application.get_status_display()}
        )
    now, changes = timezone.now(), {}
    for check in application.checks.select_related("point"):
        is_done = check.pk in done
        if is_done == (check.done_at is not None):
            continue
        check.done_at, check.done_by = (now, actor) if is_done else (None, None)
        check.save(update_fields=["done_at", "done_by"])
        changes[str(check.point)] = ["", _("done")] if is_done else [_("done"), ""]
    if changes:
        history.record(
            subject=application,
            kind=ApplicationEvent.CHECKED,
            actor=actor,
            changes=changes,
            is_internal=True,
        )
    return application


@transaction.atomic
def request_information(
    *, application_id: int, question: str, actor: User, answer_by: dt.date | None = None
) -> InformationRequest:
    """Ask the applicant for more. The day by which the Board decides does not move; past
    `answer_by` the application expires, after its reminders.
    """
    demand(policies.can_handle, actor)
    application = locked(application_id)
    today = timezone.localdate()
    if answer_by is not None and answer_by < today:
        raise DecisionError(_("The day of the answer is over. Choose one to come."))
    _begin_if_new(application, actor)
    move(application, S.INFO_REQUESTED)
    request = InformationRequest.objects.create(
        application=application,
        question=question,
        asked_by=actor,
        answer_by=answer_by or last_day_to_answer(),
    )
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
    demand(policies.can_handle, actor)
    application = locked(application_id)
    request = application.information_requests.filter(answered_at__isnull=True).first()
    if application.status != S.INFO_REQUESTED or request is None:
        raise NotOpenError(_("No question of the office is open on this application."))
    for paper in papers:
        attach(application, paper)
    request.answer, request.answered_at = answer, timezone.now()
    request.save(update_fields=["answer", "answered_at"])
    move(application, S.SCREENING)
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


def lacking_for_board(application: Application) -> list[str]:
    """What keeps it from the Board, in words: open checks and papers that have not come."""
    asked = Asked(application, None)
    checks = application.checks.filter(point__is_required=True, done_at__isnull=True)
    return [
        *(str(check.point) for check in checks.select_related("point")),
        *(_("Paper: %(name)s") % {"name": kind} for kind in asked.papers_before_board),
    ]


@transaction.atomic
def mark_ready(*, application_id: int, actor: User) -> BoardSnapshot:
    """Hand it to the Board: what it sees is fixed now. Raises NotReadyError while the checklist
    or a paper that the Board needs is open.
    """
    demand(policies.can_handle, actor)
    application = locked(application_id)
    _begin_if_new(application, actor)
    move(application, S.READY)
    lacking = lacking_for_board(application)
    if lacking:
        raise NotReadyError(
            _("Still open before the Board can decide: %(points)s.")
            % {"points": "; ".join(lacking)},
            lacking,
        )
    snapshot = take_snapshot(application)
    history.record(
        subject=application,
        kind=ApplicationEvent.READY,
        actor=actor,
        changes={"sha256": ["", snapshot.sha256]},
    )
    notifications.ready(application)
    return snapshot


def take_snapshot(application: Application) -> BoardSnapshot:
    content = summary.for_the_board(application, FeeTable.objects.for_joining(timezone.localdate()))
    words = json.dumps(content, ensure_ascii=False, sort_keys=True)
    return BoardSnapshot.objects.create(
        application=application,
        content=content,
        sha256=hashlib.sha256(words.encode()).hexdigest(),
    )


@transaction.atomic
def send_back(*, application_id: int, actor: User, reason: str) -> Application:
    """Out of the Board's papers again: something must be looked at once more. The snapshot stays;
    a new one is taken when it is ready again.
    """
    demand(policies.can_handle, actor)
    application = locked(application_id)
    if application.status != S.READY:
        raise NotOpenError(_("This application is not among the Board's papers."))
    move(application, S.SCREENING)
    history.record(subject=application, kind=ApplicationEvent.SENT_BACK, actor=actor, reason=reason)
    return application
