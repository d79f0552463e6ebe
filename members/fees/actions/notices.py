import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from stdnum import iso11649
from stdnum.iso7064 import mod_97_10

from cluster_portal.toolkit.errors import NotAllowedError
from cluster_portal.toolkit.history import actions as history
from cluster_portal.toolkit.numbering import actions as numbering
from cluster_portal.toolkit.states import check_move
from members.accounts.models import User
from members.fees import notifications, policies
from members.fees.actions.locking import locked
from members.fees.errors import (
    AlreadyIssuedError,
    NoFeeTableError,
    NothingToPayError,
    NoticeHasPaymentsError,
    NotReadyToIssueError,
)
from members.fees.models import (
    FEE_NOTICE_MOVES,
    SERIES,
    FeeEvent,
    FeeNotice,
    FeeNoticeStatus,
    FeeTable,
)
from members.fees.quotes import Quote, quote
from members.ledger import actions as ledger
from members.ledger.models import CreditKind, ReceivableKind
from members.organisations.models import (
    Association,
    Membership,
    MembershipStatus,
    Organisation,
    StatuteRules,
)

DUE_DAYS = 30  # where no rules are in force


@transaction.atomic
def issue_notice(
    *,
    membership_id: int,
    fee_year: int,
    fee_quote: Quote,
    actor: User | None,
    issued_on: dt.date | None = None,
    language: str = "",
    reason: str = "",
    instalments: Sequence[tuple[dt.date, Decimal]] = (),
    is_told: bool = True,
) -> FeeNotice:
    """Ask a member for the dues of a year: numbered, frozen and mailed in one transaction.

    `instalments` are days and sums in the quote's currency that come to its total; without them
    all is due on one day, by the statute rules. The caller answers for the right: it follows from
    an approval or from the office's own permission. `is_told=False` is for callers that write the
    letter themselves and for history that is imported.
    Raises AlreadyIssuedError, NothingToPayError and NotReadyToIssueError.
    """
    membership = (
        Membership.objects.select_for_update(of=["self"], no_key=True)
        .select_related("organisation")
        .get(pk=membership_id)
    )
    day = issued_on or timezone.localdate()
    if day > timezone.localdate():
        raise NotReadyToIssueError(_("A notice cannot be issued on a day to come."))
    if membership.status == MembershipStatus.ENDED:
        raise NotReadyToIssueError(_("This membership has ended: it owes no new fee."))
    if membership.fee_notices.filter(fee_year=fee_year, status=FeeNoticeStatus.ISSUED).exists():
        raise AlreadyIssuedError(
            _("%(organisation)s has a fee notice for %(year)s already. Cancel that one first.")
            % {"organisation": membership.organisation, "year": fee_year}
        )
    if fee_quote.total <= 0:
        raise NothingToPayError(_("There is nothing to pay, so no notice is needed."))
    payee = _payee(fee_quote.currency, day)
    rules = StatuteRules.objects.in_force(day)
    due_on = day + dt.timedelta(days=rules.fee_due_days if rules else DUE_DAYS)
    parts = list(instalments) or [(due_on, fee_quote.total)]
    sequence = numbering.next_number(series=SERIES, year=day.year)
    reference = payment_reference(SERIES, day.year, sequence)
    receivable = ledger.open_receivable(
        organisation=membership.organisation,
        kind=ReceivableKind.FEE_NOTICE,
        number=f"{SERIES}-{day.year}-{sequence:04d}",
        currency=fee_quote.currency,
        issued_on=day,
        instalments=parts,
        payment_reference=reference,
    )
    if receivable.amount != fee_quote.total:
        raise NotReadyToIssueError(_("The instalments do not come to the amount of the notice."))
    notice = FeeNotice.objects.create(
        receivable=receivable,
        series=SERIES,
        year=day.year,
        sequence=sequence,
        organisation=membership.organisation,
        membership=membership,
        fee_year=fee_year,
        issued_on=day,
        due_on=receivable.due_on,
        currency=fee_quote.currency,
        amount=fee_quote.total,
        lines=[line.as_json() for line in fee_quote.lines],
        payer=_payer(membership.organisation),
        payee=payee,
        payment_reference=reference,
        language=language or membership.organisation.language,
    )
    history.record(
        subject=notice,
        kind=FeeEvent.ISSUED,
        actor=actor,
        reason=reason,
        changes={"amount": ["", f"{notice.amount} {notice.currency}"]},
    )
    if is_told:
        notifications.notice_issued(notice)
    return notice


