import pytest
from django.utils import timezone

from cluster_portal.toolkit.errors import IllegalTransitionError, NotAllowedError
from cluster_portal.toolkit.history.models import HistoryEvent
from cluster_portal.toolkit.mail.models import OutgoingMail
from members.organisations.models import MembershipStatus, Role
from tests.factories.members import ActiveMemberFactory, represent
from tests.factories.working_groups import (
    CoordinatorFactory,
    RequestFactory,
    SeatFactory,
    WorkingGroupFactory,
)
from working_groups.groups import actions
from working_groups.groups.errors import (
    AlreadySeatedError,
    ChangedMeanwhileError,
    LastCoordinatorError,
    NotJoinableError,
    NotSeatedError,
    ReasonMissingError,
)
from working_groups.groups.models import GroupStatus, Seat, SeatRole, SeatStatus, WorkingGroup

pytestmark = pytest.mark.django_db


def ask(group, person, organisation, message=""):
    return actions.request_seat(
        group_id=group.pk, organisation_id=organisation.pk, actor=person, message=message
    )


def kinds(group):
    return list(HistoryEvent.objects.about(group).order_by("pk").values_list("kind", flat=True))


def letters():
    return [(one.template.rpartition("/")[2], one.to_address) for one in OutgoingMail.objects.all()]


def test_request_is_kept_with_names_of_the_day_and_told_to_the_coordinators(ana, member):
    first = CoordinatorFactory()
    second = CoordinatorFactory(group=first.group)
    SeatFactory(group=first.group)

    seat = ask(first.group, ana, member, "We train models.")

    assert (seat.status, seat.who) == (SeatStatus.REQUESTED, "Ana Represents, Member Ltd")
    assert sorted(letters()) == sorted(
        ("seat_requested", one.user.email) for one in (first, second)
    )
    mail = OutgoingMail.objects.filter(to_address=first.user.email).get()
    assert "We train models." in mail.text
    assert f"/working-groups/{first.group.slug}/requests/{seat.pk}/" in mail.text
    assert kinds(first.group) == ["group.seat_requested"]
    assert HistoryEvent.objects.get().is_internal


def test_request_made_twice_is_the_same_request(ana, member):
    group = CoordinatorFactory().group

    assert ask(group, ana, member) == ask(group, ana, member)
    assert group.seats.requested().count() == 1
    assert len(letters()) == 1


def test_request_needs_a_tie_to_an_active_member(ana, member, carmen):
    group = WorkingGroupFactory()

    with pytest.raises(NotAllowedError):
        ask(group, carmen, member)
    with pytest.raises(NotAllowedError):
        ask(group, ana, ActiveMemberFactory())
    member.memberships.update(status=MembershipStatus.SUSPENDED)
    with pytest.raises(NotAllowedError):
        ask(group, ana, member)
    assert not Seat.objects.exists()


@pytest.mark.parametrize("status", ["proposed", "dormant", "concluded"])
def test_request_needs_a_group_at_work(ana, member, status):
    day = timezone.localdate() if status == "concluded" else None
    group = WorkingGroupFactory(status=status, concluded_on=day)

    with pytest.raises(NotJoinableError):
        ask(group, ana, member)


def test_request_for_a_second_organisation_waits_for_the_first(ana, member):
    other = ActiveMemberFactory()
    represent(ana, other, Role.REPRESENTATIVE)
    group = WorkingGroupFactory()
    ask(group, ana, member)

    with pytest.raises(AlreadySeatedError, match="Member Ltd"):
        ask(group, ana, other)


def test_request_of_who_has_a_seat_is_refused(ana, member):
    seat = SeatFactory(user=ana, organisation=member)

    with pytest.raises(AlreadySeatedError):
        ask(seat.group, ana, member)


def test_who_changed_employer_may_ask_for_the_new_one_and_the_old_seat_ends(ana, member):
    seat = SeatFactory(user=ana, organisation=member)
    member.representatives.filter(user=ana).update(ended_on=timezone.localdate())
    other = ActiveMemberFactory()
    represent(ana, other, Role.REPRESENTATIVE)

    ask(seat.group, ana, other)

    seat.refresh_from_db()
    assert (seat.status, seat.ended_on) == (SeatStatus.LEFT, timezone.localdate())
    assert kinds(seat.group) == ["group.seat_ended", "group.seat_requested"]


