import datetime as dt
import threading

import pytest
from allauth.account.models import EmailAddress
from django.core.signing import Signer
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from cluster_portal.toolkit.errors import IllegalTransitionError, NotAllowedError
from cluster_portal.toolkit.history.models import HistoryEvent
from cluster_portal.toolkit.mail.models import OutgoingMail
from members.accounts.errors import AccountClosedError
from members.accounts.models import User
from members.organisations import actions
from members.organisations.errors import InvitationError
from members.organisations.models import Invitation, InvitationStatus, Representative, Role
from tests.factories.members import ActiveMemberFactory, UserFactory, represent


def invite(member, actor, **changes):
    return actions.invite(
        organisation_id=member.pk,
        actor=actor,
        **{
            "email": "Dan@example.org",
            "full_name": "Dan Director",
            "job_title": "Director",
            "roles": [Role.REPRESENTATIVE, Role.ADMINISTRATOR],
            "language": "en",
            **changes,
        },
    )


@pytest.fixture
def invitation(member, bogdan, association):
    return invite(member, bogdan)


def make_older(invitation, **delta):
    earlier = dt.timedelta(**delta)
    invitation.sent_at -= earlier
    invitation.expires_at -= earlier
    invitation.save()


class TestInvite:
    def test_mail_says_who_asks_for_what_and_how_to_answer(self, invitation):
        letter = OutgoingMail.objects.get()
        assert letter.to_address == "dan@example.org"
        assert letter.is_secret
        assert letter.subject == "Member Ltd invites you to represent it"
        assert "Bogdan Administers invites you" in letter.text
        assert "Administrator, Representative" in letter.text
        assert invitation.get_absolute_url() in letter.text
        assert invitation.get_absolute_url() in letter.html

    def test_mail_comes_in_the_language_chosen_for_it(self, member, bogdan, association):
        invite(member, bogdan, language="ro")

        letter = OutgoingMail.objects.get()
        assert "/ro/invitations/" in letter.text

    def test_history_names_the_person(self, invitation, member):
        event = HistoryEvent.objects.about(member).get()
        assert event.kind == "organisation.invited"
        assert event.changes["person"] == ["", "Dan Director"]

    def test_representative_invites_nobody(self, member, ana):
        with pytest.raises(NotAllowedError):
            invite(member, ana)

    def test_second_invitation_to_the_same_address_is_refused(self, invitation, member, bogdan):
        with pytest.raises(InvitationError, match="has an invitation already"):
            invite(member, bogdan, email="DAN@example.org")

        assert Invitation.objects.count() == 1

    def test_colleague_is_not_invited_again(self, member, bogdan, ana):
        with pytest.raises(InvitationError, match="represents Member Ltd already"):
            invite(member, bogdan, email="ANA@example.org")

    def test_colleague_is_known_by_a_second_proven_address(self, member, bogdan, ana):
        EmailAddress.objects.create(user=ana, email="ana@second.example.org", verified=True)

        with pytest.raises(InvitationError, match="represents Member Ltd already"):
            invite(member, bogdan, email="ana@second.example.org")

    @pytest.mark.parametrize("roles", [[], [Role.PRIMARY_CONTACT], ["emperor"]])
    def test_roles_that_one_cannot_be_invited_to_are_refused(self, member, bogdan, roles):
        with pytest.raises(InvitationError, match="from the list"):
            invite(member, bogdan, roles=roles)

    def test_number_of_open_invitations_has_an_end(self, member, bogdan, monkeypatch):
        monkeypatch.setattr("members.organisations.actions.invitations.OPEN_AT_MOST", 1)
        invite(member, bogdan)

        with pytest.raises(InvitationError, match="Too many"):
            invite(member, bogdan, email="other@example.org")


class TestAccept:
    def test_new_person_gets_an_account_and_the_roles(self, invitation, member):
        tie = actions.accept_invitation(invitation_id=invitation.pk)

        assert tie.user.email == "dan@example.org"
        assert not tie.user.has_usable_password()
        assert (tie.organisation, tie.job_title) == (member, "Director")
        assert set(tie.roles_held.open().values_list("role", flat=True)) == {
            Role.REPRESENTATIVE,
            Role.ADMINISTRATOR,
        }
        invitation.refresh_from_db()
        assert invitation.status == InvitationStatus.ACCEPTED
        assert invitation.accepted_by == tie.user
        assert HistoryEvent.objects.about(member).first().kind == "organisation.person_joined"
        assert OutgoingMail.objects.filter(subject="You now represent Member Ltd").exists()

    def test_known_person_keeps_their_account_and_other_organisation(self, invitation, carmen):
        carmen.email = "dan@example.org"
        carmen.save()
        other = represent(carmen, ActiveMemberFactory(), Role.ADMINISTRATOR)

        tie = actions.accept_invitation(invitation_id=invitation.pk)

        assert tie.user == carmen
        assert set(carmen.representations.open()) == {other, tie}
        carmen.refresh_from_db()
        assert carmen.full_name == "Carmen Stranger"

    def test_second_answer_is_refused(self, invitation):
        actions.accept_invitation(invitation_id=invitation.pk)

        with pytest.raises(IllegalTransitionError):
            actions.accept_invitation(invitation_id=invitation.pk)
        with pytest.raises(IllegalTransitionError):
            actions.decline_invitation(invitation_id=invitation.pk)

        assert Representative.objects.filter(user__email="dan@example.org").count() == 1

    def test_expired_one_is_refused(self, invitation):
        make_older(invitation, days=15)

        with pytest.raises(InvitationError, match="Ask Bogdan Administers to send it again"):
            actions.accept_invitation(invitation_id=invitation.pk)

        assert not User.objects.filter(email="dan@example.org").exists()

    def test_closed_account_is_refused(self, invitation):
        UserFactory(email="dan@example.org", is_active=False)

        with pytest.raises(AccountClosedError):
            actions.accept_invitation(invitation_id=invitation.pk)


