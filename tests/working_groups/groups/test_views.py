import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone, translation

from cluster_portal.toolkit.mail.models import OutgoingMail
from members.organisations.models import MembershipStatus, Role
from tests.factories.members import ActiveMemberFactory, UserFactory, represent
from tests.factories.working_groups import (
    CoordinatorFactory,
    ProjectFactory,
    RequestFactory,
    SeatFactory,
    WorkingGroupFactory,
)
from working_groups.groups.models import GroupStatus, Seat, SeatStatus, WorkingGroup

pytestmark = pytest.mark.django_db


def url(name, group=None, *more):
    return reverse(f"working_groups:{name}", args=[group.slug, *more] if group else [])


def text_of(response):
    return " ".join(response.content.decode().split())


def in_romanian(client, address):
    with translation.override("ro"):
        return text_of(client.get(f"/ro{address}"))


def signed_in(client, person):
    client.force_login(person)
    return client


# The list


def test_group_list_shows_what_a_visitor_needs_to_choose(client):
    coordinator = CoordinatorFactory(
        group__name="Digital Health",
        group__summary="Care with data.",
        user__full_name="Corina Coordinates",
        organisation=ActiveMemberFactory(display_name="Carefirm"),
    )
    SeatFactory(group=coordinator.group)
    WorkingGroupFactory(name="Secret plan", status=GroupStatus.PROPOSED)

    page = text_of(client.get(url("group_list")))

    for words in ("Digital Health", "Care with data.", "2 organisations", "Carefirm", "active"):
        assert words in page
    assert "Corina Coordinates" in page
    assert "Secret plan" not in page


def test_group_list_is_filtered_by_words_and_state(client):
    WorkingGroupFactory(name="Digital Health")
    WorkingGroupFactory(name="Smart City", status=GroupStatus.DORMANT)

    by_words = text_of(client.get(url("group_list"), {"q": "health"}))
    by_state = text_of(client.get(url("group_list"), {"state": "dormant"}))
    nonsense = text_of(client.get(url("group_list"), {"state": "asleep", "page": "x"}))

    assert ("Digital Health" in by_words, "Smart City" in by_words) == (True, False)
    assert ("Digital Health" in by_state, "Smart City" in by_state) == (False, True)
    assert "Digital Health" in nonsense


def test_group_list_that_is_empty_says_what_to_do(client):
    assert "No working group has been founded yet" in text_of(client.get(url("group_list")))
    WorkingGroupFactory()

    page = text_of(client.get(url("group_list"), {"q": "quantum"}))

    assert "No group fits" in page
    assert "Show all groups" in page


def test_group_list_is_paged(client):
    WorkingGroupFactory.create_batch(26)

    assert text_of(client.get(url("group_list"))).count('class="row"') == 25
    assert text_of(client.get(url("group_list"), {"page": 2})).count('class="row"') == 1


def count_queries(client, address, django_assert_max_num_queries):
    cache.clear()
    ContentType.objects.clear_cache()
    with django_assert_max_num_queries(100) as counted:
        assert client.get(address).status_code == 200
    return len(counted)


def test_group_list_asks_the_same_however_many(client, django_assert_max_num_queries):
    counts = []
    for number in (1, 2):
        for _ in range(number):
            SeatFactory(group=CoordinatorFactory().group)
        counts.append(count_queries(client, url("group_list"), django_assert_max_num_queries))

    assert counts[0] == counts[1] <= 6


@pytest.mark.parametrize("page", ["group_detail", "group_inside"])
def test_group_pages_ask_the_same_however_many(client, office, page, django_assert_max_num_queries):
    group = WorkingGroupFactory(charter="Text")
    signed_in(client, office)
    counts = []
    for number in (1, 2):
        for _ in range(number):
            CoordinatorFactory(group=group)
            SeatFactory(group=group)
            RequestFactory(group=group)
            ProjectFactory(group=group)
        counts.append(count_queries(client, url(page, group), django_assert_max_num_queries))

    assert counts[0] == counts[1]


def test_group_pages_for_a_visitor_open_no_session(client):
    group = SeatFactory().group

    for address in (url("group_list"), url("group_detail", group)):
        response = client.get(address)
        assert not response.cookies
        assert not client.session.keys()


