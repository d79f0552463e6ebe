import pytest
from django.urls import reverse

from members.ledger.models import Payment
from tests.members.fees.conftest import pay


@pytest.fixture
def desk(client, office):
    client.force_login(office)
    return client


def paying(notice) -> str:
    return f"{reverse('admin:members_payment_add')}?receivable={notice.receivable_id}"


def form_of(response) -> dict:
    """What the page's own form would send, unchanged."""
    form = response.context["form"]
    return {name: form[name].value() for name in form.fields if form[name].value() is not None}


def test_record_payment_is_preset_and_a_second_sending_changes_nothing(desk, notice):
    address = paying(notice)
    sent = form_of(desk.get(address))
    assert sent["amount"] == notice.amount

    first = desk.post(address, sent, follow=True)
    second = desk.post(address, sent, follow=True)

    assert Payment.objects.count() == 1
    assert "is recorded for COT-2026-0001." in first.content.decode()
    assert second.status_code == 200


def test_record_payment_shows_a_rules_no_on_the_form_with_what_was_typed(desk, notice):
    address = paying(notice)
    sent = form_of(desk.get(address)) | {"received_on": "2999-01-01", "bank_reference": "OP 99"}

    text = desk.post(address, sent).content.decode()

    assert "a day to come" in text
    assert "OP 99" in text
    assert not Payment.objects.exists()


def test_record_payment_says_when_it_is_too_much(desk, notice):
    address = paying(notice)
    sent = form_of(desk.get(address)) | {"amount": "1300"}

    assert "100.00\u00a0RON is more than was owed" in desk.post(
        address, sent, follow=True
    ).content.decode()  # fmt: skip


def test_payment_is_reversed_and_never_edited(desk, notice):
    payment = pay(notice, 100)
    change = reverse("admin:members_payment_change", args=[payment.pk])
    assert "Reverse the payment" in desk.get(change).content.decode()

    desk.post(reverse("admin:members_payment_reverse", args=[payment.pk]), {"reason": "Not ours"})

    assert sorted(Payment.objects.values_list("amount", flat=True)) == [-100, 100]
    assert "Reverse the payment" not in desk.get(change).content.decode()
    assert desk.post(change, {"amount": 5}).status_code == 403
    listed = desk.get(reverse("admin:members_payment_changelist"), {"reversal": "reversed"})
    assert list(listed.context["cl"].queryset) == [payment]
