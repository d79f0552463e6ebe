import datetime as dt

import pytest
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from cluster_portal.toolkit.history.models import HistoryEvent
from cluster_portal.toolkit.mail.models import OutgoingMail
from members.organisations.models import MembershipStatus
from tests.factories.members import UserFactory
from tests.factories.working_groups import (
    CoordinatorFactory,
    RequestFactory,
    SeatFactory,
    WorkingGroupFactory,
)
from working_groups.groups import worklists
from working_groups.groups.models import GroupStatus, Seat, SeatStatus, WorkingGroup

pytestmark = pytest.mark.django_db


def url(name, *args):
    return reverse(f"admin:working_groups_{name}", args=args)


def text_of(response):
    return " ".join(response.content.decode().split())


@pytest.fixture
def desk(client, office):
    client.force_login(office)
    return client


def staff_with(*codenames):
    person = UserFactory(is_staff=True)
    person.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    return person


def test_group_is_entered_in_both_languages_as_a_proposal(desk):
    values = {
        "name_en": "Digital Health",
        "name_ro": "Sănătate digitală",
        "slug": "digital-health",
        "charter_en": "## Why",
        "seats-TOTAL_FORMS": "0",
        "seats-INITIAL_FORMS": "0",
    }

    response = desk.post(url("workinggroup_add"), values)

    assert response.status_code == 302
    group = WorkingGroup.objects.get()
    assert (group.status, group.name_ro) == (GroupStatus.PROPOSED, "Sănătate digitală")
    assert 'id="h-why"' in group.charter_html_en
    assert HistoryEvent.objects.about(group).get().kind == "group.added"


def test_edited_charter_keeps_its_old_text_in_the_history(desk):
    group = WorkingGroupFactory(charter_en="Old")
    values = {
        "name_en": group.name,
        "charter_en": "New",
        "founded_on": "2022-03-01",
        "seats-TOTAL_FORMS": "0",
        "seats-INITIAL_FORMS": "0",
    }

    desk.post(url("workinggroup_change", group.pk), values)

    group.refresh_from_db()
    assert (group.charter_en, group.slug, group.status) == ("New", group.slug, GroupStatus.ACTIVE)
    event = HistoryEvent.objects.about(group).get()
    assert event.changes == {"charter_en": ["Old", "New"]}
    assert "Group’s description edited" in text_of(
        desk.get(url("workinggroup_change", group.pk))
    ).replace("&#x27;", "’")


def test_status_does_not_change_by_the_form_but_by_its_button(desk):
    group = WorkingGroupFactory(status=GroupStatus.PROPOSED, slug="health")
    forged = {
        "name_en": group.name,
        "slug": "health",
        "status": "active",
        "seats-TOTAL_FORMS": "0",
        "seats-INITIAL_FORMS": "0",
    }
    desk.post(url("workinggroup_change", group.pk), forged)
    group.refresh_from_db()
    assert group.status == GroupStatus.PROPOSED
    assert url("workinggroup_status", group.pk) in text_of(
        desk.get(url("workinggroup_change", group.pk))
    )

    page = text_of(
        desk.post(
            url("workinggroup_status", group.pk),
            {"target": "active", "decision_reference": "HCD 4/2026"},
            follow=True,
        )
    )

    group.refresh_from_db()
    assert (group.status, group.decision_reference) == (GroupStatus.ACTIVE, "HCD 4/2026")
    assert "The state is changed" in page


def test_status_page_offers_only_the_moves_there_are_and_demands_a_reason(desk):
    group = WorkingGroupFactory(status=GroupStatus.ACTIVE)
    page = text_of(desk.get(url("workinggroup_status", group.pk)))
    assert 'value="dormant"' in page
    assert 'value="proposed"' not in page

    page = text_of(desk.post(url("workinggroup_status", group.pk), {"target": "concluded"}))

    assert "Please say why" in page
    group.refresh_from_db()
    assert group.status == GroupStatus.ACTIVE


def test_concluded_group_has_no_buttons(desk):
    group = WorkingGroupFactory(status="concluded", concluded_on=timezone.localdate())

    page = text_of(desk.get(url("workinggroup_change", group.pk)))

    assert url("workinggroup_status", group.pk) not in page


def test_coordinator_is_named_by_address(desk, ana, member):
    group = WorkingGroupFactory()
    address = url("workinggroup_coordinator", group.pk)

    page = text_of(desk.post(address, {"person": "nobody@example.org"}))
    assert "Nobody who may sign in has this address." in page
    desk.post(address, {"person": "ANA@example.org", "organisation": member.pk})

    assert group.seats.coordinating().get().who == "Ana Represents, Member Ltd"


