import threading

import pytest
from django.db import IntegrityError, connection
from django.utils import timezone

from cluster_portal.toolkit.errors import NotAllowedError
from cluster_portal.toolkit.history.models import HistoryEvent
from cluster_portal.toolkit.mail.models import OutgoingMail
from members.organisations import actions
from members.organisations.errors import LastAdministratorError, OrganisationError
from members.organisations.models import Organisation, Role, RoleHeld
from tests.factories.members import ActiveMemberFactory, UserFactory, represent

BOTH = {Role.ADMINISTRATOR, Role.PRIMARY_CONTACT}


def roles(tie):
    return set(tie.roles_held.open().values_list("role", flat=True))


def tie_of(person):
    return person.representations.get(ended_on=None)


def administrators(organisation):
    return organisation.representatives.open().with_role(Role.ADMINISTRATOR)


def latest(organisation):
    return HistoryEvent.objects.about(organisation).first()


def test_administrator_changes_what_a_colleague_may_do(member, ana, bogdan, association):
    actions.change_roles(
        representative_id=tie_of(ana).pk,
        roles=[Role.BILLING, Role.ADMINISTRATOR],
        actor=bogdan,
    )

    assert roles(tie_of(ana)) == {Role.BILLING, Role.ADMINISTRATOR}
    event = latest(member)
    assert (event.kind, event.actor_label) == ("organisation.roles_changed", str(bogdan))
    assert event.changes == {
        "person": ["", "Ana Represents"],
        "roles": [["representative"], ["administrator", "billing"]],
    }
    letter = OutgoingMail.objects.get()
    assert letter.to_address == ana.email
    assert "Administrator, Billing" in letter.text


def test_role_that_was_taken_stays_known(member, ana, bogdan):
    actions.change_roles(representative_id=tie_of(ana).pk, roles=[], actor=bogdan)

    held = tie_of(ana).roles_held.get()
    assert held.role == Role.REPRESENTATIVE
    assert held.ended_at is not None


def test_same_roles_again_change_nothing_and_tell_nobody(member, ana, bogdan):
    actions.change_roles(
        representative_id=tie_of(ana).pk, roles=[Role.REPRESENTATIVE], actor=bogdan
    )

    assert not HistoryEvent.objects.exists()
    assert not OutgoingMail.objects.exists()


def test_representative_changes_no_roles(member, ana, bogdan):
    with pytest.raises(NotAllowedError):
        actions.change_roles(
            representative_id=tie_of(ana).pk, roles=[Role.ADMINISTRATOR], actor=ana
        )

    assert roles(tie_of(ana)) == {Role.REPRESENTATIVE}


def test_administrator_of_another_organisation_changes_no_roles(ana, bogdan):
    other = UserFactory()
    represent(other, ActiveMemberFactory(), Role.ADMINISTRATOR)

    with pytest.raises(NotAllowedError):
        actions.change_roles(
            representative_id=tie_of(ana).pk, roles=[Role.ADMINISTRATOR], actor=other
        )


def test_primary_contact_moves_to_whom_it_is_given(member, ana, bogdan, association):
    actions.change_roles(
        representative_id=tie_of(ana).pk,
        roles=[Role.REPRESENTATIVE, Role.PRIMARY_CONTACT],
        actor=bogdan,
    )

    assert roles(tie_of(ana)) == {Role.REPRESENTATIVE, Role.PRIMARY_CONTACT}
    assert roles(tie_of(bogdan)) == {Role.ADMINISTRATOR}
    told = {mail.to_address: mail.text for mail in OutgoingMail.objects.all()}
    assert "Ana Represents took over from you" in told[bogdan.email]
    assert OutgoingMail.objects.filter(to_address=ana.email, text__contains="handed over").exists()


def test_last_administrator_keeps_the_role_without_a_successor(member, ana, bogdan):
    with pytest.raises(LastAdministratorError, match="Choose who takes them over"):
        actions.change_roles(
            representative_id=tie_of(bogdan).pk, roles=[Role.PRIMARY_CONTACT], actor=bogdan
        )

    assert roles(tie_of(bogdan)) == BOTH
    assert not HistoryEvent.objects.exists()


def test_last_administrator_gives_the_role_to_a_successor(member, ana, bogdan):
    actions.change_roles(
        representative_id=tie_of(bogdan).pk,
        roles=[Role.PRIMARY_CONTACT],
        successor_id=tie_of(ana).pk,
        actor=bogdan,
    )

    assert roles(tie_of(bogdan)) == {Role.PRIMARY_CONTACT}
    assert roles(tie_of(ana)) == {Role.REPRESENTATIVE, Role.ADMINISTRATOR}


def test_last_administrator_cannot_leave_alone(member, bogdan):
    with pytest.raises(LastAdministratorError):
        actions.end_representation(representative_id=tie_of(bogdan).pk, actor=bogdan)

    assert tie_of(bogdan).ended_on is None


def test_office_cannot_leave_an_organisation_without_an_administrator(member, bogdan, office):
    with pytest.raises(LastAdministratorError):
        actions.end_representation(representative_id=tie_of(bogdan).pk, actor=office)


