from cluster_portal.toolkit.mail.models import OutgoingMail
from members.ledger.notifications import readers_of
from members.organisations.models import Organisation
from tests.members.fees.conftest import pay


def test_letters_about_money_go_to_the_accountants_mailbox_too(members_notice, member, bogdan):
    Organisation.objects.filter(pk=member.pk).update(billing_email="Bills@member.example.org")

    pay(members_notice, 100)

    mails = OutgoingMail.objects.filter(template__endswith="payment_received")
    assert set(mails.values_list("to_address", flat=True)) == {
        bogdan.email, "Bills@member.example.org",
    }  # fmt: skip


def test_nobody_is_written_to_twice(member, bogdan):
    Organisation.objects.filter(pk=member.pk).update(billing_email=bogdan.email.upper())
    member.refresh_from_db()

    assert [reader.email for reader in readers_of(member)] == [bogdan.email]
