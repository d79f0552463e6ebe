import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Q
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
from members.fees.actions.locking import locked
from members.fees.actions.quoting import quote_for_member
from members.fees.documents import Sheet, pro_forma_of
from members.fees.errors import (
    AlreadyIssuedError,
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
from members.fees.quotes import Payable, Quote, payables
from members.ledger import actions as ledger
from members.ledger.models import CreditKind, ReceivableKind
from members.organisations.models import (
    Association,
    Membership,
    Organisation,
    StatuteRules,
)

DUE_DAYS = 30  # where no rules are in force


@transaction.atomic
def issue_notice(
    *,
    membership_id: int,
    fee_quote: Quote,
    actor: User | None,
    fee_year: int | None = None,
    issued_on: dt.date | None = None,
    language: str = "",
    reason: str = "",
    instalments: Sequence[tuple[dt.date, Decimal]] = (),
    is_told: bool = True,
) -> FeeNotice:
    """Ask a member for the dues of a year: numbered, frozen and mailed in one transaction.

    The year is the quote's, unless another is named. `instalments` are days and sums in the
    quote's currency that come to its total; without them the quote's own parts, and where it has
    none all is due on one day, by the statute rules. The caller answers for the right: it follows
    from an approval or from the office's own permission. `is_told=False` is for callers that write
    the letter themselves and for history that is imported.
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
    fee_quote = fee_quote.issued_on(day)
    year = fee_year or fee_quote.fee_year or day.year
    _check_not_over(membership, max(day, dt.date(year, 1, 1)))
    until = _covers_until(fee_quote, year)
    _check_not_issued(membership, year, until)
    if fee_quote.total <= 0:
        raise NothingToPayError(_("There is nothing to pay, so no notice is needed."))
    payee = payee_of(fee_quote.currency, fee_quote.payable, day)
    parts = list(instalments) or [(part.due_on, part.amount) for part in fee_quote.parts]
    parts = parts or [(due_day(day), fee_quote.total)]
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
        fee_year=year,
        covers_until=until,
        issued_on=day,
        due_on=receivable.due_on,
        currency=fee_quote.currency,
        amount=fee_quote.total,
        lines=[line.as_json() for line in fee_quote.lines],
        quote=fee_quote.as_json(),
        payer=payer_of(membership.organisation),
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
        membership_id=membership_id, fee_quote=fee_quote, actor=actor, reason=reason
    )


def pro_forma(*, membership: Membership, fee_year: int, is_joining: bool) -> Sheet:
    """What the notice of a year would say today. Nothing is numbered, kept or owed. Raises the
    errors of quoting and NotReadyToIssueError.
    """
    fee_quote = quote_for_member(membership=membership, fee_year=fee_year, is_joining=is_joining)
    today = timezone.localdate()
    return pro_forma_of(
        fee_quote,
        payer=payer_of(membership.organisation),
        payee=payee_of(fee_quote.currency, fee_quote.payable, today),
        fee_year=fee_year,
        on=today,
        language=membership.organisation.language,
    )


def _check_not_over(membership: Membership, on: dt.date) -> None:
    """Who leaves in the course of a year owes its fee; who has left by its first day does not."""
    if membership.ended_on is None or membership.ended_on > on:
        return
    if membership.leaves_on is None:
        raise NotReadyToIssueError(_("This membership has ended: it owes no new fee."))
    raise NotReadyToIssueError(
        _("This membership ends on %(day)s: it owes no fee for a year that begins later.")
        % {"day": formats.date_format(membership.leaves_on, "j F Y")}
    )


def _check_not_issued(membership: Membership, year: int, until: dt.date) -> None:
    """No year is asked for twice, also where a notice covers several."""
    issued = membership.fee_notices.filter(
        status=FeeNoticeStatus.ISSUED, fee_year__lte=until.year
    ).filter(
        Q(fee_year__gte=year) | Q(covers_until__gte=dt.date(year, 1, 1))
    )  # fmt: skip
    if issued.exists():
        raise AlreadyIssuedError(
            _("%(organisation)s has a fee notice for %(year)s already. Cancel that one first.")
            % {"organisation": membership.organisation, "year": year}
        )


def _covers_until(fee_quote: Quote, year: int) -> dt.date:
    """The last day of the last year that is paid for."""
    if fee_quote.covers_until is None or fee_quote.fee_year is None:
        return dt.date(year, 12, 31)
    return dt.date(year + fee_quote.covers_until.year - fee_quote.fee_year, 12, 31)


def due_day(issued_on: dt.date) -> dt.date:
    """By the statute rules of the day of issue."""
    rules = StatuteRules.objects.in_force(issued_on)
    return issued_on + dt.timedelta(days=rules.fee_due_days if rules else DUE_DAYS)


def payment_reference(series: str, year: int, sequence: int) -> str:
    """ISO 11649: RF, two check digits, then the notice's own number, which holds in 21 places."""
    body = f"{series}{year}{sequence:05d}"
    return iso11649.validate(f"RF{mod_97_10.calc_check_digits(body + 'RF')}{body}")


def payer_of(organisation: Organisation) -> dict[str, str]:
    """By its legal name and seat, or what it wants on its documents instead."""
    names = ("display_name", "identifier", "register_number")
    place = ("street", "city", "county", "postal_code")
    own = {name: getattr(organisation, f"billing_{name}") for name in place}
    address = own if any(own.values()) else {name: getattr(organisation, name) for name in place}
    return {
        "legal_name": organisation.billing_name or organisation.legal_name,
        "country": (organisation.billing_country if address is own else "") or organisation.country,
        **{name: getattr(organisation, name) for name in names},
        **address,
    }


def check_ready(table: FeeTable, on: dt.date) -> None:
    """Whether a notice by this table could be issued on a day. Raises NotReadyToIssueError."""
    payee_of(table.currency, payables(table, Decimal(1), on), on)


def payee_of(currency: str, payable: Sequence[Payable], on: dt.date) -> dict[str, Any]:
    """The association with its account in a notice's currency, and those in the others that it
    may be paid in. Raises NotReadyToIssueError.
    """
    association = Association.objects.first()
    if association is None:
        raise NotReadyToIssueError(
            _("The association's own record is missing: write it in the admin first.")
        )
    lacking = [row.currency for row in payable if row.amount is None and row.is_fixed]
    if lacking:
        raise NotReadyToIssueError(
            _("Enter the National Bank's rate of %(day)s for %(currency)s first: the table says "
              "that the notice may be paid in %(payable)s.")
            % {"day": formats.date_format(on, "j F Y"), "currency": currency,
               "payable": ", ".join(lacking)}
        )  # fmt: skip
    names = [
        "name", "legal_name", "fiscal_code", "register_entries", "street", "city", "county",
        "postal_code", "country", "email", "phone",
    ]  # fmt: skip
    others = [
        _account(association, row.currency, on) | {"currency": row.currency} for row in payable
    ]
    main = _account(association, currency, on)
    return {name: getattr(association, name) for name in names} | main | {"others": others}


def _account(association: Association, currency: str, on: dt.date) -> dict[str, str]:
    account = association.bank_accounts.filter(
        currency=currency, opened_on__lte=on, closed_on__isnull=True
    ).first()
    if account is None:
        raise NotReadyToIssueError(
            _("The association has no open bank account in %(currency)s. Add one to its record, "
              "then issue the notice.")
            % {"currency": currency}
        )  # fmt: skip
    return {"iban": account.iban, "bank": account.bank, "bic": account.bic}


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