def test_leaving_hands_over_all_that_may_not_stay_empty(member, ana, bogdan, association):
    tie, successor = tie_of(bogdan), tie_of(ana)

    actions.end_representation(representative_id=tie.pk, actor=bogdan, successor_id=successor.pk)

    tie.refresh_from_db()
    assert tie.ended_on == timezone.localdate()
    assert roles(tie) == set()
    assert roles(successor) == {Role.REPRESENTATIVE, *BOTH}
    kinds = set(HistoryEvent.objects.about(member).values_list("kind", flat=True))
    assert kinds == {"organisation.handed_over", "organisation.person_left"}
    goodbye = OutgoingMail.objects.get(subject__startswith="You no longer represent")
    assert goodbye.to_address == bogdan.email


def test_successor_must_belong_to_the_organisation(member, ana, bogdan, carmen):
    elsewhere = represent(carmen, ActiveMemberFactory(), Role.ADMINISTRATOR)

    with pytest.raises(LastAdministratorError):
        actions.end_representation(
            representative_id=tie_of(bogdan).pk, actor=bogdan, successor_id=elsewhere.pk
        )


def test_administrator_whose_account_is_closed_does_not_count(member, ana, bogdan):
    closed = UserFactory(is_active=False)
    represent(closed, member, Role.ADMINISTRATOR)

    with pytest.raises(LastAdministratorError):
        actions.change_roles(
            representative_id=tie_of(bogdan).pk, roles=[Role.PRIMARY_CONTACT], actor=bogdan
        )
    assert member in Organisation.objects.all()
    assert not Organisation.objects.members_without_administrator().exists()
    bogdan.is_active = False
    bogdan.save()
    assert Organisation.objects.members_without_administrator().get() == member


def test_anybody_may_leave(member, ana, bogdan, association):
    tie = tie_of(ana)

    actions.end_representation(representative_id=tie.pk, actor=ana)

    tie.refresh_from_db()
    assert tie.ended_on == timezone.localdate()
    assert latest(member).actor_label == "Ana Represents"


def test_nobody_ends_a_colleague_without_being_administrator(member, ana, bogdan):
    with pytest.raises(NotAllowedError):
        actions.end_representation(representative_id=tie_of(bogdan).pk, actor=ana)


def test_person_who_left_may_come_back(member, ana, bogdan):
    actions.end_representation(representative_id=tie_of(ana).pk, actor=ana)
    represent(ana, member, Role.REPRESENTATIVE)

    assert ana.representations.count() == 2
    assert ana.representations.open().count() == 1


def test_tie_that_ended_is_not_changed_any_more(member, ana, bogdan):
    tie = tie_of(ana)
    actions.end_representation(representative_id=tie.pk, actor=ana)

    with pytest.raises(OrganisationError, match="no longer represents"):
        actions.change_roles(representative_id=tie.pk, roles=[Role.BILLING], actor=bogdan)


def test_leaving_one_organisation_keeps_the_other(member, ana, bogdan):
    other = represent(ana, ActiveMemberFactory(), Role.ADMINISTRATOR)

    actions.end_representation(
        representative_id=ana.representations.get(organisation=member).pk, actor=ana
    )

    assert list(ana.representations.open()) == [other]
    assert roles(other) == {Role.ADMINISTRATOR}


def test_only_the_person_decides_about_the_public_page(member, ana, bogdan):
    tie = tie_of(ana)

    with pytest.raises(NotAllowedError):
        actions.describe_oneself(
            representative_id=tie.pk, actor=bogdan, job_title="CTO", is_public=True
        )
    actions.describe_oneself(representative_id=tie.pk, actor=ana, job_title="CTO", is_public=True)

    tie.refresh_from_db()
    assert (tie.job_title, tie.is_public) == ("CTO", True)


@pytest.mark.django_db
def test_database_keeps_one_primary_contact(member, ana, bogdan):
    with pytest.raises(IntegrityError, match="role_one_primary_contact"):
        RoleHeld.objects.create(
            representative=tie_of(ana), organisation=member, role=Role.PRIMARY_CONTACT
        )


@pytest.mark.django_db(transaction=True)
def test_two_administrators_leaving_at_once_leave_one():
    member = ActiveMemberFactory()
    people = UserFactory.create_batch(2)
    ties = [represent(person, member, Role.ADMINISTRATOR) for person in people]
    start, outcomes = threading.Barrier(2), []

    def leave(tie, person):
        start.wait()
        try:
            actions.end_representation(representative_id=tie.pk, actor=person)
            outcomes.append("left")
        except LastAdministratorError:
            outcomes.append("stays")
        finally:
            connection.close()

    threads = [threading.Thread(target=leave, args=pair) for pair in zip(ties, people, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["left", "stays"]
    assert administrators(member).count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_administrators_taking_each_others_role_at_once_leave_one():
    member = ActiveMemberFactory()
    people = UserFactory.create_batch(2)
    ties = [represent(person, member, Role.ADMINISTRATOR) for person in people]
    start, outcomes = threading.Barrier(2), []

    def demote(tie, actor):
        start.wait()
        try:
            actions.change_roles(representative_id=tie.pk, roles=[Role.BILLING], actor=actor)
            outcomes.append("changed")
        except (LastAdministratorError, NotAllowedError):
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [
        threading.Thread(target=demote, args=[ties[1], people[0]]),
        threading.Thread(target=demote, args=[ties[0], people[1]]),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["changed", "refused"]
    assert administrators(member).count() == 1