def test_request_is_accepted_and_declined_by_buttons(desk):
    first, second = RequestFactory(), RequestFactory()
    page = text_of(desk.get(url("seat_change", first.pk)))
    assert url("seat_accept", first.pk) in page
    assert 'name="_save"' not in page

    desk.post(url("seat_accept", first.pk))
    refused = text_of(desk.post(url("seat_decline", second.pk), {"reason": ""}))
    desk.post(url("seat_decline", second.pk), {"reason": "Full."})

    assert "Please say why" in refused
    assert [Seat.objects.get(pk=one.pk).status for one in (first, second)] == [
        SeatStatus.HELD,
        SeatStatus.DECLINED,
    ]
    too_late = text_of(desk.post(url("seat_accept", second.pk)))
    assert "cannot become" in too_late


def test_several_requests_are_accepted_at_once_and_the_others_explained(desk):
    good = RequestFactory.create_batch(2)
    gone = RequestFactory()
    gone.organisation.representatives.update(ended_on=timezone.localdate())
    chosen = {"action": "accept_selected", "_selected_action": [one.pk for one in [*good, gone]]}

    page = text_of(desk.post(url("seat_changelist"), chosen, follow=True))

    assert "2 requests are accepted." in page
    assert "no longer represents an active member" in page
    assert Seat.objects.requested().get() == gone


def test_seat_is_ended_by_its_button(desk):
    seat = SeatFactory()

    desk.post(url("seat_end", seat.pk), {"reason": "Changed jobs."})

    assert Seat.objects.get().status == SeatStatus.LEFT
    assert "Changed jobs." in OutgoingMail.objects.get().text


def test_nothing_of_the_groups_is_deleted_or_seated_by_hand(desk):
    seat = SeatFactory()

    for address in (
        url("workinggroup_delete", seat.group_id),
        url("seat_delete", seat.pk),
        url("seat_add"),
    ):
        assert desk.get(address).status_code == 403


@pytest.mark.parametrize("page", ["workinggroup_status", "workinggroup_coordinator", "seat_accept",
                                  "seat_decline", "seat_end"])  # fmt: skip
def test_steps_need_the_permission(client, page):
    seat = RequestFactory()
    pk = seat.group_id if page.startswith("working") else seat.pk
    client.force_login(staff_with("view_seat", "view_workinggroup"))
    assert client.get(url(page, pk)).status_code == 403
    client.force_login(staff_with("change_seat", "change_workinggroup"))
    assert client.get(url(page, pk)).status_code == 200


def test_lists_are_searched_and_filtered(desk):
    lapsed = SeatFactory(user__full_name="Lena Lapsed")
    lapsed.organisation.memberships.update(status=MembershipStatus.SUSPENDED)
    SeatFactory(user__full_name="Hanna Holds")

    by_rights = text_of(desk.get(url("seat_changelist"), {"rights": "lapsed"}))
    by_words = text_of(desk.get(url("seat_changelist"), {"q": "Hanna"}))
    groups = text_of(desk.get(url("workinggroup_changelist"), {"coordination": "none"}))

    assert ("Lena Lapsed" in by_rights, "Hanna Holds" in by_rights) == (True, False)
    assert ("Lena Lapsed" in by_words, "Hanna Holds" in by_words) == (False, True)
    assert lapsed.group.name in groups


@pytest.mark.parametrize("page", ["seat_changelist", "workinggroup_changelist"])
def test_changelists_ask_the_same_however_many(desk, page, django_assert_max_num_queries):
    counts = []
    for number in (1, 2):
        SeatFactory.create_batch(number)
        cache.clear()
        ContentType.objects.clear_cache()
        with django_assert_max_num_queries(100) as counted:
            desk.get(url(page))
        counts.append(len(counted))

    assert counts[0] == counts[1]


def test_worklists_name_what_waits_oldest_first(desk):
    second = RequestFactory(group=CoordinatorFactory().group)
    first = RequestFactory(group=second.group, requested_at=timezone.now() - dt.timedelta(days=9))
    lapsed = SeatFactory(group=second.group)
    lapsed.organisation.representatives.update(ended_on=timezone.localdate())
    alone = WorkingGroupFactory()
    WorkingGroupFactory(status=GroupStatus.DORMANT)

    waiting, without_rights, without_coordinator = worklists.worklists()

    assert list(waiting.rows) == [first, second]
    assert list(without_rights.rows) == [lapsed]
    assert list(without_coordinator.rows) == [alone]
    for worklist in (waiting, without_rights, without_coordinator):
        assert desk.get(worklist.url).status_code == 200
        assert desk.get(worklist.first[0][1]).status_code == 200