def test_declined_person_may_ask_again(ana, member):
    coordinator = CoordinatorFactory()
    seat = ask(coordinator.group, ana, member)
    actions.decline_seat(seat_id=seat.pk, actor=coordinator.user, reason="Not yet.")

    assert ask(coordinator.group, ana, member).pk != seat.pk


def test_request_is_withdrawn_by_its_person_only(ana, member, bogdan):
    seat = ask(WorkingGroupFactory(), ana, member)

    with pytest.raises(NotAllowedError):
        actions.withdraw_request(seat_id=seat.pk, actor=bogdan)
    actions.withdraw_request(seat_id=seat.pk, actor=ana)
    again = actions.withdraw_request(seat_id=seat.pk, actor=ana)

    assert (again.status, again.answered_at is not None) == (SeatStatus.WITHDRAWN, True)
    assert kinds(seat.group) == ["group.seat_requested", "group.seat_withdrawn"]


def test_accepted_person_holds_a_seat_from_today_and_is_told(ana, member):
    coordinator = CoordinatorFactory()
    seat = RequestFactory(group=coordinator.group, user=ana, organisation=member)

    actions.accept_seat(seat_id=seat.pk, actor=coordinator.user)

    seat = Seat.objects.held().get(pk=seat.pk)
    assert seat.started_on == timezone.localdate()
    assert letters() == [("seat_accepted", ana.email)]
    assert f"/working-groups/{seat.group.slug}/inside/" in OutgoingMail.objects.get().text
    event = HistoryEvent.objects.about(seat.group).get()
    assert (event.kind, event.reason) == ("group.seat_accepted", "Ana Represents, Member Ltd")
    assert event.actor_label == str(coordinator.user)


def test_letters_speak_the_language_of_their_reader(ana, member):
    ana.language = "ro"
    ana.save()
    coordinator = CoordinatorFactory(group__name_en="Health", group__name_ro="Sănătate")
    seat = RequestFactory(group=coordinator.group, user=ana, organisation=member)

    actions.accept_seat(seat_id=seat.pk, actor=coordinator.user)

    mail = OutgoingMail.objects.get()
    assert "Sănătate" in mail.text
    assert "/ro/working-groups/" in mail.text


def test_request_is_decided_by_coordinators_and_office_only(ana, bogdan, office):
    seat = RequestFactory()
    elsewhere = CoordinatorFactory()
    plain = SeatFactory(group=seat.group)

    for person in (ana, bogdan, elsewhere.user, plain.user, seat.user):
        with pytest.raises(NotAllowedError):
            actions.accept_seat(seat_id=seat.pk, actor=person)
        with pytest.raises(NotAllowedError):
            actions.decline_seat(seat_id=seat.pk, actor=person, reason="No.")
    assert actions.accept_seat(seat_id=seat.pk, actor=office).status == SeatStatus.HELD


def test_coordinator_whose_organisation_left_decides_nothing():
    coordinator = CoordinatorFactory()
    seat = RequestFactory(group=coordinator.group)
    coordinator.organisation.memberships.update(status=MembershipStatus.SUSPENDED)

    with pytest.raises(NotAllowedError):
        actions.accept_seat(seat_id=seat.pk, actor=coordinator.user)


def test_person_who_no_longer_represents_a_member_is_not_accepted():
    coordinator = CoordinatorFactory()
    seat = RequestFactory(group=coordinator.group)
    seat.organisation.representatives.update(ended_on=timezone.localdate())

    with pytest.raises(NotJoinableError, match=seat.person_name):
        actions.accept_seat(seat_id=seat.pk, actor=coordinator.user)
    seat.refresh_from_db()
    assert (seat.status, letters()) == (SeatStatus.REQUESTED, [])


