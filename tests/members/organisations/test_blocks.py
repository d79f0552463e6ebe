import pytest
from django.utils import translation

from members.organisations.blocks import member_count, members_by_category
from tests.factories.members import ActiveMemberFactory, OrganisationFactory

pytestmark = pytest.mark.django_db


def words_of(html: str) -> str:
    return " ".join(html.split())


def test_members_are_counted_all_together_and_by_category():
    ActiveMemberFactory.create_batch(2)
    ActiveMemberFactory(category="university")
    OrganisationFactory()

    assert member_count.number is not None
    assert member_count.number() == "3"
    assert member_count.number(category="university") == "1"
    assert "The association has 3 members today." in words_of(member_count.tell())
    assert "Company: 2 members today." in words_of(member_count.tell(category="company"))


def test_there_is_nothing_to_tell_without_members():
    assert member_count.tell() == ""
    assert members_by_category.tell() == ""


def test_table_names_every_category_and_the_sum():
    ActiveMemberFactory.create_batch(2)
    ActiveMemberFactory(category="university")

    html = words_of(members_by_category.tell())

    assert "<td>Company</td> <td>2</td>" in html
    assert "<td>Public authority</td> <td>0</td>" in html
    assert "<strong>3</strong>" in html
    with translation.override("ro"):
        assert "Companie" in members_by_category.tell() or "Firmă" in members_by_category.tell()
