"""What a member pays, by what the portal knows of it."""

import datetime as dt

from django.utils import timezone
from django.utils.translation import gettext as _

from members.fees.billed import Known, day_that_counts, quote_of
from members.fees.errors import NoFeeTableError
from members.fees.models import FeeTable
from members.fees.quotes import Quote
from members.organisations.models import Membership


def quote_for_member(*, membership: Membership, fee_year: int, is_joining: bool) -> Quote:
    """What a member pays for a year, reckoned today by what holds for it in that year. Who joins
    pays from the day its membership begins, today where that waits for the payment, by what holds
    today; late in a year this may be a quote for the next one: `fee_year` of the quote says it.
    Raises NoFeeTableError and the errors of quote().
    """
    today = timezone.localdate()
    joins_on = (membership.started_on or today) if is_joining else None
    table = table_of(fee_year, joins_on)
    counted_on = today if is_joining else day_that_counts(fee_year, today)
    known = Known.of([membership.organisation], today, counted_on=counted_on)
    moved_on = table.year > fee_year or (
        joins_on is not None and joins_on.year == fee_year and table.leads_to_next_year(joins_on)
    )
    return quote_of(
        membership.organisation,
        table,
        known,
        fee_year=None if moved_on else fee_year,
        joins_on=joins_on,
        leaves_on=membership.last_day,
    )


def quote_at_joining(*, membership: Membership, frozen: Quote, begins_on: dt.date) -> Quote:
    """What was promised when the application was sent in. Where the years it was for are over
    before membership begins, what joining costs in the year it begins in.
    """
    if frozen.covers_until is None or begins_on <= frozen.covers_until:
        return frozen
    return quote_for_member(membership=membership, fee_year=begins_on.year, is_joining=True)


def table_of(fee_year: int, joins_on: dt.date | None = None) -> FeeTable:
    """The published table of a year or, where joining leads to the next year, that one's."""
    tables = FeeTable.objects.published().with_parts()
    table = tables.filter(year=fee_year).first()
    if table is None:
        raise NoFeeTableError(_("No fee table is published for %(year)s.") % {"year": fee_year})
    if joins_on is not None and joins_on.year == fee_year and table.leads_to_next_year(joins_on):
        return tables.filter(year=fee_year + 1).first() or table
    return table
