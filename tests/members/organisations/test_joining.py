"""Asking to represent an organisation, believed by a proven address of its mail domain."""

import datetime as dt
import threading

import pytest
from allauth.account.models import EmailAddress
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from cluster_portal.toolkit.errors import PortalError
from cluster_portal.toolkit.mail.models import OutgoingMail
from members.organisations import actions, periodic
from members.organisations.errors import OrganisationError
from members.organisations.limits import PER_PERSON_A_DAY
from members.organisations.models import (
    JoinRequest,
    JoinStatus,
    MailDomain,
    Membership,
    Representative,
    Role,
)
from tests.factories.members import ActiveMemberFactory, UserFactory

pytestmark = pytest.mark.django_db
DOMAIN = "member.example.com"


def prove(person, address):
    EmailAddress.objects.create(user=person, email=address, verified=True)


@pytest.fixture
def domain(member, bogdan):
    prove(bogdan, f"bogdan@{DOMAIN}")
    return actions.add_domain(organisation_id=member.pk, domain=DOMAIN, actor=bogdan)


@pytest.fixture
def newcomer(carmen):
    prove(carmen, f"carmen@{DOMAIN}")
    return carmen


def ask(member, person, **more):
    return actions.ask_to_represent(organisation_id=member.pk, actor=person, **more)


class TestDomains:
    def test_a_proven_address_of_the_administrator_confirms_its_domain(self, domain):
        assert domain.confirmed_at is not None

    def test_without_one_the_office_confirms_it(self, client, member, bogdan, carmen, office):
        row = actions.add_domain(organisation_id=member.pk, domain="a@New.Example", actor=bogdan)
        assert (row.domain, row.confirmed_at) == ("new.example", None)
        prove(carmen, "carmen@new.example")
        assert not actions.may_be_asked_by(carmen).exists()
        client.force_login(office)
        client.post(f"/admin/members/maildomain/{row.pk}/confirm/")
        assert actions.may_be_asked_by(carmen).get() == member

    def test_an_address_that_is_not_proven_confirms_nothing(self, member, bogdan):
        EmailAddress.objects.create(user=bogdan, email=f"x@{DOMAIN}", verified=False)
        row = actions.add_domain(organisation_id=member.pk, domain=DOMAIN, actor=bogdan)
        assert row.confirmed_at is None

    @pytest.mark.parametrize("name", ["gmail.com", "me@YAHOO.ro"])
    def test_a_domain_where_everybody_has_an_address_is_refused(self, member, bogdan, name):
        with pytest.raises(OrganisationError, match="proves nothing"):
            actions.add_domain(organisation_id=member.pk, domain=name, actor=bogdan)

    @pytest.mark.parametrize("name", ["", "example", "exa mple.org", "example.org/path", "ș.ro"])
    def test_what_is_no_domain_gets_a_sentence(self, member, bogdan, name):
        with pytest.raises(OrganisationError, match="behind the @"):
            actions.add_domain(organisation_id=member.pk, domain=name, actor=bogdan)

    def test_it_is_listed_once_and_removed_by_an_administrator(self, client, member, ana, bogdan,
                                                              domain):  # fmt: skip
        with pytest.raises(OrganisationError, match="already"):
            actions.add_domain(organisation_id=member.pk, domain=DOMAIN, actor=bogdan)
        with pytest.raises(IntegrityError, match="mail_domain_once"), transaction.atomic():
            MailDomain.objects.create(organisation=member, domain=DOMAIN, added_by=bogdan)
        with pytest.raises(PermissionDenied):
            actions.end_domain(domain_id=domain.pk, actor=ana)
        client.force_login(bogdan)
        assert DOMAIN in client.get("/my/people/domains/").content.decode()
        client.post(f"/my/people/domains/{domain.pk}/end/")
        assert not member.mail_domains.open().exists()

    def test_the_page_says_what_is_wrong_at_the_field(self, client, bogdan):
        client.force_login(bogdan)
        page = client.post("/my/people/domains/", {"domain": "gmail.com"}).content.decode()
        assert "proves nothing" in page
        assert 'value="gmail.com"' in page


