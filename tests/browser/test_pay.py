"""A member opens its notice, pays, says so with a proof; the office finds the money."""

import datetime as dt
import re

import pytest
from django.utils import timezone
from stdnum import iban, iso11649

from cluster_portal.toolkit.mail.models import OutgoingMail
from members.fees.models import FeeNotice
from members.ledger.models import Payment
from members.organisations.models import BankAccount, Role
from members.renewals.models import ReminderLevel
from members.renewals.reminding import due_reminders
from tests.browser import walk
from tests.factories.members import (
    ActiveMemberFactory,
    AssociationFactory,
    FeeTableFactory,
    UserFactory,
    represent,
)
from tests.factories.world import make_notice

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
OFFICE, BEATA = "office@example.org", "beata@example.org"
EURO_ACCOUNT = "RO13AAAADEMO000000000002"
PROOF = {
    "name": "ordin de plată 💶.pdf",
    "mimeType": "application/pdf",
    "buffer": b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n",
}


@pytest.fixture
def notice(site, tmp_path, settings) -> FeeNotice:
    """1,000 euros, which a level of reminders reaches ten days after they are due."""
    disk = "django.core.files.storage.FileSystemStorage"
    place = {"BACKEND": disk, "OPTIONS": {"location": str(tmp_path)}}
    settings.STORAGES = settings.STORAGES | {"default": place}
    association = AssociationFactory()
    BankAccount.objects.create(
        association=association, currency="EUR", iban=EURO_ACCOUNT, opened_on=dt.date(2020, 1, 1)
    )
    FeeTableFactory(year=timezone.localdate().year, currency="EUR")
    ReminderLevel.objects.all().delete()
    ReminderLevel.objects.create(days=10, subject="Overdue", text="Please pay.")
    member = ActiveMemberFactory(display_name="Member Ltd")
    represent(UserFactory(email=BEATA, full_name="Beata Bills"), member, Role.BILLING)
    UserFactory(email=OFFICE, full_name="Olga Office", is_staff=True, is_superuser=True)
    return make_notice(member)


def test_a_member_pays_its_notice_and_sees_it_paid_in_both_languages(notice, visit):
    when_late = notice.due_on + dt.timedelta(days=10)
    phone, desk = visit("phone"), visit("desk", dark=True)
    walk.sign_in(phone, BEATA)
    walk.go(phone, "/my/")
    assert walk.reads(phone, "1 thing needs you")
    walk.press(phone, re.compile("^Open the fee notice"))
    sees_how_to_pay(phone, notice)
    walk.go(phone, f"/ro{notice.get_absolute_url()}")
    assert walk.reads(phone, "Rest de plată: 1.000,00 EUR")

    assert [due.instalment.receivable_id for due in due_reminders(when_late)] == [
        notice.receivable_id
    ]
    walk.press(phone, "Am plătit")
    says_that_it_has_paid(phone)
    assert due_reminders(when_late) == []
    phone.goto(notice.get_absolute_url())
    assert walk.reads(phone, "The office is looking for the payment")
    phone.goto("/my/")
    assert walk.reads(phone, "Nothing needs you today")

    walk.sign_in(desk, OFFICE)
    records_the_payment(desk, notice)

    walk.go(phone, "/my/fees/account/")
    assert walk.reads(phone, "nothing to pay in EUR")
    assert walk.reads(phone, "found")
    phone.goto("/ro/my/fees/account/")
    assert walk.reads(phone, "găsită")
    phone.goto(f"/ro{notice.get_absolute_url()}")
    assert walk.reads(phone, "achitată")
    assert not phone.locator(".sheet__code").count()
    assert "1,000.00" in walk.newest_mail(BEATA).subject


def sees_how_to_pay(page, notice) -> None:
    sheet = page.locator(".sheet")
    assert iso11649.format(notice.payment_reference) in sheet.inner_text()
    assert iban.format(EURO_ACCOUNT) in sheet.inner_text()
    code = sheet.get_by_role("img", name=re.compile("1.000,00"))
    assert code.evaluate("image => image.complete && image.naturalWidth > 0")


def says_that_it_has_paid(page) -> None:
    """First without the proof, by keyboard: what was typed stays."""
    page.get_by_label("Mesaj pentru birou").fill("Din contul firmei-mamă.")
    page.get_by_role("button", name="Trimiteți biroului").press("Enter")
    assert page.get_by_label("Mesaj pentru birou").input_value() == "Din contul firmei-mamă."
    page.get_by_label(re.compile("^Dovada")).set_input_files(PROOF)
    walk.press(page, "Trimiteți biroului")
    assert walk.reads(page, "se caută")


def records_the_payment(page, notice) -> None:
    walk.go(page, walk.link_in(OutgoingMail.objects.get(template__endswith="office_has_a_claim")))
    walk.press(page, "Record the payment")
    page.get_by_label("Bank's reference").fill("FT2026")
    walk.press(page, re.compile("^Record"))
    payment = Payment.objects.get()
    assert (payment.amount, payment.currency) == (notice.amount, "EUR")
    assert payment.allocations.get().receivable_id == notice.receivable_id
