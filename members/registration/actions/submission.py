"""Sending an application in, and taking it back."""

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cluster_portal.toolkit.history import actions as history
from members.fees.errors import NoFeeTableError
from members.fees.models import FeeTable
from members.legal_texts import actions as legal_texts
from members.legal_texts.errors import TextReplacedError
from members.legal_texts.models import Acceptance, LegalText, TextKind
from members.organisations.models import StatuteRules
from members.registration import costs, known, notifications
from members.registration.actions.locking import applicant_label, check, locked, move
from members.registration.errors import IncompleteError, NotAcceptedError
from members.registration.models import (
    Application,
    ApplicationCheck,
    ApplicationEvent,
    ApplicationStatus,
    CheckPoint,
)
from members.registration.steps import ANSWERED, Asked

DECISION_DAYS = 30  # where no rules are in force
ONE_OPEN = "application_one_open_per_identifier"


@transaction.atomic
def submit_application(
    *,
    application_id: int,
    accepts_statute: bool,
    accepts_privacy: bool,
    statute_id: int | None = None,
    privacy_id: int | None = None,
) -> Application:
    """The application goes to the office as it stands now: answers and fee are frozen.

    `statute_id` and `privacy_id` are the texts that were shown; where a text is in force, its
    exact words are accepted. Raises IncompleteError (with the steps that lack something),
    NotAcceptedError, TextReplacedError, AlreadyKnownError, TooEarlyError and the errors of
    quote().
    """
    application = locked(application_id)
    check(application, ApplicationStatus.SUBMITTED)
    today = timezone.localdate()
    table = FeeTable.objects.for_joining(today)
    lacking = Asked(application, table).missing
    if lacking:
        raise IncompleteError(
            _("Something is still missing. Please complete the steps that are marked."),
            [step.slug for step in lacking],
        )
    if not (accepts_statute and accepts_privacy):
        raise NotAcceptedError(
            _("Please accept the statute and confirm that you have read the privacy notice.")
        )
    known.check_unknown(application, application.country, application.identifier, today)
    application.statute_acceptance = _accept(application, TextKind.STATUTE, statute_id)
    application.privacy_acceptance = _accept(application, TextKind.PRIVACY, privacy_id)
    _freeze(application, table, today)
    _save_as_the_only_one(application)
    ApplicationCheck.objects.bulk_create(
        ApplicationCheck(application=application, point=point)
        for point in CheckPoint.objects.asked_of(application.category)
    )
    history.record(
        subject=application,
        kind=ApplicationEvent.SUBMITTED,
        actor_label=applicant_label(application),
        changes={"quoted_amount": ["", str(application.quoted_amount)]},
    )
    notifications.submitted(application)
    notifications.office_has_new_application(application)
    return application


def _accept(application: Application, kind: TextKind, shown_id: int | None) -> Acceptance | None:
    """None where the association has published no such text."""
    in_force = LegalText.objects.in_force(kind)
    if in_force is None:
        return None
    if shown_id not in (None, in_force.pk):
        raise TextReplacedError(
            _("Another version of this text holds by now. Please read it and accept it anew.")
        )
    return legal_texts.accept_text(
        text_id=in_force.pk,
        language=get_language() or application.language,
        person_name=application.contact_name,
        person_email=application.contact_email,
        position=application.contact_job_title,
        organisation_name=application.legal_name,
    )


def _freeze(application: Application, table: FeeTable | None, today: dt.date) -> None:
    if table is None:
        raise NoFeeTableError(
            _("The fees are not published yet, so that an application cannot be sent in. What you "
              "wrote is kept; the office will tell you when it can.")
        )  # fmt: skip
    quoted = costs.quote_for(application, table, today)
    rules = StatuteRules.objects.in_force(today)
    now = timezone.now()
    application.display_name = application.display_name or application.legal_name
    application.fee_table = table
    application.quote = quoted.as_json()
    application.quoted_amount = quoted.total
    application.statute_accepted_at = application.privacy_accepted_at = now
    application.submitted_at = now
    days = rules.decision_days if rules else DECISION_DAYS
    application.decide_by = today + dt.timedelta(days=days)
    application.snapshot = _snapshot(application)


def _snapshot(application: Application) -> dict[str, Any]:
    """What was sent in, whatever happens to the row later; the Board's own is taken when the
    application is ready for it.
    """
    names = ("category", "contact_email", "language", *ANSWERED)
    values = {name: getattr(application, name) for name in names}
    for name in ("founded_on", "staff_counted_on", "turnover_ended_on"):
        values[name] = values[name].isoformat() if values[name] else None
    values["turnover"] = None if application.turnover is None else str(application.turnover)
    papers = application.documents.values_list("name", "sha256")
    return {
        "answers": values,
        "people": list(application.people.values("full_name", "email", "job_title", "roles")),
        "objectives": [str(one) for one in application.objectives.all()],
        "questions": [
            {"question": str(answer.question), "answer": answer.text}
            for answer in application.answers.select_related("question")
        ],
        "papers": [{"name": name, "sha256": digest} for name, digest in papers],
        "quote": application.quote,
    }


def _save_as_the_only_one(application: Application) -> None:
    """The constraint decides between two that are sent in the same moment."""
    try:
        with transaction.atomic():
            move(
                application,
                ApplicationStatus.SUBMITTED,
                "display_name", "fee_table", "quote", "quoted_amount", "statute_accepted_at",
                "privacy_accepted_at", "statute_acceptance", "privacy_acceptance",
                "submitted_at", "decide_by", "snapshot", "saved_at",
            )  # fmt: skip
    except IntegrityError as error:
        if ONE_OPEN in str(error):
            raise known.already_known() from error
        raise


@transaction.atomic
def withdraw_application(*, application_id: int, reason: str = "") -> Application:
    """The applicant takes it back, at any time before the decision."""
    application = locked(application_id)
    was_sent = application.status != ApplicationStatus.DRAFT
    move(application, ApplicationStatus.WITHDRAWN)
    history.record(
        subject=application,
        kind=ApplicationEvent.WITHDRAWN,
        actor_label=applicant_label(application),
        reason=reason,
    )
    notifications.withdrawn(application)
    if was_sent:
        notifications.office_hears_of_withdrawal(application, reason=reason)
    return application