class TestAsking:
    def test_an_administrator_accepts_and_the_person_represents(
        self, client, member, bogdan, domain, newcomer
    ):
        client.force_login(newcomer)
        assert "Member Ltd" in client.get("/my/represent/").content.decode()
        client.post(
            "/my/represent/",
            {"organisation": member.pk, "job_title": "Tester", "message": "I am new."},
        )
        asked = JoinRequest.objects.get()
        told = OutgoingMail.objects.get(template__endswith="join_asked")
        assert told.to_address == bogdan.email
        assert "I am new." in told.text
        client.force_login(bogdan)
        assert "I am new." in client.get("/my/people/").content.decode()
        client.post(f"/my/people/requests/{asked.pk}/accept/")
        tie = Representative.objects.open().get(user=newcomer)
        assert (tie.job_title, [held.role for held in tie.open_roles]) == (
            "Tester", [Role.REPRESENTATIVE]
        )  # fmt: skip
        assert OutgoingMail.objects.filter(
            template__endswith="welcomed", to_address=newcomer.email
        ).exists()

    def test_a_declined_person_is_told_why_and_waits_before_asking_again(
        self, client, member, bogdan, domain, newcomer
    ):
        asked = ask(member, newcomer)
        client.force_login(bogdan)
        client.post(f"/my/people/requests/{asked.pk}/decline/", {"answer": "Who are you?"})
        assert "Who are you?" in OutgoingMail.objects.get(template__endswith="join_answered").text
        with pytest.raises(OrganisationError, match="short while ago"):
            ask(member, newcomer)
        JoinRequest.objects.update(decided_at=timezone.now() - dt.timedelta(days=31))
        assert ask(member, newcomer).status == JoinStatus.ASKED

    def test_without_a_proven_address_of_the_domain_nobody_can_ask(self, client, member, domain,
                                                                  carmen):  # fmt: skip
        EmailAddress.objects.create(user=carmen, email=f"c@{DOMAIN}", verified=False)
        with pytest.raises(OrganisationError, match="cannot ask"):
            ask(member, carmen)
        client.force_login(carmen)
        page = client.get("/my/represent/").content.decode()
        assert "Member Ltd" not in page
        assert "No member can be asked" in page

    def test_who_represents_it_already_learns_no_more_than_a_stranger(self, member, domain, bogdan,
                                                                     carmen):  # fmt: skip
        said = set()
        for person in (bogdan, carmen):
            with pytest.raises(OrganisationError) as refused:
                ask(member, person)
            said.add(str(refused.value))
        assert len(said) == 1

    def test_the_page_names_nobody_of_the_organisation(self, client, member, ana, domain, newcomer):
        client.force_login(newcomer)
        page = client.get("/my/represent/").content.decode()
        assert "Ana" not in page
        assert "Bogdan" not in page

    def test_an_organisation_whose_membership_has_ended_is_not_asked(self, member, domain, newcomer,
                                                                    office):  # fmt: skip
        membership = Membership.objects.get(organisation=member)
        actions.end(
            membership_id=membership.pk, ended_on=timezone.localdate(), end_reason="resigned",
            actor=office, reason="x",
        )  # fmt: skip
        assert not actions.may_be_asked_by(newcomer).exists()

    def test_one_request_waits_and_its_person_withdraws_it(self, client, member, domain, newcomer):
        asked = ask(member, newcomer)
        with pytest.raises(OrganisationError, match="waits"):
            ask(member, newcomer)
        client.force_login(newcomer)
        client.post(f"/my/represent/{asked.pk}/withdraw/")
        asked.refresh_from_db()
        assert asked.status == JoinStatus.WITHDRAWN

    def test_asking_is_limited_by_the_day(self, client, domain, newcomer, member):
        client.force_login(newcomer)
        for number in range(PER_PERSON_A_DAY + 1):
            page = client.post("/my/represent/", {"organisation": member.pk}, follow=True)
            JoinRequest.objects.filter(status=JoinStatus.ASKED).update(status=JoinStatus.WITHDRAWN)
            assert ("often today" in page.content.decode()) == (number == PER_PERSON_A_DAY)

    def test_only_an_administrator_of_that_organisation_answers(self, client, member, ana, domain,
                                                               newcomer):  # fmt: skip
        asked = ask(member, newcomer)
        for person, status in ((ana, 403), (newcomer, 403), (UserFactory(), 404)):
            client.force_login(person)
            answer = client.post(f"/my/people/requests/{asked.pk}/accept/")
            assert answer.status_code == status

    def test_where_nobody_administers_the_office_is_asked(self, client, association, office,
                                                         carmen):  # fmt: skip
        orphan = ActiveMemberFactory()
        row = MailDomain.objects.create(
            organisation=orphan, domain=DOMAIN, added_by=office, confirmed_by=office,
            confirmed_at=timezone.now(),
        )  # fmt: skip
        prove(carmen, f"carmen@{row.domain}")
        asked = ask(orphan, carmen)
        assert OutgoingMail.objects.get().to_address == association.email
        client.force_login(office)
        client.post(f"/admin/members/joinrequest/{asked.pk}/accept/")
        assert orphan.representatives.open().get().user == carmen

    def test_a_request_that_nobody_answers_lapses_and_its_person_hears_it(self, member, domain,
                                                                         newcomer):  # fmt: skip
        asked = ask(member, newcomer)
        periodic.lapse_join_requests(timestamp=0)
        asked.refresh_from_db()
        assert asked.status == JoinStatus.ASKED
        JoinRequest.objects.update(requested_at=timezone.now() - dt.timedelta(days=31))
        for _again in range(2):
            periodic.lapse_join_requests(timestamp=0)
        asked.refresh_from_db()
        assert asked.status == JoinStatus.LAPSED
        assert OutgoingMail.objects.filter(template__endswith="join_answered").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_administrators_who_answer_at_once_give_one_answer(member, bogdan, domain, newcomer):
    asked, outcomes = ask(member, newcomer), []
    together = threading.Barrier(2, timeout=10)

    def answer(act):
        together.wait()
        try:
            act(request_id=asked.pk, actor=bogdan)
            outcomes.append("answered")
        except PortalError:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [
        threading.Thread(target=answer, args=(act,))
        for act in (actions.accept_join_request, actions.decline_join_request)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert sorted(outcomes) == ["answered", "refused"]
    asked.refresh_from_db()
    represents = Representative.objects.open().filter(user=newcomer).exists()
    assert represents == (asked.status == JoinStatus.ACCEPTED)
