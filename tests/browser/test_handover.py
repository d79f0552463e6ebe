"""People come and go: a colleague asks to represent, the administrator leaves and hands over."""

import pytest
from django.utils import timezone

from members.organisations.models import MailDomain, Representative, Role, RoleHeld
from tests.browser import walk
from tests.factories import world as worlds
from tests.factories.members import UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DOMAIN = "member.example.com"


def test_an_administrator_hands_over_to_a_colleague_who_asked_by_their_address(visit):
    world = worlds.make()
    member, bogdan = world.member, world.people["administrator"]
    ana = world.people["representative"]
    tie = member.representatives.get(user=ana)
    RoleHeld.objects.create(representative=tie, organisation=member, role=Role.BILLING)
    member.billing_email = ana.email
    member.save(update_fields=["billing_email"])
    MailDomain.objects.create(
        organisation=member, domain=DOMAIN, added_by=bogdan, confirmed_by=bogdan,
        confirmed_at=timezone.now(),
    )  # fmt: skip
    newcomer = UserFactory(full_name="Nora Newcomer", email=f"nora@{DOMAIN}")

    phone = visit("phone")
    walk.sign_in(phone, newcomer.email)
    walk.go(phone, "/my/represent/")
    phone.get_by_label("Your job title").fill("Head of delivery")
    walk.press(phone, "Ask to represent it")
    assert walk.reads(phone, "waiting for an answer")
    assert not walk.reads(phone, ana.full_name)

    desk = visit("desk")
    walk.sign_in(desk, bogdan.email)
    walk.go(desk, "/my/people/")
    assert walk.reads(desk, "Head of delivery")
    walk.press(desk, "Accept (Nora Newcomer)")
    assert walk.reads(desk, "Nora Newcomer represents")
    walk.go(desk, "/my/people/domains/")

    anas = visit("desk", dark=True)
    walk.sign_in(anas, ana.email)
    walk.go(desk, "/my/people/")
    walk.press(desk, f"End ({ana})")
    assert walk.reads(desk, "The successor gets: Billing")
    desk.get_by_label("Who takes over").select_option("Nora Newcomer")
    desk.get_by_label("Reason").fill("Ana has another employer.")
    walk.press(desk, "End it today")
    assert walk.reads(desk, "no longer represents")
    member.refresh_from_db()
    assert member.billing_email == newcomer.email
    anas.goto("/my/people/")
    assert "/accounts/login/" in anas.url

    walk.go(phone, "/my/organisation/")
    assert walk.reads(phone, newcomer.email)
    walk.go(desk, "/my/people/")
    walk.press(desk, "Leave")
    assert walk.reads(desk, "Somebody must hold these roles: Primary contact, Administrator.")
    desk.get_by_label("Who takes over").select_option("Nora Newcomer")
    walk.press(desk, "Leave")
    walk.go(phone, "/my/people/")
    assert walk.reads(phone, "Administrator since")
    walk.press(phone, "This list is right")
    assert walk.reads(phone, "Nora Newcomer confirmed this list")

    assert [one.user for one in Representative.objects.open().filter(organisation=member)] == [
        newcomer
    ]
    assert "Administrator" in walk.newest_mail(newcomer.email).text