class TestAfterwards:
    def test_send_again_renews_the_same_link(self, invitation, bogdan):
        make_older(invitation, days=15)

        actions.send_invitation_again(invitation_id=invitation.pk, actor=bogdan)

        invitation.refresh_from_db()
        assert not invitation.is_expired
        letters = OutgoingMail.objects.filter(to_address="dan@example.org")
        assert letters.count() == 2
        assert all(invitation.get_absolute_url() in letter.text for letter in letters)

    def test_who_sends_it_again_is_who_invites(self, invitation, member, ana):
        make_older(invitation, days=15)
        represent(successor := UserFactory(full_name="Sara Succeeds"), member, Role.ADMINISTRATOR)
        actions.send_invitation_again(invitation_id=invitation.pk, actor=successor)
        letter = OutgoingMail.objects.filter(to_address=invitation.email).latest("pk")
        assert "Sara Succeeds invites you" in letter.text

    def test_once_the_inviter_has_left_the_organisation_is_asked_and_its_administrators_are_told(
        self, client, invitation, member, bogdan
    ):
        represent(successor := UserFactory(full_name="Sara Succeeds"), member, Role.ADMINISTRATOR)
        tie = member.representatives.open()
        actions.end_representation(
            representative_id=tie.get(user=bogdan).pk, actor=bogdan,
            successor_id=tie.get(user=successor).pk,
        )  # fmt: skip
        make_older(invitation, days=15)
        page = client.get(invitation.get_absolute_url()).content.decode()
        assert f"Ask {member} to send it again" in page
        make_older(invitation, days=-15)
        actions.decline_invitation(invitation_id=invitation.pk)
        letter = OutgoingMail.objects.get(template__endswith="declined")
        assert letter.to_address == successor.email

    def test_send_again_at_once_sends_nothing(self, invitation, bogdan):
        with pytest.raises(InvitationError, match="a moment ago"):
            actions.send_invitation_again(invitation_id=invitation.pk, actor=bogdan)

        assert OutgoingMail.objects.count() == 1

    def test_taken_back_it_cannot_be_accepted_nor_sent(self, invitation, bogdan):
        actions.take_invitation_back(invitation_id=invitation.pk, actor=bogdan)

        with pytest.raises(IllegalTransitionError, match="taken back"):
            actions.accept_invitation(invitation_id=invitation.pk)
        with pytest.raises(InvitationError, match="taken back"):
            actions.send_invitation_again(invitation_id=invitation.pk, actor=bogdan)

    def test_representative_takes_nothing_back(self, invitation, ana):
        with pytest.raises(NotAllowedError):
            actions.take_invitation_back(invitation_id=invitation.pk, actor=ana)

    def test_declined_the_inviter_is_told(self, invitation, bogdan):
        actions.decline_invitation(invitation_id=invitation.pk)

        letter = OutgoingMail.objects.get(to_address=bogdan.email)
        assert letter.subject == "Dan Director does not take up your invitation"

    def test_after_declining_one_may_be_invited_anew(self, invitation, member, bogdan):
        actions.decline_invitation(invitation_id=invitation.pk)

        assert invite(member, bogdan).pk != invitation.pk


