"""Somebody leaves: what goes to whom, and what they can no longer do."""

import pytest
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.test import Client

from cluster_portal.toolkit.mail.models import OutgoingMail
from members.organisations import actions
from members.organisations.errors import LastAdministratorError
from members.organisations.models import Role, RoleHeld
from tests.factories.members import ActiveMemberFactory, UserFactory, represent

pytestmark = pytest.mark.django_db


@pytest.fixture
def leaver(member):
    """Looks after the bills, votes in the Assembly, and gets the documents."""
    person = UserFactory(full_name="Lia Leaves", email="lia@example.org")
    represent(person, member, Role.BILLING, Role.ASSEMBLY_DELEGATE, Role.REPRESENTATIVE)
    member.billing_email = "Lia@example.org"
    member.save(update_fields=["billing_email"])
    return person


def tie_of(person, organisation):
    return organisation.representatives.open().get(user=person)


def roles(person, organisation) -> set[str]:
    held = RoleHeld.objects.open().filter(
        representative__user=person, representative__organisation=organisation
    )
    return set(held.values_list("role", flat=True))


def end(person, member, actor, successor=None, **more):
    return actions.end_representation(
        representative_id=tie_of(person, member).pk,
        actor=actor,
        successor_id=tie_of(successor, member).pk if successor else None,
        **more,
    )


def test_the_named_successor_gets_every_role_and_the_documents_and_both_are_told(
    member, leaver, ana, bogdan
):
    end(leaver, member, bogdan, ana, reason="New job.")
    member.refresh_from_db()
    assert roles(ana, member) == {Role.BILLING, Role.ASSEMBLY_DELEGATE, Role.REPRESENTATIVE}
    assert member.billing_email == ana.email
    told = OutgoingMail.objects.filter(template__endswith="handed_over")
    assert {mail.to_address for mail in told} == {leaver.email, ana.email}
    assert all("mailed to Ana Represents" in mail.text for mail in told)
    assert OutgoingMail.objects.filter(
        template__endswith="representation_ended", to_address=leaver.email
    ).exists()


def test_without_a_successor_the_documents_no_longer_go_to_who_left(member, leaver, bogdan):
    end(leaver, member, bogdan)
    member.refresh_from_db()
    assert member.billing_email == ""


def test_a_box_of_the_organisation_stays_where_documents_go(member, leaver, ana, bogdan):
    member.billing_email = "invoices@member.example.org"
    member.save(update_fields=["billing_email"])
    end(leaver, member, bogdan, ana)
    member.refresh_from_db()
    assert member.billing_email == "invoices@member.example.org"


def test_a_role_that_the_successor_has_already_is_not_held_twice(member, leaver, bogdan):
    RoleHeld.objects.create(
        representative=tie_of(bogdan, member), organisation=member, role=Role.BILLING
    )
    end(leaver, member, bogdan, bogdan)
    assert RoleHeld.objects.open().filter(organisation=member, role=Role.BILLING).count() == 1


def test_somebody_from_outside_is_no_successor(member, leaver, bogdan, carmen):
    other = ActiveMemberFactory()
    represent(carmen, other)
    with pytest.raises(LastAdministratorError, match="somebody who represents"):
        actions.end_representation(
            representative_id=tie_of(leaver, member).pk,
            actor=bogdan,
            successor_id=tie_of(carmen, other).pk,
        )
    assert tie_of(leaver, member)


def signed_in(person) -> Client:
    """By the sign-in page, which is what keeps the list of a person's sessions."""
    EmailAddress.objects.get_or_create(
        user=person, email=person.email, defaults={"verified": True, "primary": True}
    )
    person.set_password("feleac-hoia-4711")
    person.save(update_fields=["password"])
    browser = Client()
    browser.post("/accounts/login/", {"login": person.email, "password": "feleac-hoia-4711"})
    assert is_signed_in(browser)
    return browser


def is_signed_in(browser: Client) -> bool:
    return browser.get("/my/").status_code == 200


def test_who_represents_nobody_else_is_signed_out_everywhere(member, leaver, ana, bogdan):
    phone = signed_in(leaver)
    end(leaver, member, bogdan, ana)
    assert not is_signed_in(phone)
    assert not UserSession.objects.filter(user=leaver).exists()


def test_who_represents_another_organisation_stays_signed_in(member, leaver, ana, bogdan):
    represent(leaver, ActiveMemberFactory(), Role.ADMINISTRATOR)
    desk = signed_in(leaver)
    end(leaver, member, bogdan, ana)
    assert is_signed_in(desk)


def test_who_leaves_by_themselves_is_signed_out_on_the_other_devices(member, leaver, ana, bogdan):
    phone = signed_in(leaver)
    desk = Client()
    desk.post("/accounts/login/", {"login": leaver.email, "password": "feleac-hoia-4711"})
    tie = tie_of(leaver, member)
    page = desk.get(f"/my/people/{tie.pk}/leave/").content.decode()
    assert "Fee notices and invoices will be mailed to the successor." in page
    desk.post(f"/my/people/{tie.pk}/leave/", {"successor": tie_of(ana, member).pk})
    assert is_signed_in(desk)
    assert not is_signed_in(phone)
    assert Role.BILLING in roles(ana, member)


def test_the_office_hands_over_in_the_admin(client, member, leaver, ana, office):
    desk = signed_in(leaver)
    client.force_login(office)
    tie = tie_of(leaver, member)
    address = f"/admin/members/representative/{tie.pk}/end/"
    assert "The successor gets" in client.get(address).content.decode()
    client.post(address, {"successor": tie_of(ana, member).pk, "reason": "Asked by mail."})
    member.refresh_from_db()
    assert Role.ASSEMBLY_DELEGATE in roles(ana, member)
    assert member.billing_email == ana.email
    assert not is_signed_in(desk)


def test_a_plain_representative_leaves_without_being_asked_for_a_successor(
    client, member, ana, bogdan
):
    client.force_login(bogdan)
    page = client.get(f"/my/people/{tie_of(ana, member).pk}/end/").content.decode()
    assert "Who takes over" not in page


def test_who_leaves_is_not_sent_to_a_page_that_they_cannot_open(member, leaver, ana, bogdan):
    end(leaver, member, leaver, ana)
    told = {
        mail.to_address: mail for mail in OutgoingMail.objects.filter(template__endswith="over")
    }
    for body in ("text", "html"):
        assert "/my/people/" in getattr(told[ana.email], body)
        assert "/my/people/" not in getattr(told[leaver.email], body)


def test_who_leaves_by_themselves_reads_so_and_who_is_ended_reads_by_whom(
    member, leaver, ana, bogdan
):
    end(leaver, member, leaver)
    end(ana, member, bogdan)
    letters = OutgoingMail.objects.filter(template__endswith="representation_ended")
    own, ended = letters.get(to_address=leaver.email), letters.get(to_address=ana.email)
    for body in (own.text, own.html):
        assert "You have stopped representing" in body
    for body in (ended.text, ended.html):
        assert f"{bogdan} has ended today" in body
    assert "\n\n\n" not in own.text + ended.text


def test_it_is_said_before_what_nobody_has_without_a_successor(client, member, leaver, bogdan):
    client.force_login(bogdan)
    address = f"/my/people/{tie_of(leaver, member).pk}/end/"
    page = client.get(address).content.decode()
    assert "Without a successor nobody has: Billing, Assembly delegate." in page
    RoleHeld.objects.create(
        representative=tie_of(bogdan, member), organisation=member, role=Role.BILLING
    )
    assert "nobody has: Assembly delegate." in client.get(address).content.decode()
