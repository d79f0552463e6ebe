import datetime as dt
import uuid
from decimal import Decimal

from django.db import transaction
from django.db.models import Max
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from stdnum import iso11649
from stdnum.iso7064 import mod_97_10

from cluster_portal.toolkit.errors import NotAllowedError
from cluster_portal.toolkit.history import actions as history
from cluster_portal.toolkit.numbering import actions as numbering
from cluster_portal.toolkit.states import check_move
from members.accounts.models import User
from members.fees import notifications, policies
from members.fees.errors import (
    AlreadyIssuedError,
    AlreadyReversedError,
    NoFeeTableError,
    NothingToPayError,
    NoticeHasPaymentsError,
    NotReadyToIssueError,
    PaymentError,
    TableIncompleteError,
)
from members.fees.models import (
    FEE_NOTICE_MOVES,
    FEE_TABLE_MOVES,
    SERIES,
    FeeBand,
    FeeEvent,
    FeeNotice,
    FeeNoticeStatus,
    FeeTable,
    FeeTableStatus,
    Payment,
    PaymentMethod,
)
from members.fees.quotes import Quote, quote
from members.organisations import actions as organisations
from members.organisations.models import (
    Association,
    Category,
    Membership,
    MembershipStatus,
    Organisation,
    StatuteRules,
)

DUE_DAYS = 30  # where no rules are in force
LARGEST = Decimal("9999999999.99")


@transaction.atomic
def publish_table(*, table_id: int, actor: User) -> FeeTable:
    """From now on this is what the year costs; the table can no longer be changed."""
    if not policies.can_publish_table(actor):
        raise NotAllowedError
    table = FeeTable.objects.get(pk=table_id)
    rivals = FeeTable.objects.select_for_update().filter(year=table.year).order_by("pk")
    table = next(row for row in rivals if row.pk == table_id)
    check_move(
        FEE_TABLE_MOVES, FeeTableStatus(table.status), FeeTableStatus.PUBLISHED, _("This table")
    )
    if FeeTable.objects.published().filter(year=table.year).exists():
        raise TableIncompleteError(
            _("The year %(year)s has a published fee table already.") % {"year": table.year}
        )
    for category in Category:
        _check_bands(category, table.bands_of(category))
    table.status = FeeTableStatus.PUBLISHED
    table.save(update_fields=["status"])
    history.record(subject=table, kind=FeeEvent.TABLE_PUBLISHED, actor=actor)
    return table


