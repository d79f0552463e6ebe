"""A match becomes rows of the ledger. The caller holds the line and answers for the right."""

import datetime as dt
import uuid
from collections.abc import Sequence
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _

from members.accounts.models import User
from members.banking.errors import NothingToPostError
from members.banking.formats.amounts import real_iban
from members.banking.matching.evidence import Kind
from members.banking.matching.outcome import Proposal
from members.banking.matching.texts import name_key
from members.banking.models import (
    LinePosting,
    Match,
    MatchKind,
    StatementLine,
)
from members.ledger.models import Allocation, Payment
from members.organisations import actions as organisations
from members.organisations.models import AccountSource, Organisation
from members.payments import actions as payments

KEYS = uuid.UUID("6f6f2b9e-6a0b-5d6e-9a53-2f6f0f7a4c11")
A_MOMENT = dt.timedelta(seconds=30)
OWN_NAME = frozenset({Kind.NAME.value, Kind.CUT_NAME.value})


def key_of(line: StatementLine, part: int) -> uuid.UUID:
    """Of what this line posts: the same for every worker and after every restart, another one
    once an earlier posting was undone.
    """
    undone = line.postings.filter(undone_at__isnull=False).count()
    return uuid.uuid5(KEYS, f"{line.pk}/{undone}/{part}")


def incoming(line: StatementLine, proposal: Proposal) -> payments.Incoming:
    """For a new line, whose first posting this is."""
    return payments.Incoming(
        organisation_id=proposal.organisation_id,
        amount=line.amount,
        currency=line.currency,
        received_on=line.booked_on,
        submission_key=uuid.uuid5(KEYS, f"{line.pk}/0/0"),
        bank_reference=line.bank_reference,
        payer_name=line.other_name,
        payer_iban=line.other_iban,
        note=" ".join(line.details.split()),
        shares=tuple((share.receivable_id, share.amount) for share in proposal.shares),
        rate=proposal.rate,
    )


def teaches(line: StatementLine, match: Match) -> bool:
    """The payer is named like the organisation, so that the account is its own."""
    return bool(line.other_iban) and any(reason.get("code") in OWN_NAME for reason in match.reasons)


def post(line: StatementLine, match: Match, actor: User | None, *, is_told: bool) -> None:
    """Raises what the ledger raises; then nothing of it stays."""
    if match.kind == MatchKind.REVERSAL:
        assert match.payment_id is not None  # noqa: S101 - the database refuses it otherwise
        reason = _("The bank took the transfer back on %(day)s.") % {"day": line.booked_on}
        opposite = payments.reverse_payment(
            payment_id=match.payment_id, actor=actor, reason=reason
        )  # fmt: skip
        _posting(line, opposite, match)
    elif match.kind == MatchKind.REFUND:
        _refund(line, match, actor, is_told=is_told)
    else:
        if line.amount <= 0:
            raise NothingToPostError(_("Money that went out is no payment of a member."))
        shares = [(int(pk), Decimal(amount)) for pk, amount in match.shares]
        payment = record(
            line, match.organisation_id, line.amount, shares, match.rate, actor, 0, is_told=is_told
        )  # fmt: skip
        _posting(line, payment, match, teaches=teaches(line, match), is_told=is_told)


def record(
    line: StatementLine,
    organisation_id: int,
    amount: Decimal,
    shares: Sequence[tuple[int, Decimal]] | None,
    rate: Decimal | None,
    actor: User | None,
    part: int,
    *,
    is_told: bool,
) -> Payment:
    return payments.record_payment(
        organisation_id=organisation_id,
        amount=amount,
        currency=line.currency,
        received_on=line.booked_on,
        submission_key=key_of(line, part),
        actor=actor,
        bank_reference=line.bank_reference[:80],
        payer_name=line.other_name,
        payer_iban=line.other_iban,
        note=" ".join(line.details.split())[:250],
        allocations=shares,
        rate=rate,
        is_told=is_told,
    )