# The public page


def test_group_detail_shows_numbers_to_visitors_and_names_to_members(client, ana, carmen, office):
    seat = SeatFactory(user__full_name="Petra Privat", group__charter="## Why\n\nBecause.")
    address = url("group_detail", seat.group)

    page = text_of(client.get(address))
    assert "1 person" in page
    assert str(seat.organisation) in page
    assert '<h3 id="h-why">Why</h3>' in page
    assert "Petra Privat" not in page
    assert seat.user.email not in page
    for person, sees in [(carmen, False), (ana, True), (office, True), (seat.user, True)]:
        page = text_of(signed_in(client, person).get(address))
        assert ("Petra Privat" in page) is sees
        assert seat.user.email not in page


def test_group_detail_of_a_concluded_group_names_who_took_part(client, ana):
    group = WorkingGroupFactory(status="concluded", concluded_on=timezone.localdate())
    left = SeatFactory(
        group=group, status=SeatStatus.LEFT, ended_on=timezone.localdate(),
        user__full_name="Petra Privat",
    )  # fmt: skip
    stayed = SeatFactory(group=group)
    stayed.organisation.memberships.update(status=MembershipStatus.SUSPENDED)

    page = text_of(signed_in(client, ana).get(url("group_detail", group)))

    assert "Organisations that took part" in page
    assert left.organisation.get_absolute_url() in page
    assert str(stayed.organisation) in page
    assert stayed.organisation.get_absolute_url() not in page
    assert "Petra Privat" not in page


def test_group_detail_tells_its_history_to_its_people_and_the_office_only(
    client, ana, carmen, office
):
    seat = SeatFactory()

    def shows(person):
        if person:
            client.force_login(person)
        return "Shown to the group’s people and the office." in text_of(
            client.get(url("group_detail", seat.group))
        )

    assert [shows(one) for one in (None, ana, carmen, seat.user, office)] == [
        False, False, False, True, True,
    ]  # fmt: skip


def test_group_detail_says_to_each_how_to_join(client, ana, carmen):
    group = WorkingGroupFactory()
    address = url("group_detail", group)

    assert "Sign in to join" in text_of(client.get(address))
    assert "How an organisation becomes a member" in text_of(signed_in(client, carmen).get(address))
    assert url("group_join", group) in text_of(signed_in(client, ana).get(address))
    WorkingGroup.objects.update(status=GroupStatus.DORMANT)
    assert "The group rests at present" in text_of(client.get(address))


def test_group_detail_tells_the_person_where_their_request_stands(client, ana, member):
    coordinator = CoordinatorFactory()
    request = RequestFactory(group=coordinator.group, user=ana, organisation=member)
    address = url("group_detail", request.group)
    signed_in(client, ana)
    assert "You have asked to join" in text_of(client.get(address))

    Seat.objects.filter(pk=request.pk).update(
        status=SeatStatus.DECLINED, answered_at=timezone.now(), answer="We are full."
    )
    page = text_of(client.get(address))
    assert "We are full." in page
    assert "Ask to join" in page


def test_group_detail_tells_whose_seat_rests(client, ana, member):
    seat = SeatFactory(user=ana, organisation=member)
    member.memberships.update(status=MembershipStatus.SUSPENDED)

    page = text_of(signed_in(client, ana).get(url("group_detail", seat.group)))

    assert "Your seat rests" in page
    assert url("group_leave", seat.group) in page


def test_proposed_group_is_not_there_for_others(client, ana):
    group = WorkingGroupFactory(status=GroupStatus.PROPOSED)
    signed_in(client, ana)

    for name in ("group_detail", "group_inside", "group_join", "group_leave"):
        assert client.get(url(name, group)).status_code == 404


def test_group_page_says_when_a_text_is_in_the_other_language(client):
    group = WorkingGroupFactory(name_en="Health", name_ro="Sănătate", charter_en="Why.")

    page = in_romanian(client, url("group_detail", group))

    assert "Sănătate" in page
    assert '<div class="prose" lang="en">' in page
    assert '<div class="prose">' in text_of(client.get(url("group_detail", group)))