def test_declined_person_reads_why(ana, member):
    coordinator = CoordinatorFactory()
    seat = RequestFactory(group=coordinator.group, user=ana, organisation=member)

    with pytest.raises(ReasonMissingError):
        actions.decline_seat(seat_id=seat.pk, actor=coordinator.user, reason="  ")
    actions.decline_seat(seat_id=seat.pk, actor=coordinator.user, reason="We are full.")

    seat.refresh_from_db()
    assert (seat.status, seat.answer) == (SeatStatus.DECLINED, "We are full.")
    assert letters() == [("seat_declined", ana.email)]
    assert "We are full." in OutgoingMail.objects.get().text
    event = HistoryEvent.objects.get()
    assert (event.is_internal, event.office_note) == (True, "We are full.")


@pytest.mark.parametrize("status", [SeatStatus.DECLINED, SeatStatus.WITHDRAWN])
def test_answered_request_is_not_accepted(status):
    coordinator = CoordinatorFactory()
    seat = SeatFactory(
        group=coordinator.group,
        status=status,
        started_on=None,
        answered_at=timezone.now(),
        answer="No.",
    )

    with pytest.raises(IllegalTransitionError):
        actions.accept_seat(seat_id=seat.pk, actor=coordinator.user)
    assert (kinds(seat.group), letters()) == ([], [])


def test_member_who_leaves_is_gone_and_the_coordinators_are_told(ana, member):
    coordinator = CoordinatorFactory()
    seat = SeatFactory(group=coordinator.group, user=ana, organisation=member)

    actions.leave_group(group_id=seat.group_id, actor=ana)

    seat.refresh_from_db()
    assert (seat.status, seat.ended_on) == (SeatStatus.LEFT, timezone.localdate())
    assert letters() == [("seat_left", coordinator.user.email)]
    with pytest.raises(NotSeatedError):
        actions.leave_group(group_id=seat.group_id, actor=ana)


def test_last_coordinator_does_not_leave_without_naming_another():
    coordinator = CoordinatorFactory()
    other = SeatFactory(group=coordinator.group)
    group = coordinator.group

    with pytest.raises(LastCoordinatorError):
        actions.leave_group(group_id=group.pk, actor=coordinator.user)
    actions.leave_group(group_id=group.pk, actor=coordinator.user, successor_id=other.pk)

    assert group.seats.coordinating().get().user == other.user
    assert not group.seats.held().filter(user=coordinator.user).exists()
    assert kinds(group) == ["group.coordinator_named", "group.seat_left"]
    assert set(letters()) == {
        ("coordinator_named", other.user.email),
        ("seat_left", other.user.email),
    }


def test_successor_holds_a_seat_in_the_same_group():
    coordinator = CoordinatorFactory()
    stranger = SeatFactory()

    for successor in (stranger.pk, coordinator.pk):
        with pytest.raises(NotSeatedError):
            actions.leave_group(
                group_id=coordinator.group_id, actor=coordinator.user, successor_id=successor
            )
    assert Seat.objects.coordinating().get() == coordinator


def test_one_of_two_coordinators_leaves_freely():
    first = CoordinatorFactory()
    second = CoordinatorFactory(group=first.group)

    actions.leave_group(group_id=first.group_id, actor=first.user)

    assert first.group.seats.coordinating().get() == second


def test_coordinator_without_rights_leaves_but_names_nobody():
    coordinator = CoordinatorFactory()
    friend = SeatFactory(group=coordinator.group)
    coordinator.organisation.memberships.update(status=MembershipStatus.SUSPENDED)

    actions.leave_group(
        group_id=coordinator.group_id, actor=coordinator.user, successor_id=friend.pk
    )

    friend.refresh_from_db()
    assert (friend.role, friend.status) == (SeatRole.MEMBER, SeatStatus.HELD)


def test_coordinator_of_a_concluded_group_leaves_without_a_successor():
    coordinator = CoordinatorFactory(
        group__status=GroupStatus.CONCLUDED, group__concluded_on=timezone.localdate()
    )

    seat = actions.leave_group(group_id=coordinator.group_id, actor=coordinator.user)

    assert seat.status == SeatStatus.LEFT


