"""The accounts that an organisation pays from."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from cluster_portal.toolkit.history.models import HistoryEvent
from members.organisations import actions
from members.organisations.errors import OrganisationError
from members.organisations.models import AccountSource, OrganisationAccount

pytestmark = pytest.mark.django_db
IBAN = "RO40AAAADEMO000000000001"


def know(member, actor=None, **changes):
    values = {
        "organisation_id": member.pk, "iban": IBAN, "source": AccountSource.STATEMENT,
        "actor": actor,
    }  # fmt: skip
    return actions.know_account(**(values | changes))


def test_an_account_seen_twice_is_kept_once_with_its_last_day(member):
    know(member, seen_on=dt.date(2026, 3, 1))
    know(member, iban="ro40 aaaa demo 0000 0000 0001", seen_on=dt.date(2026, 2, 1))
    account = OrganisationAccount.objects.get()
    assert account.seen_on == dt.date(2026, 3, 1)
    assert account.iban_text == "RO40 AAAA DEMO 0000 0000 0001"
    assert not OrganisationAccount.objects.confirmed().exists()


def test_a_confirmed_account_stays_confirmed_when_it_is_only_seen(member, office):
    know(member, office, is_confirmed=True)
    know(member)
    assert OrganisationAccount.objects.confirmed().get().iban == IBAN


def test_a_closed_account_no_longer_recognises_a_payer_until_it_is_confirmed_again(member, office):
    account = know(member, is_confirmed=True)
    actions.close_account(account_id=account.pk, actor=office)
    assert not OrganisationAccount.objects.confirmed().exists()
    know(member)
    assert not OrganisationAccount.objects.confirmed().exists()
    know(member, is_confirmed=True)
    assert OrganisationAccount.objects.confirmed().exists()


@pytest.mark.parametrize("text", ["", "RO41AAAADEMO000000000001", "RO40", "99000000", "ȘȚ"])
def test_what_is_no_iban_is_refused_with_a_sentence(member, text):
    with pytest.raises(OrganisationError, match="not a valid IBAN"):
        know(member, iban=text)


def test_members_do_not_write_accounts_and_do_not_read_them_in_the_history(member, bogdan, office):
    with pytest.raises(PermissionDenied):
        know(member, bogdan)
    know(member, office, is_confirmed=True)
    events = HistoryEvent.objects.about(member)
    assert events.visible_to(office).exists()
    assert not events.visible_to(bogdan).exists()
