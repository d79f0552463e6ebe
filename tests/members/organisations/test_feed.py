"""The office sees what members changed of what the public reads."""

import pytest
from django.core.exceptions import PermissionDenied

from members.organisations import actions, worklists
from members.organisations.models import EditSeen, PublicEdit, Role
from tests.factories.members import ActiveMemberFactory, UserFactory, represent

pytestmark = pytest.mark.django_db


def edit(member, actor, **values):
    actions.edit_page(
        organisation_id=member.pk, actor=actor, **(values or {"website": "https://n"})
    )


def test_an_edit_of_a_public_page_waits_in_the_feed_until_somebody_looked(member, bogdan, office):
    edit(member, bogdan)
    event = PublicEdit.objects.unseen().get()
    assert actions.mark_edits_seen(event_ids=[event.pk], actor=office) == 1
    assert actions.mark_edits_seen(event_ids=[event.pk], actor=office) == 0
    assert not PublicEdit.objects.unseen().exists()
    assert EditSeen.objects.get().seen_by == office


def test_a_name_that_appears_on_the_page_is_in_the_feed_and_a_job_title_alone_is_not(member, ana):
    tie = ana.representations.get()
    actions.describe_oneself(representative_id=tie.pk, actor=ana, job_title="CTO", is_public=False)
    assert not PublicEdit.objects.exists()
    actions.describe_oneself(representative_id=tie.pk, actor=ana, job_title="CTO", is_public=True)
    assert PublicEdit.objects.get().changes == {"person": ["", "Ana Represents, CTO"]}


def test_what_is_not_public_is_not_in_the_feed(member, bogdan):
    actions.edit_billing(organisation_id=member.pk, actor=bogdan, billing_email="b@example.org")
    assert not PublicEdit.objects.exists()


def test_members_mark_nothing(member, bogdan):
    edit(member, bogdan)
    with pytest.raises(PermissionDenied):
        actions.mark_edits_seen(event_ids=[PublicEdit.objects.get().pk], actor=bogdan)


def test_the_feed_shows_before_and_after_and_is_marked_there(client, member, bogdan, office):
    edit(member, bogdan, summary_en="We build bridges.", competences=["cloud"])
    event = PublicEdit.objects.get()
    client.force_login(office)
    listed = client.get("/admin/members/publicedit/?seen=no").content.decode()
    assert "Member Ltd" in listed
    assert "competences" in listed
    page = client.get(f"/admin/members/publicedit/{event.pk}/change/").content.decode()
    assert "<ins>We build bridges.</ins>" in page
    client.post(f"/admin/members/publicedit/{event.pk}/look_at/")
    assert not PublicEdit.objects.unseen().exists()
    assert client.get("/admin/members/publicedit/?seen=yes").status_code == 200


def test_several_edits_are_marked_at_once(client, bogdan, member, office):
    edit(member, bogdan)
    edit(member, bogdan, phone="1")
    client.force_login(office)
    keys = list(PublicEdit.objects.values_list("pk", flat=True))
    client.post("/admin/members/publicedit/", {"action": "mark_seen", "_selected_action": keys})
    assert not PublicEdit.objects.unseen().exists()


def test_who_may_only_look_is_offered_no_button(client, member, bogdan):
    edit(member, bogdan)
    event = PublicEdit.objects.get()
    viewer = UserFactory(is_staff=True)
    client.force_login(viewer)
    assert client.get(f"/admin/members/publicedit/{event.pk}/look_at/").status_code in {403, 404}


@pytest.mark.parametrize("page", ["publicedit", "changerequest", "sizedeclaration"])
def test_the_lists_of_the_office_ask_the_same_for_one_row_and_for_three(
    client, member, bogdan, office, page, django_assert_max_num_queries
):
    def ask_for_something(organisation, person):
        edit(organisation, person)
        actions.request_change(
            organisation_id=organisation.pk, kind="seat", values={"city": "Turda"}, reason="x",
            actor=person,
        )  # fmt: skip
        actions.declare_size(
            organisation_id=organisation.pk, measure="staff", value=3,
            counted_on=organisation.staff_counted_on, actor=person,
        )  # fmt: skip

    client.force_login(office)
    ask_for_something(member, bogdan)
    client.get(f"/admin/members/{page}/")
    with django_assert_max_num_queries(60) as first:
        client.get(f"/admin/members/{page}/")
    for _number in range(2):
        other = ActiveMemberFactory()
        represent(bogdan, other, Role.ADMINISTRATOR)
        ask_for_something(other, bogdan)
    with django_assert_max_num_queries(len(first)):
        client.get(f"/admin/members/{page}/")


def test_each_worklist_leads_to_a_list_of_the_admin(office, member, bogdan):
    edit(member, bogdan)
    for worklist in worklists.worklists():
        assert worklist.url.startswith("/admin/members/")
        assert len(worklist.first) <= worklist.count
