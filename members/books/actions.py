from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cluster_portal.toolkit.history import actions as history
from cluster_portal.toolkit.policies import demand
from members.accounts.models import User
from members.books import policies, tasks
from members.books.errors import MonthToComeError
from members.books.models import UNDER_WAY, AccountantMonth, BooksEvent


@transaction.atomic
def order_month(*, year: int, month: int, actor: User) -> AccountantMonth:
    """Have the worker make a month ready. While one of the same month is being made, that one is
    given back: a double click is one. Raises MonthToComeError.
    """
    demand(policies.can_order_month, actor)
    today = timezone.localdate()
    if (year, month) > (today.year, today.month):
        raise MonthToComeError(_("This month has not begun."))
    try:
        with transaction.atomic():
            row = AccountantMonth.objects.create(year=year, month=month, requested_by=actor)
    except IntegrityError:
        return AccountantMonth.objects.get(year=year, month=month, status__in=UNDER_WAY)
    history.record(subject=row, kind=BooksEvent.ORDERED, actor=actor)
    tasks.make_month.defer(month_id=row.pk)
    return row


@transaction.atomic
def note_download(*, month_id: int, part: str, actor: User) -> AccountantMonth:
    """Who took what out of the house is in the history."""
    demand(policies.can_download_month, actor)
    row = AccountantMonth.objects.get(pk=month_id)
    history.record(subject=row, kind=BooksEvent.DOWNLOADED, actor=actor, reason=part)
    return row
