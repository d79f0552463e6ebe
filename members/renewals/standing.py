"""How a membership stands on a day: one ordered list of rules over dates and facts, the first
that holds gives the word. Pages show it, the nightly job carries it out, nobody sets it by hand.

Overdue is a word of documents (ledger.Settlement) and here of dues beyond grace; grace keeps all
rights; suspended means that rights rest; lapsed that the statute lets them go; ended that the tie
is closed. A notice that is not due, and a renewal that was not issued yet, change nothing.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from django.db.models import TextChoices
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from members.ledger.models import Receivable, ReceivableKind
from members.organisations.models import Membership, MembershipStatus
from members.payments.models import paused
from members.renewals.models import ArrearsRules, RuleSuspension

GRACE_DAYS = 30  # where no rules are in force
NEVER = dt.date.max


class Word(TextChoices):
    NONE = "none", gettext_lazy("no member")
    WAITING = "waiting", gettext_lazy("waits for the first fee")
    ACTIVE = "active", gettext_lazy("active")
    GRACE = "grace", gettext_lazy("in grace")
    OVERDUE = "overdue", gettext_lazy("overdue")
    SUSPENDED = "suspended", gettext_lazy("suspended")
    LAPSED = "lapsed", gettext_lazy("lapsed")
    ENDED = "ended", gettext_lazy("ended")

    @property
    def tone(self) -> str:
        tones = {"active": "good", "waiting": "wait", "grace": "wait", "ended": "note",
                 "none": "note"}  # fmt: skip
        return tones.get(self.value, "bad")

    @property
    def gives_rights(self) -> bool:
        return self in {Word.ACTIVE, Word.GRACE, Word.OVERDUE}


@dataclass(frozen=True)
class Facts:
    """All that the rules look at, read once. `unpaid_since` is the day of payment of the oldest
    instalment of dues that is not covered, also one to come; None when all are.
    """

    membership: Membership | None
    unpaid_since: dt.date | None = None
    number: str = ""
    is_paused: bool = False
    is_suspended_by_rule: bool = False
    grace_days: int = GRACE_DAYS
    suspend_days: int | None = None
    lapse_days: int | None = None

    def late(self, on: dt.date) -> int:
        """Days since the day of payment; 0 and below while it is not over."""
        return (on - self.unpaid_since).days if self.unpaid_since else 0


@dataclass(frozen=True)
class Rule:
    name: str
    word: Word
    holds: Callable[[Facts, dt.date], bool]
    because: Callable[[Facts, dt.date], str]

    @property
    def label(self) -> str:
        """What it asks, in a reader's words."""
        return str(ASKED[self.name])


ASKED = {
    "never": gettext_lazy("There never was a membership"),
    "ended": gettext_lazy("The membership has ended"),
    "not_begun": gettext_lazy("It has not begun yet"),
    "suspended_by_decision": gettext_lazy("A decision suspended it"),
    "lapsed": gettext_lazy("Dues are late for as long as lets it lapse"),
    "suspended_for_arrears": gettext_lazy("Dues are late for as long as lets rights rest"),
    "beyond_grace": gettext_lazy("Dues are late beyond grace"),
    "in_grace": gettext_lazy("Dues are late within grace"),
    "paused": gettext_lazy("Dues are late, but reminders rest"),
    "not_due": gettext_lazy("Dues are open and not late"),
    "paid": gettext_lazy("No dues are open"),
}


@dataclass(frozen=True)
class Standing:
    """The word, the rule that gave it, and each rule before it that did not hold."""

    on: dt.date
    word: Word
    rule: str
    because: str
    passed: tuple[str, ...]


def day(value: dt.date | None) -> str:
    return formats.date_format(value, "DATE_FORMAT") if value else ""


def _days(count: int) -> str:
    return ngettext("%(count)s day", "%(count)s days", count) % {"count": count}


def _membership(facts: Facts) -> Membership:
    assert facts.membership is not None  # noqa: S101 - the first rule has seen to it
    return facts.membership


def _leaving(facts: Facts) -> str:
    last = _membership(facts).ended_on
    return " " + _("It leaves on %(day)s.") % {"day": day(last)} if last else ""


def _is_late_by(facts: Facts, on: dt.date, limit: int | None) -> bool:
    return limit is not None and not facts.is_paused and facts.late(on) > limit


def _loses_by(facts: Facts, on: dt.date, limit: int | None) -> bool:
    """Whoever leaves on a day that is set keeps its rights until then: no rule moves it."""
    is_leaving = _membership(facts).status == MembershipStatus.ENDED
    return not is_leaving and _is_late_by(facts, on, limit)


def _late_words(facts: Facts, on: dt.date) -> dict[str, str]:
    return {
        "number": facts.number,
        "day": day(facts.unpaid_since),
        "late": _days(facts.late(on)),
    }


