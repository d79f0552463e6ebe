import pytest
from django.utils import timezone, translation

from members.fees.blocks import fee_table
from tests.factories.members import FeeTableFactory

pytestmark = pytest.mark.django_db

YEAR = timezone.localdate().year


def words_of(html: str) -> str:
    return " ".join(html.replace("\xa0", " ").split())


def test_fee_table_shows_each_band_with_its_currency_and_since_when():
    FeeTableFactory(year=YEAR, notes="Half from July.", is_example=True)

    html = words_of(fee_table.tell())

    assert f"valid from 1 January {YEAR}" in html
    assert "<td>Company, up to 49 staff</td> <td>1,000.00 RON</td> <td>200.00 RON</td>" in html
    assert "<td>Community organisation</td> <td>500.00 RON</td> <td>–</td>" in html
    assert "These fees are examples" in html
    assert "Half from July." in html
    with translation.override("ro"):
        assert "1.000,00 RON" in words_of(fee_table.tell())


def test_fee_table_of_the_future_and_drafts_are_not_told():
    FeeTableFactory(year=YEAR + 1)
    FeeTableFactory(year=YEAR, published=False)

    assert fee_table.tell() == ""
