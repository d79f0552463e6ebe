"""New names, mergers, splits and takeovers."""

import datetime as dt
import threading

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction

from cluster_portal.toolkit.mail.models import OutgoingMail
from members.directory.search import search
from members.organisations import actions
from members.organisations.errors import OrganisationError
from members.organisations.models import (
    EndReason,
    InvitationStatus,
    Lineage,
    LineageKind,
    Membership,
    Organisation,
    Representative,
    Role,
    RoleHeld,
)
from tests.factories.members import (
    ActiveMemberFactory,
    OrganisationFactory,
    UserFactory,
    represent,
)

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 6, 1)


@pytest.fixture
def heir(db):
    return ActiveMemberFactory(display_name="Heir SA", slug="heir")


def merge(member, heir, office, **changes):
    values = {"from_id": member.pk, "to_id": heir.pk, "on": DAY, "reference": "Notary 12"}
    return actions.merge(**(values | changes), actor=office, reason="The companies merged.")


def roles(person, organisation) -> set[str]:
    held = RoleHeld.objects.open().filter(
        representative__user=person, organisation=organisation, representative__ended_on=None
    )
    return set(held.values_list("role", flat=True))


def test_a_merger_ends_the_membership_and_takes_the_people_along(member, heir, ana, bogdan, office):
    merge(member, heir, office)
    ended = Membership.objects.get(organisation=member)
    assert (ended.end_reason, ended.ended_on) == (EndReason.MERGED, DAY)
    assert not member.representatives.open().exists()
    assert roles(bogdan, heir) == {Role.ADMINISTRATOR, Role.PRIMARY_CONTACT}
    assert roles(ana, heir) == {Role.REPRESENTATIVE}
    told = OutgoingMail.objects.filter(template__endswith="moved_by_merger")
    assert {mail.to_address for mail in told} == {ana.email, bogdan.email}


def test_nobody_gets_a_role_twice_and_a_role_of_one_stays_with_its_holder(
    member, heir, bogdan, office
):
    contact = UserFactory()
    represent(contact, heir, Role.PRIMARY_CONTACT)
    represent(bogdan, heir, Role.ADMINISTRATOR)
    merge(member, heir, office)
    assert Representative.objects.open().filter(user=bogdan).count() == 1
    assert roles(bogdan, heir) == {Role.ADMINISTRATOR}
    assert roles(contact, heir) == {Role.PRIMARY_CONTACT}


def test_what_waits_for_the_merged_one_is_closed(member, heir, bogdan, office):
    invitation = actions.invite(
        organisation_id=member.pk, email="new@example.org", full_name="New",
        roles=[Role.REPRESENTATIVE], language="en", actor=bogdan,
    )  # fmt: skip
    change = actions.request_change(
        organisation_id=member.pk, kind="seat", values={"city": "Turda"}, reason="Moved",
        actor=bogdan,
    )  # fmt: skip
    merge(member, heir, office)
    invitation.refresh_from_db()
    change.refresh_from_db()
    assert (invitation.status, change.status) == (InvitationStatus.REVOKED, "withdrawn")


def test_searching_the_name_of_the_merged_one_finds_the_other(member, heir, office):
    merge(member, heir, office)
    found = search(Organisation.objects.active_members(), "member")
    assert list(found.rows) == [heir]


def test_a_membership_that_never_began_ends_by_a_merger_too(heir, office):
    waiting = OrganisationFactory()
    Membership.objects.create(organisation=waiting, approved_on=DAY)
    merge(waiting, heir, office)
    assert Membership.objects.get(organisation=waiting).end_reason == EndReason.MERGED


def test_a_merger_is_entered_once_not_in_a_circle_and_not_ahead(member, heir, office):
    with pytest.raises(OrganisationError, match="taken effect"):
        merge(member, heir, office, on=dt.date(2999, 1, 1))
    with pytest.raises(OrganisationError, match="another organisation"):
        merge(member, member, office)
    merge(member, heir, office)
    with pytest.raises(OrganisationError, match="already"):
        merge(member, heir, office)
    with pytest.raises(OrganisationError, match="choose that one"):
        merge(heir, member, office)


def test_only_the_office_merges(member, heir, bogdan):
    with pytest.raises(PermissionDenied):
        merge(member, heir, bogdan)
    assert not Lineage.objects.exists()


def test_a_takeover_is_noted_and_both_live_on(client, member, heir, office):
    actions.note_lineage(
        from_id=member.pk, to_id=heir.pk, kind=LineageKind.TAKEOVER, on=DAY, reference="Notary",
        actor=office,
    )  # fmt: skip
    assert Membership.objects.active().count() == 2
    assert "Taken over by" in client.get(member.get_absolute_url()).content.decode()
    assert "Took over Member Ltd" in client.get(heir.get_absolute_url()).content.decode()


def test_the_database_knows_what_a_new_name_is(member, heir):
    names = {"former_legal_name": "x", "former_display_name": "x", "on": DAY}
    for to, kind in ((heir, "rename"), (member, "merger")):
        with pytest.raises(IntegrityError, match="stays_one_record"), transaction.atomic():
            Lineage.objects.create(from_organisation=member, to_organisation=to, kind=kind, **names)


def test_the_office_renames_and_merges_in_the_admin(client, member, heir, bogdan, office):
    client.force_login(office)
    base = f"/admin/members/organisation/{member.pk}"
    assert "Merge into another organisation" in client.get(f"{base}/change/").content.decode()
    client.post(
        f"{base}/rename/",
        {"legal_name": "M SRL", "display_name": "M", "on": "2026-05-01", "reference": "Paper"},
    )
    member.refresh_from_db()
    assert member.display_name == "M"
    page = client.get(f"{base}/merge/").content.decode()
    assert "stay here" in page
    client.post(
        f"{base}/merge/",
        {"heir": heir.pk, "on": "2026-06-01", "reference": "Notary", "reason": "Merged."},
    )
    assert not Membership.objects.open().filter(organisation=member).exists()
    client.post(
        f"{base}/record_size/",
        {"measure": "staff", "value": "31", "counted_on": "2026-06-30"},
    )
    member.refresh_from_db()
    assert member.staff_count == 31
    client.post(f"{base}/record_account/", {"iban": "RO40AAAADEMO000000000001"})
    assert member.accounts.confirmed().exists()


@pytest.mark.django_db(transaction=True)
def test_two_mergers_against_each_other_at_once_make_one(member, heir, office):
    """Real connections: both hold both rows in one order, so that one of them comes second."""
    pairs, outcomes = [(member, heir), (heir, member)], []
    together = threading.Barrier(2, timeout=10)

    def run(origin, other):
        together.wait()
        try:
            merge(origin, other, office)
            outcomes.append("merged")
        except OrganisationError:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert sorted(outcomes) == ["merged", "refused"]
    assert Lineage.objects.count() == 1
