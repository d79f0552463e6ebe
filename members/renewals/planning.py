"""Who pays how much for a year, and why; who is left out, and why. The preview of a run is this
plan, and the run carries it out with the same function, one membership at a time.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import partial

from django.db.models import Exists, OuterRef
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from cluster_portal.toolkit.errors import PortalError
from members.fees import actions as fees
from members.fees.actions.quoting import table_of
from members.fees.billed import Known, age_note, day_that_counts, quote_of
from members.fees.models import Allowances, FeeNotice, FeeNoticeStatus
from members.fees.quotes import Quote
from members.organisations.models import Membership, MembershipStatus
from members.organisations.models.organisation import MembershipQuerySet


@dataclass(frozen=True)
class Planned:
    """One member: a quote, or the reason why it gets no notice."""

    membership: Membership
    quote: Quote | None
    reason: str

    @property
    def amount(self) -> Decimal | None:
        return self.quote.total if self.quote else None


def candidates(fee_year: int) -> MembershipQuerySet:
    """Memberships that are not over, without a standing notice for the year, by name; also of
    those who leave before it begins, so that the plan says why they get none.
    """
    notices = FeeNotice.objects.covering(fee_year).filter(
        membership=OuterRef("pk"), status=FeeNoticeStatus.ISSUED
    )
    rows = Membership.objects.not_over().exclude(Exists(notices)).select_related("organisation")
    return rows.order_by("organisation__display_name", "pk")


def plan_for(membership: Membership, fee_year: int) -> Planned:
    """Reasons to leave out: it has not begun, it leaves before the year, nothing is to pay, or the
    quote says what lacks.
    """
    return _planned(
        membership,
        fee_year,
        Allowances.in_force(
            day_that_counts(fee_year, timezone.localdate()),
            organisation_id=membership.organisation_id,
        ),
        lambda: fees.quote_for_member(membership=membership, fee_year=fee_year, is_joining=False),
    )


def plan(fee_year: int) -> list[Planned]:
    """Of all candidates, with as many queries for two thousand as for two; quoted as plan_for
    quotes each.
    """
    memberships = list(candidates(fee_year))
    today = timezone.localdate()
    known = Known.of(
        (one.organisation for one in memberships),
        today,
        counted_on=day_that_counts(fee_year, today),
    )
    try:
        table = table_of(fee_year)
        fees.check_ready(table, today)
    except PortalError as error:
        return [Planned(one, None, str(error)) for one in memberships]
    return [
        _planned(
            one,
            fee_year,
            known.allowances,
            partial(
                quote_of,
                one.organisation,
                table,
                known,
                fee_year=fee_year,
                leaves_on=one.last_day,
                with_payable=False,
            ),
        )
        for one in memberships
    ]


def _planned(
    membership: Membership, fee_year: int, allowances: Allowances, reckon: Callable[[], Quote]
) -> Planned:
    if membership.leaves_on is not None and membership.leaves_on <= dt.date(fee_year, 1, 1):
        day = formats.date_format(membership.leaves_on, "j F Y")
        return Planned(membership, None, _("It leaves on %(day)s.") % {"day": day})
    if membership.status == MembershipStatus.AWAITING_PAYMENT:
        return Planned(membership, None, _("It has not begun: its first notice is the one to pay."))
    try:
        quote = reckon()
    except PortalError as error:
        return Planned(membership, None, str(error))
    if quote.total <= 0:
        return Planned(membership, None, _("Nothing to pay, by the table."))
    note = age_note(membership.organisation, allowances)
    why = " ".join(filter(None, [*(line.why for line in quote.lines), note]))
    return Planned(membership, quote, why)


def next_fee_year() -> int:
    """From November on one prepares the next year."""
    today = timezone.localdate()
    return today.year + 1 if today.month >= 11 else today.year