# The members' page


def test_group_inside_is_for_held_seats_and_the_office(client, ana, carmen, office):
    seat = SeatFactory(group__inside="Meet on *Monday*.", user__phone="+40 700 000 000")
    address = url("group_inside", seat.group)

    assert client.get(address).headers["Location"].startswith("/accounts/login/")
    for person in (ana, carmen, RequestFactory(group=seat.group).user):
        response = signed_in(client, person).get(address)
        assert response.status_code == 403
        assert "This page is for the group’s people" in text_of(response)
        assert "Monday" not in text_of(response)
    for person in (seat.user, office):
        page = text_of(signed_in(client, person).get(address))
        assert "<em>Monday</em>" in page
        assert seat.user.email in page
        assert "+40 700 000 000" in page


def test_group_inside_closes_at_once_when_the_tie_ends(client):
    seat = SeatFactory()
    signed_in(client, seat.user)
    assert client.get(url("group_inside", seat.group)).status_code == 200

    seat.organisation.representatives.update(ended_on=timezone.localdate())

    assert client.get(url("group_inside", seat.group)).status_code == 403


def test_group_inside_shows_requests_to_those_who_answer_them(client, ana, member):
    coordinator = CoordinatorFactory()
    plain = SeatFactory(group=coordinator.group)
    RequestFactory(group=coordinator.group, user=ana, organisation=member)
    address = url("group_inside", coordinator.group)

    assert "Ana Represents" in text_of(signed_in(client, coordinator.user).get(address))
    assert "Ana Represents" not in text_of(signed_in(client, plain.user).get(address))


def test_group_inside_of_a_romanian_reader_falls_back_and_says_so(client):
    seat = SeatFactory(group__inside_en="Only English.")

    page = in_romanian(signed_in(client, seat.user), url("group_inside", seat.group))

    assert "Only English." in page
    assert 'lang="en"' in page


def test_group_inside_edit_saves_both_languages(client):
    coordinator = CoordinatorFactory()
    group = coordinator.group
    address = url("group_inside_edit", group)
    signed_in(client, coordinator.user)
    values = {"inside_en": "Next: **talk**", "inside_ro": "Urmează: **vorbim**"}

    response = client.post(address, {**values, "seen": group.inside_version}, follow=True)

    assert "<strong>talk</strong>" in text_of(response)
    assert "<strong>vorbim</strong>" in in_romanian(client, url("group_inside", group))


def test_group_inside_edit_keeps_what_was_typed_when_somebody_was_faster(client):
    coordinator = CoordinatorFactory(group__inside_en="Hers")
    address = url("group_inside_edit", coordinator.group)
    signed_in(client, coordinator.user)
    mine = {"inside_en": "Mine", "inside_ro": "", "seen": "older"}

    response = client.post(address, mine)

    page = text_of(response)
    assert "Somebody else has changed this page" in page
    assert "Mine</textarea>" in page
    assert "Hers</pre>" in page
    again = {**mine, "inside_en": "Both", "seen": response.context["form"]["seen"].value()}
    assert client.post(address, again).status_code == 302
    assert WorkingGroup.objects.get().inside_en == "Both"


def test_group_inside_edit_is_for_coordinators_and_the_office(client, office):
    seat = SeatFactory()

    assert signed_in(client, seat.user).get(url("group_inside_edit", seat.group)).status_code == 403
    assert signed_in(client, office).get(url("group_inside_edit", seat.group)).status_code == 200


# Joining


def test_group_join_sends_a_request_once_however_often_it_is_sent(client, ana, member):
    group = CoordinatorFactory().group
    signed_in(client, ana)
    form = {"organisation": member.pk, "message": "We train models."}
    assert "You ask for Member Ltd" in text_of(client.get(url("group_join", group)))

    first = client.post(url("group_join", group), form, follow=True)
    second = client.post(url("group_join", group), form, follow=True)

    assert "The coordinators have your request" in text_of(first)
    assert "You have asked to join" in text_of(second)
    seat = group.seats.requested().get()
    assert (seat.organisation, seat.message) == (member, "We train models.")
    assert OutgoingMail.objects.count() == 1


