import datetime as dt

import pytest
from django.urls import reverse

from members.fees import actions
from members.organisations.models import Role
from tests.factories.members import UserFactory, represent
from tests.factories.world import make_invoice
from tests.members.fees.conftest import issue, open_membership, pay

MY_FEES = reverse("members:my_fees")


def page(client, viewer, address=MY_FEES) -> str:
    client.force_login(viewer)
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_my_fees_says_what_is_owed_and_until_when(client, members_notice, bogdan):
    pay(members_notice, 200)

    text = page(client, bogdan)

    assert "1,000.00\u00a0RON to pay" in text
    assert "COT-2026-0001" in text
    assert "1,200.00\u00a0RON" in text
    assert "overdue" in text
    assert "Notice COT-2026-0001 was due on 1 April 2026." in text


def test_my_fees_says_so_when_what_is_owed_is_no_fee(client, association, member, bogdan):
    invoice = make_invoice(member)

    text = page(client, bogdan)

    assert f"{invoice.gross:.2f}\u00a0RON to pay" in text
    assert "No fee is due: this is for other documents." in text


def test_my_fees_says_when_nothing_is_owed_and_what_was_paid_too_much(
    client, members_notice, bogdan
):
    pay(members_notice, 1250, bank_reference="OP 7")

    text = page(client, bogdan)

    assert "Nothing to pay" in text
    assert "50.00\u00a0RON was paid more than owed" in text
    assert "OP 7" in text


def test_my_fees_of_a_member_without_notices_says_what_will_come(client, bogdan):
    assert "No fee notice has been issued yet" in page(client, bogdan)


def test_my_fees_of_a_stranger_say_why_there_are_none(client, carmen, members_notice):
    text = page(client, carmen)

    assert "You do not speak for an organisation" in text
    assert "COT-" not in text


@pytest.mark.parametrize("role", [Role.BILLING, Role.LEGAL_SIGNATORY, Role.PRIMARY_CONTACT])
def test_fees_are_shown_to_those_who_answer_for_money(client, members_notice, member, role):
    person = UserFactory()
    represent(person, member, role)

    assert "COT-2026-0001" in page(client, person)
    assert "COT-2026-0001" in page(client, person, members_notice.get_absolute_url())


def test_fees_are_not_shown_to_a_mere_representative_who_is_told_whom_to_ask(
    client, members_notice, ana
):
    client.force_login(ana)

    for address in (MY_FEES, members_notice.get_absolute_url()):
        response = client.get(address)
        assert response.status_code == 403
        assert "those who look after its bills" in response.content.decode()


def test_fee_notice_of_another_organisation_does_not_exist(client, notice, bogdan, carmen):
    for viewer in (bogdan, carmen):
        client.force_login(viewer)
        assert client.get(notice.get_absolute_url()).status_code == 404
    assert client.get(reverse("members:fee_notice", args=[10**30])).status_code == 404


def test_fee_notice_is_for_people_who_are_signed_in(client, notice):
    response = client.get(notice.get_absolute_url())

    assert response.status_code == 302
    assert reverse("account_login") in response.url


def test_fee_notice_says_everything_a_transfer_needs(client, members_notice, bogdan):
    pay(members_notice, 100, bank_reference="OP 1")

    text = page(client, bogdan, members_notice.get_absolute_url())

    grouped = "RO40 AAAA DEMO 0000 0000 0001"
    for fact in (grouped, "Asociația Test Cluster", "Member Ltd SRL", "OP 1", "1.200,00"):
        assert fact in text
    assert " ".join(
        members_notice.payment_reference[i : i + 4] for i in range(0, 16, 4)
    ) in text  # fmt: skip


def test_fee_notice_is_in_its_own_language_inside_the_readers_page(
    client, association, member, bogdan, table
):
    notice = issue(open_membership(member), table, language="en")

    text = page(client, bogdan, f"/ro{notice.get_absolute_url()}")

    assert '<html lang="ro"' in text
    assert '<article class="sheet" lang="en">' in text
    assert "To be paid by" in text
    assert "1,200.00\u00a0RON" in text


def test_cancelled_notice_says_so(client, association, member, table, bogdan, office):
    notice = issue(open_membership(member), table, language="en")
    actions.cancel_notice(notice_id=notice.pk, actor=office, reason="Wrong size")

    text = page(client, bogdan, notice.get_absolute_url())

    assert "nothing is to be paid" in text
    assert "Wrong size" in text


def test_notes_of_the_office_are_not_shown_to_the_member(client, members_notice, bogdan, office):
    pay(members_notice, 100, note="Called their bank about it", actor=office)

    for address in (MY_FEES, members_notice.get_absolute_url()):
        assert "Called their bank" not in page(client, bogdan, address)


def test_my_fees_asks_as_many_queries_for_three_notices_as_for_one(
    client, association, member, bogdan, table, django_assert_max_num_queries
):
    counts = []
    for year in (2026, 2027, 2028):
        pay(issue(open_membership(member), table, fee_year=year), 100)
        if year in (2026, 2028):
            client.force_login(bogdan)
            with django_assert_max_num_queries(40) as asked:
                client.get(MY_FEES)
            counts.append(len(asked))

    assert counts[0] == counts[1]


def test_my_fees_is_paged(client, association, member, bogdan, table):
    for year in range(2000, 2027):
        issue(open_membership(member), table, fee_year=year, issued_on=dt.date(2026, 1, 5))

    assert page(client, bogdan).count('scope="row"') == 25
    assert page(client, bogdan, f"{MY_FEES}?page=2").count('scope="row"') == 2
