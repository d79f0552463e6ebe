from django.db import transaction
from django.utils.translation import gettext as _

from cluster_portal.toolkit.errors import NotAllowedError
from cluster_portal.toolkit.history import actions as history
from cluster_portal.toolkit.states import check_move
from members.accounts.models import User
from members.fees import policies
from members.fees.errors import TableIncompleteError
from members.fees.models import FEE_TABLE_MOVES, FeeBand, FeeEvent, FeeTable, FeeTableStatus
from members.organisations.models import Category


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
