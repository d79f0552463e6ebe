import datetime as dt

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError
from django.utils import timezone

from members.organisations.models import MembershipStatus
from tests.factories.members import ActiveMemberFactory, UserFactory
from tests.factories.working_groups import (
    CoordinatorFactory,
    RequestFactory,
    SeatFactory,
    WorkingGroupFactory,
)
from working_groups.groups.models import GroupStatus, Seat, SeatRole, SeatStatus, WorkingGroup

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


def assert_no_rights(seat):
    assert list(Seat.objects.held()) == []
    assert list(Seat.objects.lapsed()) == [seat]


def test_seat_gives_rights_to_who_represents_an_active_member():
    seat = SeatFactory()

    assert list(Seat.objects.held()) == [seat]
    assert list(Seat.objects.lapsed()) == []


def test_seat_loses_its_rights_on_the_day_the_membership_ends():
    seat = SeatFactory()
    seat.organisation.memberships.update(
        status=MembershipStatus.ENDED, ended_on=TODAY(), end_reason="resigned"
    )

    assert_no_rights(seat)


def test_seat_rests_while_the_membership_is_suspended_and_comes_back():
    seat = SeatFactory()
    seat.organisation.memberships.update(status=MembershipStatus.SUSPENDED)
    assert_no_rights(seat)

    seat.organisation.memberships.update(status=MembershipStatus.ACTIVE)
    assert list(Seat.objects.held()) == [seat]


def test_seat_loses_its_rights_when_the_person_stops_representing_the_organisation():
    seat = SeatFactory()
    seat.organisation.representatives.update(ended_on=TODAY())

    assert_no_rights(seat)


def test_representing_another_member_does_not_keep_the_seat():
    seat = SeatFactory()
    SeatFactory(user=seat.user)  # in another group, for another organisation
    seat.organisation.representatives.update(ended_on=TODAY())

    assert list(seat.group.seats.held()) == []


def test_seat_of_a_closed_account_gives_no_rights():
    seat = SeatFactory(user__is_active=False)

    assert_no_rights(seat)


def test_coordinator_of_the_office_needs_no_organisation():
    seat = CoordinatorFactory(organisation=None)

    assert list(Seat.objects.coordinating()) == [seat]


@pytest.mark.parametrize("status", [s for s in SeatStatus if s != SeatStatus.HELD])
def test_only_held_seats_give_rights(status):
    more = {
        SeatStatus.LEFT: {"ended_on": dt.date(2024, 1, 1)},
        SeatStatus.DECLINED: {"answered_at": timezone.now(), "answer": "Full."},
        SeatStatus.WITHDRAWN: {"answered_at": timezone.now()},
    }.get(status, {})
    SeatFactory(status=status, **more)

    assert list(Seat.objects.held()) == []


def test_proposed_group_is_seen_by_its_people_and_the_office_only(ana, office):
    group = WorkingGroupFactory(status=GroupStatus.PROPOSED)
    seat = SeatFactory(group=group)

    def sees(viewer):
        return WorkingGroup.objects.visible_to(viewer).filter(pk=group.pk).exists()

    assert [sees(one) for one in (AnonymousUser(), ana, seat.user, office)] == [
        False, False, True, True,
    ]  # fmt: skip
    seat.organisation.representatives.update(ended_on=TODAY())
    assert not sees(seat.user)


def test_list_counts_organisations_that_take_part_now():
    group = WorkingGroupFactory()
    coordinator = CoordinatorFactory(group=group)
    SeatFactory(group=group, organisation=coordinator.organisation)
    SeatFactory(group=group).organisation.memberships.update(status=MembershipStatus.SUSPENDED)
    CoordinatorFactory(group=group, organisation=None)
    RequestFactory(group=group)

    listed = WorkingGroup.objects.for_list().get()

    assert listed.organisation_count == 1
    assert len(listed.coordinators) == 2


def test_list_begins_with_the_groups_at_work():
    for name, status in [("A", "dormant"), ("C", "active"), ("B", "active"), ("D", "proposed")]:
        WorkingGroupFactory(name=name, status=status)

    assert [group.name for group in WorkingGroup.objects.for_list()] == ["B", "C", "D", "A"]


def test_group_is_found_in_either_language_without_accents():
    group = WorkingGroupFactory(name_en="Digital Health", name_ro="Sănătate digitală")
    WorkingGroupFactory()

    assert list(WorkingGroup.objects.matching("sanatate")) == [group]
    assert list(WorkingGroup.objects.matching("health")) == [group]


def test_group_whose_coordinators_lost_their_rights_has_none():
    group = CoordinatorFactory().group
    assert not WorkingGroup.objects.without_coordinator().exists()

    group.seats.get().organisation.memberships.update(status=MembershipStatus.SUSPENDED)
    assert WorkingGroup.objects.without_coordinator().get() == group


def test_person_has_one_seat_or_request_in_a_group():
    seat = SeatFactory()

    with pytest.raises(IntegrityError, match="seat_once_per_person"):
        RequestFactory(group=seat.group, user=seat.user)


@pytest.mark.parametrize(
    ("constraint", "values"),
    [
        ("seat_status_known|seat_request", {"status": "lost"}),
        ("seat_role_known", {"role": "king"}),
        ("seat_held_is_dated", {"started_on": None}),
        ("seat_left_iff_ended", {"status": SeatStatus.LEFT}),
        ("seat_left_iff_ended", {"ended_on": dt.date(2024, 1, 1)}),
        (
            "seat_ends_after_it_starts",
            {"status": SeatStatus.LEFT, "ended_on": dt.date(2020, 1, 1)},
        ),
        ("seat_member_has_organisation", {"organisation": None}),
        (
            "seat_request_answered_iff_dated",
            {"status": SeatStatus.REQUESTED, "answered_at": timezone.now()},
        ),
        ("seat_request_answered_iff_dated", {"status": SeatStatus.WITHDRAWN}),
        ("seat_declined_says_why", {"status": SeatStatus.DECLINED, "answered_at": timezone.now()}),
    ],
)
def test_seat_that_makes_no_sense_is_not_stored(constraint, values):
    with pytest.raises(IntegrityError, match=constraint):
        SeatFactory(**values)


@pytest.mark.parametrize(
    ("constraint", "values"),
    [
        ("group_status_known", {"status": "asleep"}),
        ("group_concluded_iff_dated", {"status": GroupStatus.CONCLUDED}),
        ("group_concluded_iff_dated", {"concluded_on": dt.date(2024, 1, 1)}),
    ],
)
def test_group_that_makes_no_sense_is_not_stored(constraint, values):
    with pytest.raises(IntegrityError, match=constraint):
        WorkingGroupFactory(**values)


def test_seat_is_named_by_the_person_and_the_organisation_as_they_were():
    organisation = ActiveMemberFactory(display_name="Old Name")
    seat = SeatFactory(organisation=organisation, user=UserFactory(full_name="Dan Dev"))
    organisation.display_name = "New Name"
    organisation.save()
    seat.refresh_from_db()

    assert seat.who == "Dan Dev, Old Name"
    assert CoordinatorFactory(organisation=None, user__full_name="Ilie Ion").who == "Ilie Ion"
    assert seat.role == SeatRole.MEMBER
