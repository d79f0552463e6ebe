"""Two people on two real connections."""

import threading

import pytest
from django.db import connection

from cluster_portal.toolkit.errors import IllegalTransitionError
from cluster_portal.toolkit.history.models import HistoryEvent
from cluster_portal.toolkit.mail.models import OutgoingMail
from members.accounts.models import User
from tests.factories.members import ActiveMemberFactory, UserFactory, represent
from tests.factories.working_groups import (
    CoordinatorFactory,
    RequestFactory,
    SeatFactory,
    WorkingGroupFactory,
)
from working_groups.groups import actions
from working_groups.groups.errors import (
    ChangedMeanwhileError,
    GroupError,
    LastCoordinatorError,
)
from working_groups.groups.models import GroupStatus, Seat, SeatStatus, WorkingGroup

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*calls) -> list:
    """What each call returned or raised, begun at the same moment."""
    start = threading.Barrier(len(calls))
    outcomes: list = [None] * len(calls)

    def run(place, call):
        start.wait()
        try:
            outcomes[place] = call()
        except (GroupError, IllegalTransitionError) as error:
            outcomes[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=item) for item in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def test_coordinator_accepting_while_the_person_withdraws_has_one_outcome():
    coordinator = CoordinatorFactory()
    seat = RequestFactory(group=coordinator.group)

    accepted, withdrawn = at_once(
        lambda: actions.accept_seat(seat_id=seat.pk, actor=coordinator.user),
        lambda: actions.withdraw_request(seat_id=seat.pk, actor=seat.user),
    )

    seat.refresh_from_db()
    if seat.status == SeatStatus.HELD:
        assert isinstance(withdrawn, IllegalTransitionError)
        assert OutgoingMail.objects.filter(to_address=seat.user.email).count() == 1
    else:
        assert isinstance(accepted, IllegalTransitionError)
        assert seat.status == SeatStatus.WITHDRAWN
        assert not OutgoingMail.objects.exists()
    assert HistoryEvent.objects.about(seat.group).count() == 1


def test_person_asking_twice_at_once_asks_once():
    organisation, person = ActiveMemberFactory(), UserFactory()
    represent(person, organisation)
    coordinator = CoordinatorFactory()

    def ask():
        return actions.request_seat(
            group_id=coordinator.group_id, organisation_id=organisation.pk, actor=person
        )

    first, second = at_once(ask, ask)

    assert first == second == Seat.objects.requested().get()
    assert OutgoingMail.objects.count() == 1


def test_two_coordinators_leaving_at_once_leave_one():
    first = CoordinatorFactory()
    second = CoordinatorFactory(group=first.group)

    outcomes = at_once(
        *(
            lambda seat=seat: actions.leave_group(group_id=seat.group_id, actor=seat.user)
            for seat in (first, second)
        )
    )

    assert [type(one) for one in outcomes].count(LastCoordinatorError) == 1
    assert Seat.objects.coordinating().count() == 1


def test_two_coordinators_handing_over_at_once_leave_one():
    first = CoordinatorFactory()
    second = CoordinatorFactory(group=first.group)

    outcomes = at_once(
        *(
            lambda seat=seat: actions.hand_over(group_id=seat.group_id, actor=seat.user)
            for seat in (first, second)
        )
    )

    assert [type(one) for one in outcomes].count(LastCoordinatorError) == 1
    assert Seat.objects.coordinating().count() == 1


def test_two_coordinators_answering_at_once_give_one_answer():
    first = CoordinatorFactory()
    second = CoordinatorFactory(group=first.group)
    seat = RequestFactory(group=first.group)

    outcomes = at_once(
        lambda: actions.accept_seat(seat_id=seat.pk, actor=first.user),
        lambda: actions.decline_seat(seat_id=seat.pk, actor=second.user, reason="Full."),
    )

    assert [type(one) for one in outcomes].count(IllegalTransitionError) == 1
    assert OutgoingMail.objects.filter(to_address=seat.user.email).count() == 1


def test_two_coordinators_ending_each_others_seat_at_once_leave_one():
    first = CoordinatorFactory()
    second = CoordinatorFactory(group=first.group)

    def end(seat, actor):
        try:
            return actions.end_seat(seat_id=seat.pk, actor=actor, reason="Away.")
        except actions.NotAllowedError as error:
            return error

    at_once(lambda: end(first, second.user), lambda: end(second, first.user))

    assert Seat.objects.coordinating().count() == 1


def test_person_named_coordinator_twice_at_once_has_one_seat():
    group, person = WorkingGroupFactory(), UserFactory()
    offices = UserFactory.create_batch(2, is_staff=True, is_superuser=True)

    outcomes = at_once(
        *(
            lambda actor=actor: actions.appoint_coordinator(
                group_id=group.pk, user_id=person.pk, actor=actor
            )
            for actor in offices
        )
    )

    assert outcomes[0] == outcomes[1] == Seat.objects.get()


def test_group_concluded_while_somebody_is_accepted_leaves_no_request_open():
    coordinator = CoordinatorFactory()
    seat = RequestFactory(group=coordinator.group)
    office = UserFactory(is_staff=True, is_superuser=True)

    at_once(
        lambda: actions.accept_seat(seat_id=seat.pk, actor=coordinator.user),
        lambda: actions.change_group_status(
            group_id=seat.group_id, target=GroupStatus.CONCLUDED, actor=office, reason="Done."
        ),
    )

    seat.refresh_from_db()
    assert seat.status in {SeatStatus.HELD, SeatStatus.DECLINED}
    assert WorkingGroup.objects.get().status == GroupStatus.CONCLUDED


def test_two_people_saving_the_members_page_at_once_lose_nothing():
    coordinator = CoordinatorFactory()
    office = UserFactory(is_staff=True, is_superuser=True)
    values = {
        "group_id": coordinator.group_id,
        "inside_ro": "",
        "seen": coordinator.group.inside_version,
    }

    outcomes = at_once(
        lambda: actions.edit_inside(actor=coordinator.user, inside_en="His", **values),
        lambda: actions.edit_inside(actor=office, inside_en="Hers", **values),
    )

    assert [type(one) for one in outcomes].count(ChangedMeanwhileError) == 1
    assert WorkingGroup.objects.get().inside_en in {"His", "Hers"}


def test_successor_leaving_while_being_named_leaves_one_coordinator():
    coordinator = CoordinatorFactory()
    other = SeatFactory(group=coordinator.group)

    at_once(
        lambda: actions.leave_group(
            group_id=coordinator.group_id, actor=coordinator.user, successor_id=other.pk
        ),
        lambda: actions.leave_group(group_id=coordinator.group_id, actor=other.user),
    )

    assert Seat.objects.coordinating().count() == 1
    assert User.objects.filter(seats__in=Seat.objects.coordinating()).count() == 1