def test_coordinator_who_stops_stays_as_a_member_and_both_times_are_kept():
    first = CoordinatorFactory()
    CoordinatorFactory(group=first.group)

    seat = actions.hand_over(group_id=first.group_id, actor=first.user)

    first.refresh_from_db()
    assert (first.role, first.status) == (SeatRole.COORDINATOR, SeatStatus.LEFT)
    assert (seat.role, seat.status) == (SeatRole.MEMBER, SeatStatus.HELD)
    assert first.ended_on == seat.started_on == timezone.localdate()


def test_last_coordinator_hands_over_to_somebody():
    coordinator = CoordinatorFactory()
    other = SeatFactory(group=coordinator.group)

    with pytest.raises(LastCoordinatorError):
        actions.hand_over(group_id=coordinator.group_id, actor=coordinator.user)
    actions.hand_over(group_id=coordinator.group_id, actor=coordinator.user, successor_id=other.pk)

    assert coordinator.group.seats.coordinating().get().user == other.user
    assert coordinator.group.seats.held().count() == 2


def test_who_does_not_coordinate_hands_nothing_over(ana, member):
    seat = SeatFactory(user=ana, organisation=member)
    guest = CoordinatorFactory(group=seat.group, organisation=None)

    with pytest.raises(NotSeatedError):
        actions.hand_over(group_id=seat.group_id, actor=ana)
    with pytest.raises(NotJoinableError):
        actions.hand_over(group_id=seat.group_id, actor=guest.user)


def test_ended_seat_is_explained_to_its_person(ana, member):
    coordinator = CoordinatorFactory()
    seat = SeatFactory(group=coordinator.group, user=ana, organisation=member)

    with pytest.raises(NotAllowedError):
        actions.end_seat(seat_id=coordinator.pk, actor=ana, reason="Mine.")
    with pytest.raises(ReasonMissingError):
        actions.end_seat(seat_id=seat.pk, actor=coordinator.user, reason="")
    actions.end_seat(seat_id=seat.pk, actor=coordinator.user, reason="You changed jobs.")

    assert not seat.group.seats.held().filter(user=ana).exists()
    assert "You changed jobs." in OutgoingMail.objects.get(to_address=ana.email).text
    with pytest.raises(IllegalTransitionError):
        actions.end_seat(seat_id=seat.pk, actor=coordinator.user, reason="Again.")


def test_seat_of_the_last_coordinator_is_not_ended(office):
    coordinator = CoordinatorFactory()

    with pytest.raises(LastCoordinatorError):
        actions.end_seat(seat_id=coordinator.pk, actor=office, reason="Away.")


def test_seat_without_rights_is_ended_by_the_office(office):
    seat = CoordinatorFactory()
    seat.organisation.memberships.update(status=MembershipStatus.SUSPENDED)

    actions.end_seat(seat_id=seat.pk, actor=office, reason="No longer a member.")

    assert Seat.objects.get().status == SeatStatus.LEFT


def test_coordinator_names_one_of_the_groups_people_only(ana, member):
    coordinator = CoordinatorFactory()
    seat = SeatFactory(group=coordinator.group)

    def name(person):
        return actions.appoint_coordinator(
            group_id=coordinator.group_id, user_id=person.pk, actor=coordinator.user
        )

    with pytest.raises(NotAllowedError):
        name(ana)
    named = name(seat.user)

    assert named == name(seat.user)
    assert named.group.seats.coordinating().count() == 2
    assert letters() == [("coordinator_named", seat.user.email)]


def test_office_names_anybody(office, ana, member, carmen):
    group = WorkingGroupFactory(status=GroupStatus.PROPOSED)

    def name(person, organisation=None):
        return actions.appoint_coordinator(
            group_id=group.pk,
            user_id=person.pk,
            organisation_id=organisation.pk if organisation else None,
            actor=office,
        )

    assert name(ana, member).who == "Ana Represents, Member Ltd"
    assert name(carmen).organisation is None
    assert group.seats.coordinating().count() == 2
    with pytest.raises(NotJoinableError, match="does not represent"):
        name(office, member)


def test_office_naming_who_has_asked_answers_the_request(office, ana, member):
    asked = RequestFactory(user=ana, organisation=member)

    seat = actions.appoint_coordinator(
        group_id=asked.group_id, user_id=ana.pk, organisation_id=member.pk, actor=office
    )

    asked.refresh_from_db()
    assert (asked.status, seat.status) == (SeatStatus.WITHDRAWN, SeatStatus.HELD)


