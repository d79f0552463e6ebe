import pytest
from django.urls import reverse

from members.invoices import actions
from members.invoices.actions import Terms
from members.invoices.models import InvoiceKind
from tests.members.invoices.conftest import a_line, invoice
from tests.paper import words_on

LIST = "members:my_invoices"


def page(client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_same_however_many(
    client, law, member, bogdan, count, django_assert_max_num_queries
):
    for _n in range(count):
        invoice(member)
    client.force_login(bogdan)
    client.get(reverse(LIST))

    with django_assert_max_num_queries(13):
        assert page(client, reverse(LIST)).count("/pdf/") == count


def test_the_list_is_searched_and_filtered(client, issued, member, bogdan, office):
    note = actions.credit(invoice_id=issued.pk, reason="Wrong", actor=office)
    client.force_login(bogdan)

    for words, found in (
        ("audit", [issued, note]), (issued.number, [issued]), ("fct 2026 1", []),
        (issued.payment_reference[:9], [issued]), ("nothing like it", []),
    ):  # fmt: skip
        text = page(client, f"{reverse(LIST)}?q={words}")
        for row in found:
            assert row.number in text
        if not found and words.startswith("nothing"):
            assert "No document fits" in text
    assert issued.get_absolute_url() not in page(client, f"{reverse(LIST)}?kind=credit_note")


def test_an_empty_list_says_what_will_stand_there(client, member, bogdan):
    client.force_login(bogdan)

    assert "No invoice has been issued yet" in page(client, reverse(LIST))


def test_a_member_sees_its_document_and_its_file_but_no_draft(client, issued, member, bogdan):
    draft = actions.write_draft(
        organisation_id=member.pk, lines=[a_line()], terms=Terms(), actor=None
    )
    client.force_login(bogdan)
    text = page(client, issued.get_absolute_url())

    assert "Factură" in text
    assert "484.00\u00a0RON" in text or "484,00\u00a0RON" in text
    response = client.get(reverse("members:invoice_pdf", args=[issued.pk]))
    assert response["Content-Type"] == "application/pdf"
    assert issued.number in words_on(response.content)
    assert client.get(draft.get_absolute_url()).status_code == 404


def test_a_representative_without_a_role_for_money_is_told_who_sees_it(client, issued, ana):
    client.force_login(ana)
    response = client.get(issued.get_absolute_url())

    assert response.status_code == 403


def test_a_stranger_does_not_know_of_it(client, issued, carmen):
    client.force_login(carmen)

    assert client.get(issued.get_absolute_url()).status_code == 404


def test_the_page_of_an_invoice_leads_to_its_credit_note(client, issued, bogdan, office):
    note = actions.credit(invoice_id=issued.pk, reason="Wrong buyer", actor=office)
    client.force_login(bogdan)

    assert note.number in page(client, issued.get_absolute_url())
    assert f"La factura {issued.number}" in page(client, note.get_absolute_url())


def test_a_proforma_says_that_it_is_no_fiscal_document(client, law, member, bogdan):
    draft = actions.write_draft(
        organisation_id=member.pk, lines=[a_line()], terms=Terms(language="en"), actor=None,
        kind=InvoiceKind.PROFORMA,
    )  # fmt: skip
    done = actions.issue(invoice_id=draft.pk, actor=None)
    client.force_login(bogdan)

    assert "Not a fiscal document" in page(client, done.get_absolute_url())