def _check_bands(category: Category, bands: list[FeeBand]) -> None:
    """Every number of staff from none upwards has one fee."""
    expected = 0
    for band in bands:
        if band.staff_from != expected:
            break
        if band.staff_to is None:
            return
        expected = band.staff_to + 1
    raise TableIncompleteError(
        _("“%(category)s” has no fee for %(count)s staff. The bands must begin at 0, follow each "
          "other without a hole, and the last one has no upper end.")
        % {"category": category.label, "count": expected}
    )  # fmt: skip


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
    is_told: bool = True,
) -> FeeNotice:
    """Ask a member for the dues of a year: numbered, frozen and mailed in one transaction.

    The caller answers for the right: it follows from an approval or from the office's own
    permission. `is_told=False` is for callers that write the letter themselves and for history
    that is imported. Raises AlreadyIssuedError, NothingToPayError and NotReadyToIssueError.
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
    sequence = numbering.next_number(series=SERIES, year=day.year)
    notice = FeeNotice.objects.create(
        series=SERIES,
        year=day.year,
        sequence=sequence,
        organisation=membership.organisation,
        membership=membership,
        fee_year=fee_year,
        issued_on=day,
        due_on=day + dt.timedelta(days=rules.fee_due_days if rules else DUE_DAYS),
        currency=fee_quote.currency,
        amount=fee_quote.total,
        lines=[line.as_json() for line in fee_quote.lines],
        payer=_payer(membership.organisation),
        payee=payee,
        payment_reference=payment_reference(SERIES, day.year, sequence),
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
    notice = _locked(notice_id)
    if not policies.can_cancel_notice(actor):
        raise NotAllowedError
    check_move(
        FEE_NOTICE_MOVES,
        FeeNoticeStatus(notice.status),
        FeeNoticeStatus.CANCELLED,
        _("This notice"),
    )
    if _balance(notice) != notice.amount:
        raise NoticeHasPaymentsError(
            _("This notice has payments. Reverse them before you cancel it.")
        )
    notice.status, notice.cancelled_at = FeeNoticeStatus.CANCELLED, timezone.now()
    notice.save(update_fields=["status", "cancelled_at"])
    history.record(subject=notice, kind=FeeEvent.CANCELLED, actor=actor, reason=reason)
    notifications.notice_cancelled(notice, reason=reason)
    return notice


@transaction.atomic
def record_payment(
    *,
    notice_id: int,
    amount: Decimal,
    received_on: dt.date,
    submission_key: uuid.UUID,
    actor: User | None,
    method: str = PaymentMethod.BANK,
    bank_reference: str = "",
    note: str = "",
    currency: str = "",
    is_told: bool = True,
) -> Payment:
    """Money came in. The same `submission_key` gives the first payment back: a double click is one.

    More than is owed is taken as well, since the money is there. When the first notice is settled
    a membership that waits for it begins, on the day the sum was complete. `actor` is None only
    for the portal's own jobs. Raises PaymentError.
    """
    if actor is not None and not policies.can_record_payment(actor):
        raise NotAllowedError
    notice = _locked(notice_id, with_membership=True)
    first = Payment.objects.filter(submission_key=submission_key).first()
    if first is not None:
        if first.notice_id != notice.pk:
            raise PaymentError(_("This form was sent for another notice. Please open it anew."))
        return first
    _check_payment(notice, amount, received_on, currency)
    payment = Payment.objects.create(
        notice=notice,
        amount=amount,
        currency=notice.currency,
        received_on=received_on,
        method=PaymentMethod(method),
        bank_reference=bank_reference,
        note=note,
        submission_key=submission_key,
        recorded_by=actor,
    )
    _record(payment, FeeEvent.PAID, actor, office_note=note)
    if is_told:
        notifications.payment_received(payment, balance=_balance(notice))
    _begin_membership_if_settled(notice, actor)
    return payment


def _check_payment(notice: FeeNotice, amount: Decimal, received_on: dt.date, currency: str) -> None:
    if notice.status == FeeNoticeStatus.CANCELLED:
        raise PaymentError(
            _("This notice is cancelled. Record the payment on the one that replaced it.")
        )
    if currency and currency != notice.currency:
        raise PaymentError(
            _("The notice is in %(wanted)s, the payment in %(given)s.")
            % {"wanted": notice.currency, "given": currency}
        )
    if not 0 < amount <= LARGEST or amount != round(amount, 2):
        raise PaymentError(_("Write an amount above zero, with two decimals at most."))
    if received_on > timezone.localdate():
        raise PaymentError(_("A payment cannot have come in on a day to come."))


def _begin_membership_if_settled(notice: FeeNotice, actor: User | None) -> None:
    membership = notice.membership
    if membership.status != MembershipStatus.AWAITING_PAYMENT or _balance(notice) > 0:
        return
    counted = notice.payments.filter(reverses__isnull=True, reversed_by__isnull=True)
    complete_on = counted.aggregate(day=Max("received_on"))["day"]
    organisations.activate(
        membership_id=membership.pk,
        started_on=complete_on,
        actor=actor,
        reason=_("Fee notice %(number)s is paid.") % {"number": notice.number},
    )


@transaction.atomic
def reverse_payment(*, payment_id: int, actor: User, reason: str) -> Payment:
    """Take a payment back by its opposite. A membership that began with it stays as it is: what
    follows for the member is for the office to decide. Raises AlreadyReversedError.
    """
    if not policies.can_reverse_payment(actor):
        raise NotAllowedError
    payment = Payment.objects.get(pk=payment_id)
    notice = _locked(payment.notice_id)
    if payment.reverses_id is not None:
        raise AlreadyReversedError(
            _("This row is itself a reversal. Record the payment anew instead.")
        )
    if Payment.objects.filter(reverses=payment).exists():
        raise AlreadyReversedError(_("This payment is reversed already."))
    opposite = Payment.objects.create(
        notice=notice,
        amount=-payment.amount,
        currency=payment.currency,
        received_on=timezone.localdate(),
        method=payment.method,
        bank_reference=payment.bank_reference,
        note=reason[:250],
        reverses=payment,
        submission_key=uuid.uuid4(),
        recorded_by=actor,
    )
    _record(opposite, FeeEvent.REVERSED, actor, reason=reason)
    return opposite


def _locked(notice_id: int, *, with_membership: bool = False) -> FeeNotice:
    """The notice under its lock; its membership before it, where that may move too."""
    if with_membership:
        membership_id = FeeNotice.objects.values_list("membership_id", flat=True).get(pk=notice_id)
        Membership.objects.select_for_update(no_key=True).get(pk=membership_id)
    return (
        FeeNotice.objects.select_for_update(of=["self"], no_key=True)
        .select_related("membership", "organisation")
        .get(pk=notice_id)
    )


def _balance(notice: FeeNotice) -> Decimal:
    return FeeNotice.objects.with_balance().values_list("balance", flat=True).get(pk=notice.pk)


def _record(
    payment: Payment,
    kind: FeeEvent,
    actor: User | None,
    *,
    reason: str = "",
    office_note: str = "",
) -> None:
    amount = formats.number_format(payment.amount, decimal_pos=2, force_grouping=True)
    sum_in_words = f"{amount} {payment.currency}"
    history.record(
        subject=payment.notice,
        kind=kind,
        actor=actor,
        reason=f"{sum_in_words}: {reason}" if reason else sum_in_words,
        office_note=office_note,
        changes={
            "payment": ["", f"{payment.amount} {payment.currency}"],
            "received_on": ["", payment.received_on.isoformat()],
        },
    )
