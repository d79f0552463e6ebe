import datetime as dt
import threading

import pytest
from django.db import connection
from django.utils import timezone

from cluster_portal.toolkit.errors import IllegalTransitionError, NotAllowedError
from cluster_portal.toolkit.history.models import HistoryEvent
from cluster_portal.toolkit.mail.models import OutgoingMail
from members.organisations import actions
from members.organisations.errors import OrganisationError
from members.organisations.models import EndReason, MembershipStatus, Organisation, Role
from tests.factories.members import (
    ActiveMemberFactory,
    MembershipFactory,
    OrganisationFactory,
    UserFactory,
    represent,
)

BEFORE = dt.date(2026, 5, 1)


@pytest.fixture
def approved(db):
    return MembershipFactory(
        status=MembershipStatus.AWAITING_PAYMENT, approved_on=dt.date(2026, 5, 12), started_on=None
    )


def kinds(organisation):
    return list(HistoryEvent.objects.about(organisation).values_list("kind", flat=True))


def test_activate_gives_rights_from_the_day_of_payment(approved, association):
    contact = UserFactory()
    represent(contact, approved.organisation, Role.PRIMARY_CONTACT)

    actions.activate(membership_id=approved.pk, started_on=dt.date(2026, 5, 20), actor=None)

    approved.refresh_from_db()
    assert (approved.status, approved.started_on) == (
        MembershipStatus.ACTIVE,
        dt.date(2026, 5, 20),
    )
    assert kinds(approved.organisation) == ["organisation.membership_began"]
    letter = OutgoingMail.objects.get()
    assert letter.to_address == contact.email
    assert "is now a member" in letter.subject
    assert "20 May 2026" in letter.text


def test_membership_never_begins_before_it_was_approved(approved):
    actions.activate(membership_id=approved.pk, started_on=BEFORE, actor=None)

    approved.refresh_from_db()
    assert approved.started_on == dt.date(2026, 5, 12)


def test_activate_twice_is_refused_and_changes_nothing(approved):
    actions.activate(membership_id=approved.pk, started_on=dt.date(2026, 5, 20), actor=None)

    with pytest.raises(IllegalTransitionError):
        actions.activate(membership_id=approved.pk, started_on=dt.date(2026, 6, 1), actor=None)

    approved.refresh_from_db()
    assert approved.started_on == dt.date(2026, 5, 20)


def test_suspended_member_has_no_rights_until_it_is_resumed(member, bogdan, ana, office):
    membership = member.memberships.get()

    actions.suspend(membership_id=membership.pk, actor=office, reason="Dues of two years.")

    assert not Organisation.objects.active_members().exists()
    letter = OutgoingMail.objects.get()
    assert letter.to_address == bogdan.email
    assert "Dues of two years." in letter.text
    assert "Dues of two years." in letter.html

    actions.resume(membership_id=membership.pk, actor=office)

    assert Organisation.objects.active_members().get() == member
    assert kinds(member) == ["organisation.resumed", "organisation.suspended"]


def test_suspended_membership_is_not_begun_again(member, office):
    membership = member.memberships.get()
    actions.suspend(membership_id=membership.pk, actor=office, reason="Dues.")

    with pytest.raises(IllegalTransitionError, match="lift the suspension"):
        actions.activate(membership_id=membership.pk, started_on=BEFORE, actor=office)


def test_membership_that_has_not_begun_is_not_resumed(approved, office):
    with pytest.raises(IllegalTransitionError, match="not begun"):
        actions.resume(membership_id=approved.pk, actor=office)


def test_end_keeps_the_past_and_takes_the_rights(member, bogdan, office):
    membership = member.memberships.get()
    today = timezone.localdate()

    actions.end(
        membership_id=membership.pk,
        ended_on=today,
        end_reason=EndReason.RESIGNED,
        actor=office,
        reason="Their letter of May.",
    )

    membership.refresh_from_db()
    assert membership.status == MembershipStatus.ENDED
    assert not Organisation.objects.active_members().exists()
    yesterday = today - dt.timedelta(days=1)
    assert Organisation.objects.active_members(yesterday).get() == member
    assert "ends" in OutgoingMail.objects.get(to_address=bogdan.email).subject


def test_active_membership_may_end_on_a_day_to_come(member, office):
    actions.end(
        membership_id=member.memberships.get().pk,
        ended_on=timezone.localdate() + dt.timedelta(days=10),
        end_reason=EndReason.RESIGNED,
        actor=office,
        reason="From the end of the month.",
    )

    assert Organisation.objects.active_members().get() == member


def test_end_of_a_suspended_membership_does_not_give_rights_back(member, office):
    membership = member.memberships.get()
    actions.suspend(membership_id=membership.pk, actor=office, reason="Dues.")

    with pytest.raises(OrganisationError, match="choose today"):
        actions.end(
            membership_id=membership.pk,
            ended_on=timezone.localdate() + dt.timedelta(days=10),
            end_reason=EndReason.EXCLUDED,
            actor=office,
            reason="Assembly.",
        )

    assert not Organisation.objects.active_members().exists()


@pytest.mark.parametrize(
    ("ended_on", "why", "says"),
    [
        (dt.date(2019, 1, 1), EndReason.RESIGNED, "before it began"),
        (dt.date(2026, 1, 1), EndReason.NEVER_PAID, "never began"),
    ],
)
def test_end_refuses_what_cannot_be(member, office, ended_on, why, says):
    with pytest.raises(OrganisationError, match=says):
        actions.end(
            membership_id=member.memberships.get().pk,
            ended_on=ended_on,
            end_reason=why,
            actor=office,
            reason="",
        )


@pytest.mark.parametrize("move", ["suspend", "resume", "end"])
def test_representatives_do_not_move_memberships(member, bogdan, move):
    extra = {"ended_on": timezone.localdate(), "end_reason": EndReason.RESIGNED}

    with pytest.raises(NotAllowedError):
        getattr(actions, move)(
            membership_id=member.memberships.get().pk,
            actor=bogdan,
            reason="I want to",
            **(extra if move == "end" else {}),
        )


def test_letter_comes_in_the_language_of_the_person(approved, association):
    represent(UserFactory(language="ro"), approved.organisation, Role.ADMINISTRATOR)

    actions.activate(membership_id=approved.pk, started_on=BEFORE, actor=None)

    letter = OutgoingMail.objects.get()
    assert letter.language == "ro"
    assert "/ro/my/" in letter.text


def test_people_who_do_not_answer_for_it_get_no_letter(member, ana, bogdan, office):
    actions.suspend(membership_id=member.memberships.get().pk, actor=office, reason="Dues.")

    assert list(OutgoingMail.objects.values_list("to_address", flat=True)) == [bogdan.email]


@pytest.mark.django_db(transaction=True)
def test_membership_suspended_twice_at_once_is_suspended_once():
    member = ActiveMemberFactory()
    people = UserFactory.create_batch(2, is_superuser=True)
    membership = member.memberships.get()
    start, outcomes = threading.Barrier(2), []

    def run(actor):
        start.wait()
        try:
            actions.suspend(membership_id=membership.pk, actor=actor, reason="Dues.")
            outcomes.append("suspended")
        except IllegalTransitionError:
            outcomes.append("too late")
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[person]) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["suspended", "too late"]
    assert kinds(member) == ["organisation.suspended"]


def test_organisation_without_membership_is_hidden_from_the_public(db, carmen, office):
    organisation = OrganisationFactory()

    assert not Organisation.objects.visible_to(carmen).exists()
    assert Organisation.objects.visible_to(office).get() == organisation