@transaction.atomic
def issue_by_table(
    *, membership_id: int, fee_year: int, is_joining: bool, actor: User, reason: str = ""
) -> FeeNotice:
    """The office issues a notice by the table of the year and the size the member declared."""
    if not policies.can_issue_notice(actor):
        raise NotAllowedError
    fee_quote = quote_for_member(
        membership=Membership.objects.select_related("organisation").get(pk=membership_id),
        fee_year=fee_year,
        is_joining=is_joining,
    )
    return issue_notice(
        membership_id=membership_id,
        fee_year=fee_year,
        fee_quote=fee_quote,
        actor=actor,
        reason=reason,
    )


def quote_for_member(*, membership: Membership, fee_year: int, is_joining: bool) -> Quote:
    """What a member pays for a year; raises NoFeeTableError and the errors of quote()."""
    table = FeeTable.objects.published().filter(year=fee_year).first()
    if table is None:
        raise NoFeeTableError(_("No fee table is published for %(year)s.") % {"year": fee_year})
    organisation = membership.organisation
    return quote(
        table=table,
        category=organisation.category,
        staff_count=organisation.staff_count,
        on=timezone.localdate(),
        is_joining=is_joining,
    )


def payment_reference(series: str, year: int, sequence: int) -> str:
    """ISO 11649: RF, two check digits, then the notice's own number, which holds in 21 places."""
    body = f"{series}{year}{sequence:05d}"
    return iso11649.validate(f"RF{mod_97_10.calc_check_digits(body + 'RF')}{body}")


def _payer(organisation: Organisation) -> dict[str, str]:
    names = [
        "legal_name", "display_name", "country", "identifier", "register_number",
        "street", "city", "county", "postal_code",
    ]  # fmt: skip
    return {name: getattr(organisation, name) for name in names}


def _payee(currency: str, on: dt.date) -> dict[str, str]:
    association = Association.objects.first()
    if association is None:
        raise NotReadyToIssueError(
            _("The association's own record is missing: write it in the admin first.")
        )
    account = association.bank_accounts.filter(
        currency=currency, opened_on__lte=on, closed_on__isnull=True
    ).first()
    if account is None:
        raise NotReadyToIssueError(
            _("The association has no open bank account in %(currency)s. Add one to its record, "
              "then issue the notice.")
            % {"currency": currency}
        )  # fmt: skip
    names = [
        "name", "legal_name", "fiscal_code", "register_entries", "street", "city", "county",
        "postal_code", "country", "email", "phone",
    ]  # fmt: skip
    return {name: getattr(association, name) for name in names} | {
        "iban": account.iban,
        "bank": account.bank,
        "bic": account.bic,
    }


@transaction.atomic
def cancel_notice(*, notice_id: int, actor: User, reason: str) -> FeeNotice:
    """The notice is void; its number and its text stay. What was paid for it goes back first."""
    notice = locked(notice_id)
    if not policies.can_cancel_notice(actor):
        raise NotAllowedError
    check_move(
        FEE_NOTICE_MOVES,
        FeeNoticeStatus(notice.status),
        FeeNoticeStatus.CANCELLED,
        _("This notice"),
    )
    if notice.paid:
        raise NoticeHasPaymentsError(
            _("This notice has payments. Reverse them before you cancel it.")
        )
    notice.status, notice.cancelled_at = FeeNoticeStatus.CANCELLED, timezone.now()
    notice.save(update_fields=["status", "cancelled_at"])
    ledger.add_credit(
        receivable_id=notice.receivable_id,
        kind=CreditKind.CANCELLATION,
        amount=notice.amount,
        issued_on=timezone.localdate(),
        reason=reason,
        actor=actor,
    )
    history.record(subject=notice, kind=FeeEvent.CANCELLED, actor=actor, reason=reason)
    notifications.notice_cancelled(notice, reason=reason)
    return notice