RULES: tuple[Rule, ...] = (
    Rule(
        "never", Word.NONE,
        lambda facts, on: facts.membership is None,
        lambda facts, on: _("There is no membership."),
    ),
    Rule(
        "ended", Word.ENDED,
        lambda facts, on: (_membership(facts).ended_on or NEVER) <= on,
        lambda facts, on: _("It ended on %(day)s: %(why)s.") % {
            "day": day(_membership(facts).ended_on),
            "why": _membership(facts).get_end_reason_display(),
        },
    ),
    Rule(
        "not_begun", Word.WAITING,
        lambda facts, on: (_membership(facts).started_on or NEVER) > on,
        lambda facts, on: _("Approved on %(day)s; it begins with the first fee.") % {
            "day": day(_membership(facts).approved_on)
        },
    ),
    Rule(
        "suspended_by_decision", Word.SUSPENDED,
        lambda facts, on: _membership(facts).status == MembershipStatus.SUSPENDED
        and not facts.is_suspended_by_rule,
        lambda facts, on: _("Suspended by a decision, until one lifts it."),
    ),
    Rule(
        "lapsed", Word.LAPSED,
        lambda facts, on: _loses_by(facts, on, facts.lapse_days),
        lambda facts, on: _(
            "%(number)s was to be paid by %(day)s, %(late)s ago; after %(limit)s the membership "
            "lapses."
        ) % {**_late_words(facts, on), "limit": _days(facts.lapse_days or 0)},
    ),
    Rule(
        "suspended_for_arrears", Word.SUSPENDED,
        lambda facts, on: _loses_by(facts, on, facts.suspend_days),
        lambda facts, on: _(
            "%(number)s was to be paid by %(day)s, %(late)s ago; after %(limit)s rights rest until "
            "it is paid."
        ) % {**_late_words(facts, on), "limit": _days(facts.suspend_days or 0)},
    ),
    Rule(
        "beyond_grace", Word.OVERDUE,
        lambda facts, on: _is_late_by(facts, on, facts.grace_days),
        lambda facts, on: _(
            "%(number)s was to be paid by %(day)s, %(late)s ago. All rights are kept."
        ) % _late_words(facts, on),
    ),
    Rule(
        "in_grace", Word.GRACE,
        lambda facts, on: _is_late_by(facts, on, 0),
        lambda facts, on: _(
            "%(number)s was to be paid by %(day)s; grace lasts until %(end)s, with all rights."
        ) % {
            **_late_words(facts, on),
            "end": day(facts.unpaid_since and facts.unpaid_since
                       + dt.timedelta(days=facts.grace_days)),
        },
    ),
    Rule(
        "paused", Word.ACTIVE,
        lambda facts, on: facts.is_paused and facts.late(on) > 0,
        lambda facts, on: _(
            "%(number)s is late, but the office looks for the payment or holds the reminders."
        ) % _late_words(facts, on),
    ),
    Rule(
        "not_due", Word.ACTIVE,
        lambda facts, on: facts.unpaid_since is not None,
        lambda facts, on: _("%(number)s is to be paid by %(day)s; until then nothing changes.")
        % _late_words(facts, on),
    ),
    Rule(
        "paid", Word.ACTIVE,
        lambda facts, on: True,
        lambda facts, on: _("Member since %(day)s, and no dues are open.") % {
            "day": day(_membership(facts).started_on)
        } + _leaving(facts),
    ),
)  # fmt: skip


def standing(facts: Facts, on: dt.date) -> Standing:
    """Pure: the same facts and day always give the same word."""
    passed: list[str] = []
    for rule in RULES:
        if rule.holds(facts, on):
            return Standing(on, rule.word, rule.name, rule.because(facts, on), tuple(passed))
        passed.append(rule.name)
    raise AssertionError("the last rule always holds")


class Dues:
    """The open dues of a membership, read once for the days that are asked for."""

    def __init__(self, membership: Membership):
        self.membership = membership
        rows = Receivable.objects.open().filter(
            kind=ReceivableKind.FEE_NOTICE, fee_notice__membership=membership
        )
        self.debts = list(rows.order_by("next_due_on", "pk"))
        self.has_holds = membership.organisation.reminder_holds.exists()
        self.rules = list(ArrearsRules.objects.order_by("-valid_from"))
        self.is_suspended_by_rule = RuleSuspension.objects.filter(
            membership=membership, ended_on=None
        ).exists()

    def facts(self, on: dt.date) -> Facts:
        debt, is_paused = self._deciding(on)
        rules = next((row for row in self.rules if row.valid_from <= on), None)
        return Facts(
            membership=self.membership,
            unpaid_since=debt.next_due_on if debt else None,
            number=debt.number if debt else "",
            is_paused=is_paused,
            is_suspended_by_rule=self.is_suspended_by_rule,
            grace_days=rules.grace_days if rules else GRACE_DAYS,
            suspend_days=rules.suspend_days if rules else None,
            lapse_days=rules.lapse_days if rules else None,
        )

    def _resting(self, on: dt.date) -> set[int]:
        rows = Receivable.objects.filter(pk__in=[debt.pk for debt in self.debts])
        return set(paused(rows, on).values_list("pk", flat=True))

    @cached_property
    def _resting_now(self) -> set[int]:
        """Without holds, which have days, only claims are asked for: they rest on any day."""
        return self._resting(timezone.localdate())

    def _deciding(self, on: dt.date) -> tuple[Receivable | None, bool]:
        """The debt whose uncovered instalment is due first, and whether it rests. One that rests
        does not hide another that is late.
        """
        late = [debt for debt in self.debts if debt.next_due_on and debt.next_due_on < on]
        if not late:
            return (self.debts[0] if self.debts else None), False
        resting = self._resting_now if not self.has_holds else self._resting(on)
        awake = [debt for debt in late if debt.pk not in resting]
        return (awake or late)[0], not awake


def facts_of(membership: Membership | None, on: dt.date) -> Facts:
    return Facts(None) if membership is None else Dues(membership).facts(on)


def standing_of(membership: Membership | None, on: dt.date) -> Standing:
    return standing(facts_of(membership, on), on)


def newest_membership(organisation) -> Membership | None:
    return organisation.memberships.order_by("-approved_on", "-pk").first()