class TestPage:
    def post(self, client, invitation, answer, **data):
        url = reverse(f"members:invitation_{answer}", args=[invitation.token])
        return client.post(url, data)

    def test_visitor_sees_who_asks_for_what(self, client, invitation):
        response = client.get(invitation.get_absolute_url())

        page = response.content.decode()
        assert response.status_code == 200
        assert "Bogdan Administers asks you to act for Member Ltd" in page
        assert "Administrator: invites colleagues" in page
        assert "dan@example.org" in page
        assert response.headers["X-Robots-Tag"] == "noindex"
        assert "no-store" in response.headers["Cache-Control"]

    def test_opening_the_link_changes_nothing(self, client, invitation):
        client.get(invitation.get_absolute_url())

        invitation.refresh_from_db()
        assert invitation.status == InvitationStatus.OPEN

    @pytest.mark.parametrize("token", ["1", "1.x", Signer().sign("1"), "x.y"])
    def test_forged_link_is_not_found(self, client, invitation, token):
        url = reverse("members:invitation", args=[token])
        assert client.get(url).status_code == 404

    def test_visitor_accepts_and_is_told_to_sign_in(self, client, invitation, member):
        response = self.post(client, invitation, "accept")

        assert response.status_code == 302
        page = client.get(response.url).content.decode()
        assert "dan@example.org now represents Member Ltd" in page
        assert "Sign in with a code" in page
        assert member.representatives.filter(user__email="dan@example.org").exists()

    def test_accepting_signs_nobody_in(self, client, invitation):
        self.post(client, invitation, "accept")

        assert client.get(reverse("members:profile")).status_code == 302

    def test_person_signed_in_at_the_address_accepts_and_acts_for_it(
        self, client, invitation, member
    ):
        dan = UserFactory(email="dan@example.org")
        represent(dan, ActiveMemberFactory(display_name="A First"), Role.REPRESENTATIVE)
        client.force_login(dan)

        response = self.post(client, invitation, "accept")

        assert response.url == reverse("home:my")
        page = client.get(reverse("members:my_organisation")).content.decode()
        assert "<h1>Member Ltd</h1>" in page

    def test_somebody_else_must_say_that_it_is_them(self, client, invitation, carmen):
        client.force_login(carmen)

        page = client.get(invitation.get_absolute_url()).content.decode()
        assert "You are signed in as Carmen Stranger (carmen@example.org)" in page
        response = self.post(client, invitation, "accept")

        assert response.status_code == 200
        assert "Please tick the box" in response.content.decode()
        invitation.refresh_from_db()
        assert invitation.status == InvitationStatus.OPEN

    def test_somebody_else_accepts_for_the_invited_account_only(self, client, invitation, carmen):
        client.force_login(carmen)

        response = self.post(client, invitation, "accept", is_me="on")

        assert not carmen.representations.exists()
        tie = Representative.objects.get(user__email="dan@example.org")
        assert tie.organisation == invitation.organisation
        page = client.get(response.url).content.decode()
        assert "sign out and sign in with a code that we send to dan@example.org" in page

    def test_second_proven_address_counts_as_the_person(self, client, invitation, carmen):
        EmailAddress.objects.create(user=carmen, email="dan@example.org", verified=True)
        client.force_login(carmen)

        self.post(client, invitation, "accept")

        assert carmen.representations.open().get().organisation == invitation.organisation

    def test_unproven_second_address_does_not_count(self, client, invitation, carmen):
        EmailAddress.objects.create(user=carmen, email="dan@example.org", verified=False)
        client.force_login(carmen)

        response = self.post(client, invitation, "accept")

        assert response.status_code == 200
        assert not carmen.representations.exists()

    def test_double_click_is_harmless(self, client, invitation):
        self.post(client, invitation, "accept")
        response = self.post(client, invitation, "accept")

        assert response.status_code == 302
        assert Representative.objects.filter(user__email="dan@example.org").count() == 1

    def test_declined_says_so(self, client, invitation):
        response = self.post(client, invitation, "decline")

        assert "was declined" in client.get(response.url).content.decode()

    def test_expired_says_whom_to_ask(self, client, invitation):
        make_older(invitation, days=15)

        page = client.get(invitation.get_absolute_url()).content.decode()

        assert "This invitation has expired" in page
        assert "Ask Bogdan Administers to send it again" in page

    def test_taken_back_says_so(self, client, invitation, bogdan):
        actions.take_invitation_back(invitation_id=invitation.pk, actor=bogdan)

        page = client.get(invitation.get_absolute_url()).content.decode()

        assert "was taken back" in page

    @pytest.mark.parametrize("answer", ["accept", "decline"])
    def test_answers_are_posted(self, client, invitation, answer):
        url = reverse(f"members:invitation_{answer}", args=[invitation.token])
        assert client.get(url).status_code == 405


@pytest.mark.django_db(transaction=True)
def test_invitation_accepted_twice_at_once_is_one_tie():
    member = ActiveMemberFactory()
    administrator = UserFactory()
    represent(administrator, member, Role.ADMINISTRATOR)
    invitation = invite(member, administrator)
    start, outcomes = threading.Barrier(2), []

    def accept():
        start.wait()
        try:
            actions.accept_invitation(invitation_id=invitation.pk)
            outcomes.append("accepted")
        except IllegalTransitionError:
            outcomes.append("too late")
        finally:
            connection.close()

    threads = [threading.Thread(target=accept) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["accepted", "too late"]
    assert User.objects.filter(email="dan@example.org").count() == 1
    assert member.representatives.open().count() == 2


def test_open_ones_of_a_person_are_found_by_any_proven_address(invitation, carmen):
    assert not Invitation.objects.open().sent_to(carmen).exists()
    EmailAddress.objects.create(user=carmen, email="dan@example.org", verified=True)

    assert Invitation.objects.open().sent_to(carmen).get() == invitation
    invitation.expires_at = timezone.now()
    invitation.save()
    assert not Invitation.objects.open().sent_to(carmen).exists()
