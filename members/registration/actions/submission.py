"""Sending an application in, and taking it back."""

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cluster_portal.toolkit.history import actions as history
from members.fees.errors import NoFeeTableError
from members.fees.models import FeeTable
from members.fees.quotes import quote
from members.organisations.models import StatuteRules
from members.registration import known, notifications
from members.registration.actions.locking import applicant_label, check, locked
from members.registration.errors import IncompleteError, NotAcceptedError
from members.registration.models import Application, ApplicationEvent, ApplicationStatus
from members.registration.steps import ANSWERED, missing

DECISION_DAYS = 30  # where no rules are in force
ONE_OPEN = "application_one_open_per_identifier"


@transaction.atomic
def submit_application(
    *, application_id: int, accepts_statute: bool, accepts_privacy: bool
) -> Application:
    """The application goes to the Board as it stands now: answers and fee are frozen.

    Raises IncompleteError (with the steps that lack something), NotAcceptedError,
    AlreadyKnownError, TooEarlyError and the errors of quote().
    """
    application = locked(application_id)
    check(application, ApplicationStatus.SUBMITTED)
    today = timezone.localdate()
    table = FeeTable.objects.for_joining(today)
    lacking = missing(application, table)
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
    _freeze(application, table, today)
    _save_as_the_only_one(application)
    history.record(
        subject=application,
        kind=ApplicationEvent.SUBMITTED,
        actor_label=applicant_label(application),
        changes={"quoted_amount": ["", str(application.quoted_amount)]},
    )
    notifications.submitted(application)
    notifications.office_has_new_application(application)
    return application


def _freeze(application: Application, table: FeeTable | None, today: dt.date) -> None:
    if table is None:
        raise NoFeeTableError(
            _("The fees are not published yet, so that an application cannot be sent in. What you "
              "wrote is kept; the office will tell you when it can.")
        )  # fmt: skip
    quoted = quote(
        table=table,
        category=application.category,
        staff_count=application.staff_count,
        on=today,
    )
    rules = StatuteRules.objects.in_force(today)
    now = timezone.now()
    application.status = ApplicationStatus.SUBMITTED
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
    """What the Board decides on, whatever happens to the row later."""
    names = ("category", "contact_email", "language", *ANSWERED)
    values = {name: getattr(application, name) for name in names}
    if application.staff_counted_on:
        values["staff_counted_on"] = application.staff_counted_on.isoformat()
    papers = application.documents.values_list("name", "sha256")
    return {
        "answers": values,
        "papers": [{"name": name, "sha256": digest} for name, digest in papers],
        "quote": application.quote,
    }


def _save_as_the_only_one(application: Application) -> None:
    """The constraint decides between two that are sent in the same moment."""
    try:
        with transaction.atomic():
            application.save(
                update_fields=[
                    "status", "display_name", "fee_table", "quote", "quoted_amount",
                    "statute_accepted_at", "privacy_accepted_at", "submitted_at", "decide_by",
                    "snapshot", "saved_at",
                ]
            )  # fmt: skip
    except IntegrityError as error:
        if ONE_OPEN in str(error):
            raise known.already_known() from error
        raise


@transaction.atomic
def withdraw_application(*, application_id: int, reason: str = "") -> Application:
    """The applicant takes it back, at any time before the decision."""
    application = locked(application_id)
    check(application, ApplicationStatus.WITHDRAWN)
    was_sent = application.status != ApplicationStatus.DRAFT
    application.status = ApplicationStatus.WITHDRAWN
    application.save(update_fields=["status"])
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