def test_group_join_asks_for_which_organisation_when_there_are_several(client, ana, member):
    other = ActiveMemberFactory(display_name="Second Ltd")
    represent(ana, other, Role.REPRESENTATIVE)
    foreign = ActiveMemberFactory(display_name="Foreign Ltd")
    group = WorkingGroupFactory()
    signed_in(client, ana)

    page = text_of(client.get(url("group_join", group)))
    assert "Second Ltd" in page
    assert "Foreign Ltd" not in page
    response = client.post(url("group_join", group), {"organisation": foreign.pk, "message": "Hi"})
    assert response.status_code == 200
    assert "Hi</textarea>" in text_of(response)
    client.post(url("group_join", group), {"organisation": other.pk})

    assert group.seats.get().organisation == other


def test_group_join_proposes_the_organisation_one_acts_for(client, ana, member):
    other = ActiveMemberFactory(display_name="Aaa Ltd")
    represent(ana, other, Role.REPRESENTATIVE)
    group = WorkingGroupFactory()
    signed_in(client, ana)
    session = client.session
    session["acting_for"] = member.pk
    session.save()

    response = client.get(url("group_join", group))

    assert response.context["form"]["organisation"].value() == member.pk


def test_group_join_is_refused_in_words(client, carmen, ana, member):
    group = WorkingGroupFactory()

    assert signed_in(client, carmen).get(url("group_join", group)).status_code == 403
    member.memberships.update(status=MembershipStatus.SUSPENDED)
    assert signed_in(client, ana).post(url("group_join", group)).status_code == 403
    assert not Seat.objects.exists()


def test_request_withdraw_is_one_click_after_a_question(client, ana, member, bogdan):
    seat = RequestFactory(user=ana, organisation=member)
    address = url("request_withdraw", seat.group, seat.pk)

    assert signed_in(client, bogdan).post(address).status_code == 404
    signed_in(client, ana)
    assert "Withdraw your request?" in text_of(client.get(address))
    assert "Your request is withdrawn" in text_of(client.post(address, follow=True))
    assert client.post(address, follow=True).status_code == 200

    seat.refresh_from_db()
    assert seat.status == SeatStatus.WITHDRAWN


def test_withdrawing_too_late_is_told(client, ana, member):
    seat = SeatFactory(user=ana, organisation=member)

    page = text_of(
        signed_in(client, ana).post(url("request_withdraw", seat.group, seat.pk), follow=True)
    )

    assert "cannot become" in page
    assert Seat.objects.get().status == SeatStatus.HELD


# Leaving and handing over


def test_group_leave_asks_before_and_tells_after(client, ana, member):
    coordinator = CoordinatorFactory()
    seat = SeatFactory(group=coordinator.group, user=ana, organisation=member)
    signed_in(client, ana)
    assert "Stay" in text_of(client.get(url("group_leave", seat.group)))

    page = text_of(client.post(url("group_leave", seat.group), follow=True))

    assert "You have left the group." in page
    assert client.get(url("group_inside", seat.group)).status_code == 403
    assert client.post(url("group_leave", seat.group)).status_code == 403


def test_group_leave_asks_the_last_coordinator_for_a_successor(client):
    coordinator = CoordinatorFactory()
    other = SeatFactory(group=coordinator.group)
    address = url("group_leave", coordinator.group)
    signed_in(client, coordinator.user)

    assert other.person_name in text_of(client.get(address))
    assert "Choose who coordinates the group after you." in text_of(client.post(address))
    client.post(address, {"successor": other.pk})

    assert coordinator.group.seats.coordinating().get().user == other.user


def test_group_leave_tells_the_only_person_to_write_to_the_office(client):
    coordinator = CoordinatorFactory()

    page = text_of(signed_in(client, coordinator.user).get(url("group_leave", coordinator.group)))

    assert "You are the only person left" in page
    client.post(url("group_leave", coordinator.group))
    assert Seat.objects.held().get() == coordinator


