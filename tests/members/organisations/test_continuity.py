"""Where a member might fall silent, and the yearly look at its people."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from cluster_portal.toolkit.mail.models import MailStatus, OutgoingMail
from members.organisations import actions, continuity, periodic
from members.organisations.models import (
    MailBounce,
    Membership,
    OrganisationAtRisk,
    PeopleConfirmation,
    Role,
)
from tests.factories.members import ActiveMemberFactory, OrganisationFactory, UserFactory, represent

pytestmark = pytest.mark.django_db
OCTOBER = dt.date(2026, 10, 1)


def flags(member) -> set[str]:
    return {rule.flag for rule in continuity.warnings_of(member)}


@pytest.fixture
def settled(member, bogdan):
    """A member to which no rule applies: two administrators, billing, signed in today."""
    for person in (bogdan, UserFactory()):
        person.last_login = timezone.now()
        person.save(update_fields=["last_login"])
        if person != bogdan:
            represent(person, member, Role.ADMINISTRATOR, Role.BILLING)
    return member


def test_a_member_that_is_well_has_no_warning(settled):
    assert flags(settled) == set()


def test_a_single_administrator_or_none_who_can_sign_in(settled, bogdan):
    bogdan.is_active = False
    bogdan.save(update_fields=["is_active"])
    assert flags(settled) == {"has_one_administrator"}
    settled.representatives.open().exclude(user=bogdan).update(ended_on=timezone.localdate())
    assert "has_no_administrator" in flags(settled)


def test_nobody_for_billing_unless_an_address_is_named(member, bogdan):
    assert "has_no_billing" in flags(member)
    actions.edit_billing(organisation_id=member.pk, actor=bogdan, billing_email="b@example.org")
    assert "has_no_billing" not in flags(member)


def test_nobody_signed_in_for_a_year(settled):
    long_ago = timezone.now() - dt.timedelta(days=366)
    for tie in settled.representatives.select_related("user"):
        tie.user.last_login = long_ago
        tie.user.save(update_fields=["last_login"])
    assert flags(settled) == {"is_quiet"}
    Membership.objects.update(approved_on=timezone.localdate() - dt.timedelta(days=30),
                              started_on=timezone.localdate())  # fmt: skip
    assert flags(settled) == set()


def refused(address, *, kind="SMTPRecipientsRefused"):
    return OutgoingMail.objects.create(
        to_address=address, language="en", subject="Fee notice", text="…",
        status=MailStatus.FAILED, last_error=f"{kind}: no such address",
    )  # fmt: skip


def test_an_address_for_documents_that_the_mail_server_refuses(settled, bogdan):
    actions.edit_billing(organisation_id=settled.pk, actor=bogdan, billing_email="Gone@example.org")
    refused("gone@example.org", kind="TimeoutError")
    assert flags(settled) == set()
    refused("gone@example.org")
    assert flags(settled) == {"billing_bounces"}
    OutgoingMail.objects.create(
        to_address="gone@example.org", language="en", subject="Again", text="…",
        status=MailStatus.SENT, sent_at=timezone.now(),
    )  # fmt: skip
    assert flags(settled) == set()


def test_an_address_that_the_office_saw_bounce_until_it_works_again(settled, office):
    billing = settled.representatives.with_role(Role.BILLING).get().user
    bounce = actions.note_bounce(address=billing.email.upper(), note="Full", actor=office)
    assert flags(settled) == {"billing_bounces"}
    actions.end_bounce(bounce_id=bounce.pk, actor=office)
    assert flags(settled) == set()


def test_who_is_no_member_has_no_warning(office):
    assert flags(OrganisationFactory()) == set()


def test_its_people_see_the_warnings_and_the_public_does_not(client, member, bogdan):
    client.force_login(bogdan)
    assert "Only one person administers" in client.get("/my/organisation/").content.decode()
    client.logout()
    assert "administers" not in client.get(member.get_absolute_url()).content.decode()


def test_the_office_reads_them_as_a_page_with_a_filter(client, member, bogdan, office):
    client.force_login(office)
    page = client.get("/admin/members/organisationatrisk/").content.decode()
    assert "a single administrator" in page
    assert "bogdan@example.org" in page
    assert f"/admin/members/organisation/{member.pk}/change/" in page
    none = client.get("/admin/members/organisationatrisk/?rule=billing_bounces").content.decode()
    assert "bogdan@example.org" not in none


def test_the_page_of_the_office_asks_the_same_for_one_member_and_for_three(
    client, member, bogdan, office, django_assert_max_num_queries
):
    client.force_login(office)
    client.get("/admin/members/organisationatrisk/")
    with django_assert_max_num_queries(60) as first:
        client.get("/admin/members/organisationatrisk/")
    for _number in range(2):
        represent(UserFactory(), ActiveMemberFactory(), Role.ADMINISTRATOR)
    assert continuity.at_risk(OrganisationAtRisk.objects.all()).count() == 3
    with django_assert_max_num_queries(len(first)):
        client.get("/admin/members/organisationatrisk/")


def test_a_bounce_is_noted_in_the_admin_and_only_by_the_office(client, bogdan, office):
    client.force_login(office)
    client.post("/admin/members/mailbounce/add/", {"address": "x@example.org", "note": "Full"})
    bounce = MailBounce.objects.get()
    assert bounce.recorded_by == office
    client.post(f"/admin/members/mailbounce/{bounce.pk}/works_again/")
    assert not MailBounce.objects.open().exists()
    with pytest.raises(PermissionDenied):
        actions.note_bounce(address="y@example.org", note="", actor=bogdan)


class TestYearlyConfirmation:
    def letters(self) -> int:
        return OutgoingMail.objects.filter(template__endswith="confirm_people").count()

    def ask(self, monkeypatch, day):
        monkeypatch.setattr(periodic.timezone, "localdate", lambda *_args: day)
        periodic.ask_to_confirm_people(timestamp=0)

    def test_each_member_is_asked_once_a_year_also_after_days_without_a_worker(
        self, monkeypatch, member, bogdan
    ):
        self.ask(monkeypatch, OCTOBER - dt.timedelta(days=1))
        assert self.letters() == 0
        for day in (dt.date(2026, 12, 24), dt.date(2026, 12, 25)):
            self.ask(monkeypatch, day)
        assert self.letters() == 1
        self.ask(monkeypatch, dt.date(2027, 10, 2))
        assert self.letters() == 2
        assert set(PeopleConfirmation.objects.values_list("year", flat=True)) == {2026, 2027}

    def test_who_was_approved_shortly_before_is_not_asked(self, member):
        Membership.objects.update(approved_on=dt.date(2026, 9, 1), started_on=dt.date(2026, 9, 1))
        assert not continuity.to_ask_for_people(OCTOBER).exists()

    def test_the_list_is_confirmed_with_one_button(self, client, member, ana, bogdan):
        actions.ask_to_confirm_people(organisation_id=member.pk, year=timezone.localdate().year)
        PeopleConfirmation.objects.update(asked_at=timezone.now() - dt.timedelta(days=31))
        assert "is_unconfirmed" in flags(member)
        client.force_login(bogdan)
        assert "This list is right" in client.get("/my/people/").content.decode()
        page = client.post("/my/people/confirm/", follow=True).content.decode()
        assert "Bogdan Administers confirmed this list" in page
        assert "is_unconfirmed" not in flags(member)
        client.force_login(ana)
        assert client.post("/my/people/confirm/").status_code == 403