def test_member_of_a_group_names_nobody(ana, member):
    seat = SeatFactory(user=ana, organisation=member)

    with pytest.raises(NotAllowedError):
        actions.appoint_coordinator(group_id=seat.group_id, user_id=ana.pk, actor=ana)


def test_state_of_a_group_is_changed_by_the_office_with_its_reasons(office, ana):
    group = WorkingGroupFactory(status=GroupStatus.PROPOSED, founded_on=None)

    with pytest.raises(NotAllowedError):
        actions.change_group_status(group_id=group.pk, target=GroupStatus.ACTIVE, actor=ana)
    group = actions.change_group_status(
        group_id=group.pk, target=GroupStatus.ACTIVE, actor=office, decision_reference="HCD 4/2026"
    )

    assert (group.founded_on, group.decision_reference) == (timezone.localdate(), "HCD 4/2026")
    event = HistoryEvent.objects.about(group).get()
    assert event.kind == "group.active"
    assert event.changes["status"] == ["proposed", "active"]
    with pytest.raises(ReasonMissingError):
        actions.change_group_status(group_id=group.pk, target=GroupStatus.DORMANT, actor=office)
    with pytest.raises(IllegalTransitionError):
        actions.change_group_status(group_id=group.pk, target=GroupStatus.PROPOSED, actor=office)


def test_concluded_group_declines_who_waits_and_keeps_who_took_part(office):
    coordinator = CoordinatorFactory()
    group = coordinator.group
    waiting = RequestFactory(group=group)

    actions.change_group_status(
        group_id=group.pk, target=GroupStatus.CONCLUDED, actor=office, reason="The work is done."
    )

    group.refresh_from_db()
    waiting.refresh_from_db()
    assert group.concluded_on == timezone.localdate()
    assert waiting.status == SeatStatus.DECLINED
    assert letters() == [("seat_declined", waiting.user.email)]
    assert group.seats.held().get() == coordinator


def test_members_page_is_saved_in_both_languages_and_the_old_text_is_kept():
    coordinator = CoordinatorFactory(group__inside_en="Old", group__inside_ro="Vechi")
    group = WorkingGroup.objects.get()

    def edit(text, seen, actor=coordinator.user):
        return actions.edit_inside(
            group_id=group.pk, actor=actor, inside_en=text, inside_ro="Nou", seen=seen
        )

    edit("**New**", group.inside_version)

    group = WorkingGroup.objects.get()
    assert (group.inside_html_en, group.inside_html_ro) == (
        "<p><strong>New</strong></p>\n",
        "<p>Nou</p>\n",
    )
    event = HistoryEvent.objects.about(group).get()
    assert event.changes == {"inside_en": ["Old", "**New**"], "inside_ro": ["Vechi", "Nou"]}
    edit("**New**", "whatever")
    assert HistoryEvent.objects.about(group).count() == 1


def test_members_page_is_not_written_over_what_one_has_not_read(office):
    coordinator = CoordinatorFactory()
    seen = WorkingGroup.objects.get().inside_version
    values = {"group_id": coordinator.group_id, "inside_ro": "", "seen": seen}
    actions.edit_inside(inside_en="Hers", actor=office, **values)

    with pytest.raises(ChangedMeanwhileError):
        actions.edit_inside(inside_en="His", actor=coordinator.user, **values)
    assert WorkingGroup.objects.get().inside_en == "Hers"


def test_members_page_is_edited_by_coordinators_and_office_while_the_group_works(ana, office):
    seat = SeatFactory()
    values = {"group_id": seat.group_id, "inside_en": "x", "inside_ro": ""}
    seen = seat.group.inside_version

    for person in (seat.user, ana):
        with pytest.raises(NotAllowedError):
            actions.edit_inside(actor=person, seen=seen, **values)
    actions.change_group_status(
        group_id=seat.group_id, target=GroupStatus.CONCLUDED, actor=office, reason="Done."
    )
    with pytest.raises(NotAllowedError):
        actions.edit_inside(actor=office, seen=seen, **values)
