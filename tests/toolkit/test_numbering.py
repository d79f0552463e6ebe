import threading

import pytest
from django.db import IntegrityError, connection, transaction

from cluster_portal.toolkit.numbering.actions import next_number
from cluster_portal.toolkit.numbering.models import NumberSeries


@pytest.mark.django_db
def test_each_series_and_year_counts_from_one():
    taken = [
        next_number(series="A", year=2026),
        next_number(series="A", year=2026),
        next_number(series="B", year=2026),
        next_number(series="A", year=2027),
        next_number(series="A", year=2026),
    ]

    assert taken == [1, 2, 1, 1, 3]


@pytest.mark.django_db
def test_a_rollback_gives_the_number_back():
    next_number(series="A", year=2026)
    with transaction.atomic():
        next_number(series="A", year=2026)
        transaction.set_rollback(True)

    assert next_number(series="A", year=2026) == 2


@pytest.mark.django_db(transaction=True)
def test_no_number_is_given_outside_the_transaction_that_issues_the_document():
    with pytest.raises(transaction.TransactionManagementError, match="only inside"):
        next_number(series="A", year=2026)

    assert not NumberSeries.objects.exists()


@pytest.mark.django_db
def test_the_database_keeps_one_row_for_a_series_and_year_and_no_nameless_one():
    NumberSeries.objects.create(series="A", year=2026)

    with pytest.raises(IntegrityError, match="number_series_once_a_year"), transaction.atomic():
        NumberSeries.objects.create(series="A", year=2026)
    with pytest.raises(IntegrityError, match="number_series_named"), transaction.atomic():
        NumberSeries.objects.create(series="", year=2026)


@pytest.mark.django_db(transaction=True)
def test_many_at_once_get_every_number_once_and_those_who_fail_leave_no_gap():
    workers, each = 6, 10
    start, kept = threading.Barrier(workers), []

    def issue(worker: int) -> None:
        start.wait(timeout=10)
        try:
            for turn in range(each):
                with transaction.atomic():
                    number = next_number(series="A", year=2026)
                    if (worker + turn) % 3 == 0:
                        transaction.set_rollback(True)
                    else:
                        kept.append(number)
        finally:
            connection.close()

    threads = [threading.Thread(target=issue, args=[worker]) for worker in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(kept) == workers * each * 2 // 3
    assert sorted(kept) == list(range(1, len(kept) + 1))
    assert NumberSeries.objects.get().last == len(kept)