def test_group_hand_over_makes_a_member_of_the_coordinator(client, ana, member):
    coordinator = CoordinatorFactory()
    CoordinatorFactory(group=coordinator.group)
    group = coordinator.group
    signed_in(client, coordinator.user)
    assert url("group_hand_over", group) in text_of(client.get(url("group_inside", group)))

    client.post(url("group_hand_over", group))

    assert group.seats.held().get(user=coordinator.user).role == "member"
    assert client.get(url("group_hand_over", group)).status_code == 403


# What coordinators decide


def test_request_decide_accepts(client, ana, member):
    coordinator = CoordinatorFactory()
    seat = RequestFactory(
        group=coordinator.group, user=ana, organisation=member, message="<b>Hi</b>"
    )
    address = url("request_decide", seat.group, seat.pk)
    signed_in(client, coordinator.user)
    assert "&lt;b&gt;Hi&lt;/b&gt;" in text_of(client.get(address))

    first = client.post(address, {"answer": "accept"}, follow=True)
    second = client.post(address, {"answer": "accept"}, follow=True)

    assert "Ana Represents takes part in the group from today." in text_of(first)
    assert "cannot become" in text_of(second)
    assert signed_in(client, ana).get(url("group_inside", seat.group)).status_code == 200


def test_request_decide_declines_with_a_reason_only(client, ana, member):
    coordinator = CoordinatorFactory()
    seat = RequestFactory(group=coordinator.group, user=ana, organisation=member)
    address = url("request_decide", seat.group, seat.pk)
    signed_in(client, coordinator.user)

    page = text_of(client.post(address, {"answer": "decline", "reason": " "}))
    assert "Please say why: the person reads it." in page
    client.post(address, {"answer": "decline", "reason": "We are full."})

    seat.refresh_from_db()
    assert (seat.status, seat.answer) == (SeatStatus.DECLINED, "We are full.")
    assert "We are full." in text_of(client.get(url("group_inside", seat.group)))
    assert "We are full." in text_of(client.get(address))


@pytest.mark.parametrize("name", ["request_decide", "seat_appoint", "seat_end"])
def test_deciding_is_for_coordinators_of_this_group(client, ana, name):
    seat = RequestFactory()
    elsewhere = CoordinatorFactory()

    for person in (ana, elsewhere.user, SeatFactory(group=seat.group).user):
        assert signed_in(client, person).get(url(name, seat.group, seat.pk)).status_code == 403
    foreign = url(name, elsewhere.group, seat.pk)
    assert signed_in(client, elsewhere.user).get(foreign).status_code == 404


def test_seat_appoint_makes_a_coordinator(client):
    coordinator = CoordinatorFactory()
    seat = SeatFactory(group=coordinator.group)
    address = url("seat_appoint", seat.group, seat.pk)
    signed_in(client, coordinator.user)
    assert client.get(address).status_code == 200

    page = text_of(client.post(address, follow=True))

    assert f"{seat.person_name} coordinates the group from today." in page
    assert seat.group.seats.coordinating().filter(user=seat.user).exists()


def test_seat_end_takes_somebody_out_with_a_reason(client):
    coordinator = CoordinatorFactory()
    seat = SeatFactory(group=coordinator.group)
    address = url("seat_end", seat.group, seat.pk)
    signed_in(client, coordinator.user)

    assert "Please say why" in text_of(client.post(address, {"reason": ""}))
    page = text_of(client.post(address, {"reason": "You changed jobs."}, follow=True))

    assert "has ended" in page
    assert signed_in(client, seat.user).get(url("group_inside", seat.group)).status_code == 403


def test_seat_end_of_oneself_as_last_coordinator_is_refused_in_words(client, office):
    coordinator = CoordinatorFactory()

    page = text_of(
        signed_in(client, office).post(
            url("seat_end", coordinator.group, coordinator.pk), {"reason": "Away."}
        )
    )

    assert "Name another coordinator first." in page
    assert "Away.</textarea>" in page


def test_names_are_shown_as_text(client, ana):
    seat = SeatFactory(user=UserFactory(full_name="<script>alert(1)</script>"))

    page = text_of(signed_in(client, ana).get(url("group_detail", seat.group)))

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page
