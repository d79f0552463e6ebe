"""A run issues the notices of a year: begun by a person, carried on by the worker."""

import datetime as dt

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from cluster_portal.toolkit.errors import NotAllowedError, PortalError
from cluster_portal.toolkit.history import actions as history
from cluster_portal.toolkit.states import check_move
from members.accounts.models import User
from members.fees import actions as fees
from members.fees.errors import AlreadyIssuedError
from members.organisations.models import Membership
from members.payments import actions as payments
from members.renewals import planning, policies
from members.renewals.errors import NothingToIssueError, RunInProgressError
from members.renewals.models import (
    RUN_MOVES,
    ItemOutcome,
    RenewalEvent,
    RenewalItem,
    RenewalRun,
    RunStatus,
)

JOB = "members.renewals.periodic.carry_on_run"


@transaction.atomic
def begin_run(*, fee_year: int, actor: User, is_told: bool = True) -> RenewalRun:
    """The worker issues the notices; this only says that it shall. A second click, while the
    first run goes on, raises RunInProgressError. Raises NothingToIssueError.
    """
    if not policies.can_issue(actor):
        raise NotAllowedError
    total = planning.candidates(fee_year).count()
    if not total:
        raise NothingToIssueError(
            _("Every member has a notice for %(year)s already.") % {"year": fee_year}
        )
    try:
        with transaction.atomic():
            run = RenewalRun.objects.create(
                fee_year=fee_year,
                issued_on=timezone.localdate(),
                is_told=is_told,
                total=total,
                begun_by=actor,
            )
    except IntegrityError as error:
        raise RunInProgressError(
            _("The run of %(year)s is not finished yet.") % {"year": fee_year}
        ) from error
    history.record(subject=run, kind=RenewalEvent.RUN_BEGUN, actor=actor)
    app.configure_task(JOB, queue="renewals", queueing_lock=f"renewal-{run.pk}").defer(
        run_id=run.pk
    )
    return run


def carry_on(run_id: int) -> int:
    """Issue what is left, one membership a transaction; safe to stop anywhere, to start again and
    to run twice at once. Returns how many notices this call issued.
    """
    run = RenewalRun.objects.get(pk=run_id)
    if run.status == RunStatus.DONE:
        return 0
    issued = 0
    for key in list(planning.candidates(run.fee_year).values_list("pk", flat=True)):
        item = bill(run_id=run_id, membership_id=key)
        issued += item is not None and item.outcome == ItemOutcome.ISSUED
    finish_run(run_id=run_id)
    return issued


@transaction.atomic
def bill(*, run_id: int, membership_id: int) -> RenewalItem | None:
    """One member's notice, or why there is none. None when another worker was here."""
    membership = (
        Membership.objects.select_for_update(of=["self"], no_key=True)
        .select_related("organisation")
        .get(pk=membership_id)
    )
    run = RenewalRun.objects.select_related("begun_by").get(pk=run_id)
    if run.status == RunStatus.DONE or run.items.filter(membership=membership).exists():
        return None
    planned = planning.plan_for(membership, run.fee_year)
    values = {"run": run, "membership": membership, "amount": planned.amount}
    if planned.quote is None:
        return RenewalItem.objects.create(
            **values, outcome=ItemOutcome.SKIPPED, reason=planned.reason[:400]
        )
    try:
        with transaction.atomic():
            notice = fees.issue_notice(
                membership_id=membership.pk,
                fee_year=run.fee_year,
                fee_quote=planned.quote,
                actor=run.begun_by,
                is_told=run.is_told,
            )
    except AlreadyIssuedError:
        return None
    except PortalError as error:
        return RenewalItem.objects.create(
            **values, outcome=ItemOutcome.SKIPPED, reason=str(error)[:400]
        )
    payments.use_credit(organisation_id=membership.organisation_id, actor=None)
    return RenewalItem.objects.create(
        **values, outcome=ItemOutcome.ISSUED, notice=notice, reason=planned.reason[:400]
    )


@transaction.atomic
def finish_run(*, run_id: int) -> RenewalRun:
    """Safe to call twice."""
    run = RenewalRun.objects.select_for_update().get(pk=run_id)
    if run.status == RunStatus.DONE:
        return run
    check_move(RUN_MOVES, RunStatus(run.status), RunStatus.DONE, _("This run"))
    run.status, run.done_at = RunStatus.DONE, timezone.now()
    run.save(update_fields=["status", "done_at"])
    history.record(subject=run, kind=RenewalEvent.RUN_DONE)
    return run


def unfinished(before: dt.datetime) -> list[int]:
    """Runs that nobody carries on: their worker was killed."""
    rows = RenewalRun.objects.filter(status=RunStatus.ISSUING, begun_at__lt=before)
    return list(rows.values_list("pk", flat=True))
