import csv
import datetime as dt
import io
from decimal import Decimal

import pytest
from django.urls import reverse

from members.fees.models import Discount, FeeBand
from members.fees.preview import counted, preview
from members.organisations.models import Category
from tests.factories.members import ActiveMemberFactory, FeeTableFactory, UserFactory


@pytest.fixture
def draft(table):
    """Companies below 50 pay 100 more in 2027, the others what they paid."""
    found = FeeTableFactory(year=2027, published=False)
    FeeBand.objects.filter(table=found, size_to=49).update(amount=Decimal(1100))
    return found


def test_preview_says_for_each_member_what_changes_and_why(draft):
    ActiveMemberFactory(display_name="Alpha")
    ActiveMemberFactory(display_name="Beta", staff_count=80)
    ActiveMemberFactory(display_name="Gamma", staff_count=None, staff_counted_on=None)
    ActiveMemberFactory(display_name="Delta", category=Category.UNIVERSITY)

    found = preview(draft)

    rows = {row.organisation.display_name: row for row in found.rows}
    assert list(rows) == ["Alpha", "Beta", "Delta", "Gamma"]
    assert [rows[name].difference for name in rows] == [100, 0, 0, None]
    assert rows["Alpha"].reason == (
        "Yearly membership fee: 1,000.00 → 1,100.00; "
        "Company, up to 49 staff; 20 declared. Fee table of 2027."
    )
    assert rows["Gamma"].reason == "No size is declared."
    assert found.lacking == 1
    assert counted(found.rows) == {"more": 1, "same": 2, "unknown": 1}
    company, university = found.sums
    assert (company.members, company.old, company.new) == (3, 4000, 4100)
    assert (company.unknown, university.difference) == (1, 0)


def test_preview_knows_what_is_granted_to_one_member(draft):
    alpha = ActiveMemberFactory(display_name="Alpha")
    Discount.objects.create(name_en="Hardship", name_ro="Dificultate", percent=50,
                            organisation=alpha, valid_from=dt.date(2026, 12, 1))  # fmt: skip

    (row,) = preview(draft).rows

    assert row.new.total == 550
    assert "Discount: 0.00 → \u2212550.00" in row.reason


def test_preview_asks_as_many_queries_for_three_members_as_for_one(
    draft, django_assert_max_num_queries
):
    counts = []
    for _number in range(3):
        ActiveMemberFactory()
        with django_assert_max_num_queries(20) as asked:
            preview(draft)
        counts.append(len(asked))

    assert counts[0] == counts[2]


def test_preview_is_a_page_and_a_file_of_the_office(client, draft, office):
    ActiveMemberFactory(display_name="=Alpha()")
    address = reverse("admin:members_feetable_preview", args=[draft.pk])
    file = reverse("admin:members_feetable_preview_csv", args=[draft.pk])
    client.force_login(UserFactory(is_staff=True))
    assert client.get(address).status_code == client.get(file).status_code == 403

    client.force_login(office)
    text = client.get(address).content.decode()
    rows = list(csv.reader(io.StringIO(client.get(file).content.decode("utf-8-sig"))))

    assert "1,100.00\u00a0RON" in text
    assert "More: 1, less: 0, the same: 0." in text
    assert '<svg class="chart"' in text
    assert "Company, 2027" in text
    assert rows[1][0] == "'=Alpha()"
    assert rows[1][3:8] == ["1000.00", "RON", "1100.00", "RON", "100.00"]
    assert "No member fits" in client.get(address, {"q": "nobody"}).content.decode()
