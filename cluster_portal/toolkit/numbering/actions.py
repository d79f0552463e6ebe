from django.db import connection, transaction

from cluster_portal.toolkit.numbering.models import NumberSeries


def next_number(*, series: str, year: int) -> int:
    """The next number of a series in a year: never twice, never a gap.

    Must be called in the transaction that issues the document: the row stays locked until it
    ends, and a rollback gives the number back. Fiscal Code art. 319(20): a number in one or more
    series that identifies the document uniquely.
    """
    if not connection.in_atomic_block:
        message = "A number is given only inside the transaction that issues the document."
        raise transaction.TransactionManagementError(message)
    NumberSeries.objects.bulk_create(
        [NumberSeries(series=series, year=year)], ignore_conflicts=True
    )
    row = NumberSeries.objects.select_for_update().get(series=series, year=year)
    row.last += 1
    row.save(update_fields=["last"])
    return row.last
