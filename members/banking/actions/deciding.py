"""What people decide about lines of the queue, and how it is undone."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cluster_portal.toolkit.errors import NotAllowedError
from cluster_portal.toolkit.history import actions as history
from cluster_portal.toolkit.states import check_move
from cluster_portal.toolkit.templatetags.portal import money
from members.accounts.models import User
from members.banking import policies
from members.banking.actions import matching, posting
from members.banking.errors import LineMovedError, NothingToPostError, RateNeededError
from members.banking.models import (
    MATCH_MOVES,
    BankingEvent,
    LineStatus,
    Match,
    MatchStatus,
    StatementLine,
)
from members.ledger.models import Receivable
from members.organisations.models import Organisation


@dataclass(frozen=True, slots=True)
class Part:
    """Of a line, for one organisation: `amount` in the line's currency. Without a document it goes
    against what is due first; what is left is the organisation's credit.
    """

    organisation_id: int
    amount: Decimal
    receivable_id: int | None = None


@transaction.atomic
def post_match(*, line_id: int, match_id: int, actor: User) -> StatementLine:
    """One key: the proposal is right. Raises LineMovedError and what the ledger raises."""
    line = _waiting(line_id, actor)
    match = line.matches.filter(pk=match_id, status=MatchStatus.PROPOSED).first()
    if match is None:
        raise LineMovedError(_("This proposal does not stand any more. Look at the line again."))
    posting.post(line, match, actor, is_told=True)
    _move_match(match, MatchStatus.POSTED)
    _refuse_others(line)
    return _decided(line, LineStatus.POSTED, BankingEvent.POSTED, actor, reason=str(match))


@transaction.atomic
def post_by_hand(
    *, line_id: int, parts: Sequence[Part], actor: User, rate: Decimal | None = None
) -> StatementLine:
    """To what a person chose; the parts are the whole line. `rate` is the line's money for one
    unit of the document's currency, where these differ.
    """
    line = _waiting(line_id, actor)
    if line.amount <= 0:
        raise NothingToPostError(_("Money that went out is no payment of a member."))
    total = sum((part.amount for part in parts), Decimal(0))
    if not parts or total != line.amount:
        raise NothingToPostError(
            _("The parts make %(sum)s, the line is %(amount)s: they must be the same.")
            % {
                "sum": money(total, line.currency),
                "amount": money(line.amount, line.currency),
            }
        )
    if any(part.amount <= 0 for part in parts):
        raise NothingToPostError(_("Each part is above zero."))
    for number, part in enumerate(parts):
        organisation = Organisation.objects.get(pk=part.organisation_id)
        shares = _shares(line, part, rate) if part.receivable_id else None
        posting.post_part(line, organisation, part.amount, shares, rate, actor, number)
    _refuse_others(line)
    names = Organisation.objects.filter(pk__in=[part.organisation_id for part in parts])
    told = ", ".join(names.values_list("display_name", flat=True))
    return _decided(line, LineStatus.POSTED, BankingEvent.POSTED, actor, reason=told)


def _shares(line: StatementLine, part: Part, rate: Decimal | None) -> list[tuple[int, Decimal]]:
    receivable = Receivable.objects.with_balance().get(pk=part.receivable_id)
    most = part.amount
    if receivable.currency != line.currency:
        if not rate or rate <= 0:
            raise RateNeededError(
                _("%(number)s is in %(wanted)s and the line in %(given)s: write the rate.")
                % {
                    "number": receivable.number,
                    "wanted": receivable.currency,
                    "given": line.currency,
                }
            )
        most = (part.amount / rate).quantize(Decimal("0.01"), "ROUND_DOWN")
    amount = min(most, receivable.balance)
    return [(receivable.pk, amount)] if amount > 0 else []


@transaction.atomic
def ignore_line(*, line_id: int, actor: User, reason: str) -> StatementLine:
    """It is no member's money, or the portal need not know it."""
    line = _waiting(line_id, actor)
    _refuse_others(line)
    return _decided(
        line, LineStatus.IGNORED, BankingEvent.IGNORED, actor, reason=reason,
        note={"code": "by_hand", "text": reason},
    )  # fmt: skip


@transaction.atomic
def postpone_line(*, line_id: int, actor: User) -> StatementLine:
    """To the end of the queue."""
    line = _waiting(line_id, actor)
    line.postponed_at = timezone.now()
    line.save(update_fields=["postponed_at"])
    return line


@transaction.atomic
def requeue_line(*, line_id: int, actor: User) -> StatementLine:
    """What was set aside, by a person or by the portal, is looked at after all."""
    if not policies.can_decide(actor):
        raise NotAllowedError
    line = _locked(line_id)
    line = _decided(
        line, LineStatus.QUEUED, BankingEvent.QUEUED, actor, note={"code": "taken_up_again"}
    )
    matching.propose_anew(line)
    return line


@transaction.atomic
def undo_line(*, line_id: int, actor: User, reason: str) -> StatementLine:
    """Whatever the line posted is taken back by its opposite; the line waits again, with what the
    matcher proposes now.
    """
    if not policies.can_undo(actor):
        raise NotAllowedError
    line = _locked(line_id)
    if line.status != LineStatus.POSTED:
        raise LineMovedError(_("This line is not posted any more. Look at it again."))
    for one in line.postings.filter(undone_at=None).select_related("payment", "line"):
        posting.take_back(one, actor, reason)
    for match in line.matches.filter(status=MatchStatus.POSTED):
        _move_match(match, MatchStatus.UNDONE)
    line = _decided(
        line, LineStatus.QUEUED, BankingEvent.UNDONE, actor, reason=reason,
        note={"code": "undone", "text": reason},
    )  # fmt: skip
    matching.propose_anew(line)
    return line


def _locked(line_id: int) -> StatementLine:
    return StatementLine.objects.select_for_update(of=["self"]).get(pk=line_id)


def _waiting(line_id: int, actor: User) -> StatementLine:
    if not policies.can_decide(actor):
        raise NotAllowedError
    line = _locked(line_id)
    if line.status != LineStatus.QUEUED:
        raise LineMovedError(
            _("This line is “%(state)s” already: somebody else was quicker.")
            % {"state": line.get_status_display()}
        )
    return line


def _move_match(match: Match, target: MatchStatus) -> None:
    check_move(MATCH_MOVES, MatchStatus(match.status), target, str(match))
    match.status = target
    match.save(update_fields=["status"])


def _refuse_others(line: StatementLine) -> None:
    for match in line.matches.filter(status=MatchStatus.PROPOSED):
        _move_match(match, MatchStatus.REFUSED)


def _decided(
    line: StatementLine,
    target: LineStatus,
    kind: BankingEvent,
    actor: User,
    *,
    reason: str = "",
    note: dict | None = None,
) -> StatementLine:
    matching.move(line, target, note)
    line.decided_by, line.decided_at, line.postponed_at = actor, timezone.now(), None
    line.save(update_fields=["decided_by", "decided_at", "postponed_at"])
    history.record(subject=line, kind=kind, actor=actor, reason=reason, is_internal=True)
    return line