def post_part(
    line: StatementLine,
    organisation: Organisation,
    amount: Decimal,
    shares: Sequence[tuple[int, Decimal]] | None,
    rate: Decimal | None,
    actor: User,
    part: int,
) -> Payment:
    """What a person decided. It teaches the payer's account where the payer is named like the
    organisation, or is not named at all.
    """
    payment = record(line, organisation.pk, amount, shares, rate, actor, part, is_told=True)
    names = {name_key(organisation.legal_name), name_key(organisation.display_name)}
    is_own = not line.other_name or name_key(line.other_name) in names
    _posting(line, payment, None, teaches=is_own, is_told=True)
    if is_own and real_iban(line.other_iban):
        organisations.know_account(
            organisation_id=organisation.pk,
            iban=line.other_iban,
            source=AccountSource.STATEMENT,
            actor=None,
            seen_on=line.booked_on,
        )
    return payment


def _posting(
    line: StatementLine,
    payment: Payment,
    match: Match | None,
    *,
    teaches: bool = False,
    is_told: bool = True,
) -> None:
    LinePosting.objects.create(
        line=line,
        payment=payment,
        match=match,
        teaches=teaches and bool(line.other_iban),
        told_at=timezone.now() if is_told else None,
    )


def _refund(line: StatementLine, match: Match, actor: User | None, *, is_told: bool) -> None:
    """Out of the organisation's free money in this currency, the oldest first."""
    left = -line.amount
    money = Payment.objects.with_money_left().filter(
        organisation=match.organisation_id, currency=line.currency, received_on__lte=line.booked_on
    )
    for part, payment in enumerate(list(money)):
        if left <= 0:
            break
        amount = min(left, payment.free)
        refund = payments.refund(
            payment_id=payment.pk,
            amount=amount,
            paid_on=line.booked_on,
            submission_key=key_of(line, part),
            actor=actor,
            bank_reference=line.bank_reference[:80],
            note=" ".join(line.details.split())[:250],
            is_told=is_told,
        )
        _posting(line, refund, match, is_told=is_told)
        left -= amount
    if left > 0:
        raise NothingToPostError(
            _("The organisation has not so much credit; record first what it is paid back for.")
        )


def take_back(posting: LinePosting, actor: User, reason: str) -> None:
    """By the opposite in the ledger. What was taken back there already stays so."""
    payment = posting.payment
    if payment.reverses_id is not None:
        _restore(posting.line, payment, actor, reason)
    elif not Payment.objects.filter(reverses=payment).exists():
        payments.reverse_payment(payment_id=payment.pk, actor=actor, reason=reason)
    posting.undone_at = timezone.now()
    posting.save(update_fields=["undone_at"])


def _restore(line: StatementLine, opposite: Payment, actor: User, reason: str) -> None:
    """A reversal is not reversed: the payment it took back is recorded anew, against the same
    documents as far as they still owe.
    """
    first = opposite.reverses
    assert first is not None  # noqa: S101 - asked by the caller
    then = (opposite.recorded_at - A_MOMENT, opposite.recorded_at)  # one transaction did both
    taken_off = Allocation.objects.filter(
        payment=first, reverses=None, reversed_by__made_at__range=then
    )
    shares = [(one.receivable_id, one.amount) for one in taken_off.order_by("pk")]
    anew = payments.record_payment(
        organisation_id=first.organisation_id,
        amount=first.amount,
        currency=first.currency,
        received_on=first.received_on,
        submission_key=uuid.uuid5(KEYS, f"{line.pk}/restored/{opposite.pk}"),
        actor=actor,
        bank_reference=first.bank_reference,
        payer_name=first.payer_name,
        payer_iban=first.payer_iban,
        note=reason[:250],
        allocations=shares,
        rate=next((one.rate for one in taken_off if one.rate), None),
        is_told=False,
    )
    came_from = LinePosting.objects.filter(payment=first).first()
    if came_from is not None:
        LinePosting.objects.create(
            line=came_from.line, payment=anew, teaches=came_from.teaches, told_at=timezone.now()
        )
