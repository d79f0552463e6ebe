"""Name, identifiers, seat and bank change with the office's approval."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import translation

from cluster_portal.toolkit.errors import IllegalTransitionError
from cluster_portal.toolkit.history.models import HistoryEvent
from cluster_portal.toolkit.mail.models import OutgoingMail
from members.directory.search import search
from members.organisations import actions
from members.organisations.errors import OrganisationError
from members.organisations.models import (
    ChangeKind,
    ChangeRequest,
    ChangeStatus,
    Lineage,
    Organisation,
    Role,
)
from tests.factories.members import OrganisationFactory, UserFactory, represent

pytestmark = pytest.mark.django_db
IBAN, OTHER_IBAN = "RO40AAAADEMO000000000001", "RO13AAAADEMO000000000002"


def ask(member, actor, kind=ChangeKind.NAME, **values):
    return actions.request_change(
        organisation_id=member.pk,
        kind=kind,
        values=values or {"legal_name": "Member Group SRL", "display_name": "Member Group"},
        reason="The meeting of May.",
        actor=actor,
    )


def letters() -> set[tuple[str, str]]:
    return {
        (mail.template.rpartition("/")[2], mail.to_address) for mail in OutgoingMail.objects.all()
    }


def test_a_new_name_holds_once_approved_and_the_former_one_still_finds_it(
    member, bogdan, office, association
):
    change = ask(member, bogdan)
    member.refresh_from_db()
    assert member.display_name == "Member Ltd"
    assert letters() == {
        ("office_change", association.email), ("change_requested", bogdan.email)
    }  # fmt: skip
    actions.approve_change(change_id=change.pk, actor=office, answer="Congratulations.")
    member.refresh_from_db()
    assert (member.legal_name, member.display_name) == ("Member Group SRL", "Member Group")
    assert search(Organisation.objects.all(), "ltd").rows.get() == member
    assert Lineage.objects.get().former_display_name == "Member Ltd"
    assert ("change_answered", bogdan.email) in letters()
    slug = member.slug
    assert Organisation.objects.get(slug=slug) == member


def test_only_what_differs_is_asked_for_and_made(member, bogdan, office):
    change = ask(
        member, bogdan, ChangeKind.SEAT, street="Strada Nouă 1", city="Cluj",
        postal_code=member.postal_code, county=member.county,
    )  # fmt: skip
    assert set(change.new) == {"street", "city"}
    Organisation.objects.filter(pk=member.pk).update(county="Bihor")
    actions.approve_change(change_id=change.pk, actor=office)
    member.refresh_from_db()
    assert (member.street, member.city, member.county) == ("Strada Nouă 1", "Cluj", "Bihor")


def test_an_address_hides_nothing_from_those_who_approve_it(member, bogdan, office):
    change = ask(member, bogdan, ChangeKind.SEAT, street="Strada\u202e 1 ăuoN", city="Cl\u200buj")
    assert change.new == {"street": "Strada 1 ăuoN", "city": "Cluj"}
    actions.approve_change(change_id=change.pk, actor=office)
    actions.edit_billing(
        organisation_id=member.pk,
        actor=bogdan,
        billing_street="Piața\n\u2067Nouă",
        billing_city="Turda",
    )
    member.refresh_from_db()
    assert (member.street, member.city) == ("Strada 1 ăuoN", "Cluj")
    assert member.billing_street == "Piața Nouă"
    told = HistoryEvent.objects.about(member).get(kind="organisation.billing_edited")
    assert told.changes["billing_street"] == ["", "Piața Nouă"]


def test_identifiers_keep_their_kinds_through_approval(member, bogdan, office):
    change = ask(
        member, bogdan, ChangeKind.IDENTIFIERS, vat_registered=True, vat_number="RO99000018",
        vat_checked_on=dt.date(2026, 3, 1), founded_on=dt.date(2019, 5, 6),
    )  # fmt: skip
    assert ("Founded on", "", "6 May 2019") in change.differences
    with translation.override("ro"):
        assert ("Cod de TVA", "", "RO99000018") in change.differences
        assert ("Înființată la", "", "6 mai 2019") in change.differences
    actions.approve_change(change_id=change.pk, actor=office)
    member.refresh_from_db()
    assert (member.vat_registered, member.vat_checked_on) == (True, dt.date(2026, 3, 1))
    assert member.founded_on == dt.date(2019, 5, 6)


def test_an_identifier_of_another_organisation_is_refused_when_asked_and_when_approved(
    member, bogdan, office
):
    other = OrganisationFactory()
    with pytest.raises(OrganisationError, match="known already"):
        ask(member, bogdan, ChangeKind.IDENTIFIERS, identifier=other.identifier)
    change = ask(member, bogdan, ChangeKind.IDENTIFIERS, identifier="99000115")
    OrganisationFactory(identifier="99000115")
    with pytest.raises(OrganisationError, match="known already"):
        actions.approve_change(change_id=change.pk, actor=office)
    change.refresh_from_db()
    assert change.status == ChangeStatus.REQUESTED


def test_a_new_account_is_known_and_the_old_one_closed_once_approved(member, bogdan, office):
    actions.know_account(
        organisation_id=member.pk, iban=IBAN, source="office", is_confirmed=True, actor=office
    )
    change = ask(member, bogdan, ChangeKind.BANK, iban=OTHER_IBAN, closes=IBAN)
    assert member.accounts.confirmed().get().iban == IBAN
    actions.approve_change(change_id=change.pk, actor=office)
    assert member.accounts.confirmed().get().iban == OTHER_IBAN
    seen = HistoryEvent.objects.about(member).visible_to(bogdan)
    assert not any("iban" in event.changes for event in seen)


def test_everybody_who_answers_for_it_hears_of_a_new_account(member, bogdan):
    billing = UserFactory(email="billing@example.org")
    represent(billing, member, Role.BILLING)
    ask(member, billing, ChangeKind.BANK, iban=IBAN)
    assert letters() == {
        ("change_requested", bogdan.email), ("change_requested", billing.email)
    }  # fmt: skip


def test_one_change_of_a_kind_waits_at_a_time(member, bogdan):
    ask(member, bogdan)
    with pytest.raises(OrganisationError, match="Withdraw it first"):
        ask(member, bogdan)
    ask(member, bogdan, ChangeKind.SEAT, city="Turda")
    with pytest.raises(IntegrityError, match="change_one_open_per_kind"), transaction.atomic():
        ChangeRequest.objects.create(
            organisation=member, kind="name", reason="Again", requested_by=bogdan
        )


def test_nothing_different_is_nothing_to_ask(member, bogdan):
    with pytest.raises(OrganisationError, match="different"):
        ask(member, bogdan, legal_name=member.legal_name, display_name=member.display_name)


def test_a_refused_or_withdrawn_change_changes_nothing_and_is_over(member, bogdan, office):
    refused = ask(member, bogdan)
    actions.refuse_change(change_id=refused.pk, actor=office, answer="No paper.")
    withdrawn = ask(member, bogdan)
    actions.withdraw_change(change_id=withdrawn.pk, actor=bogdan)
    member.refresh_from_db()
    assert member.display_name == "Member Ltd"
    for change in (refused, withdrawn):
        with pytest.raises(IllegalTransitionError):
            actions.approve_change(change_id=change.pk, actor=office)
    assert "No paper." in OutgoingMail.objects.get(template__endswith="change_answered").text


def test_representatives_do_not_ask_and_members_do_not_approve(member, ana, bogdan, carmen):
    for person in (ana, carmen):
        with pytest.raises(PermissionDenied):
            ask(member, person)
    change = ask(member, bogdan)
    for act in (actions.approve_change, actions.refuse_change):
        extra = {"answer": "x"}
        with pytest.raises(PermissionDenied):
            act(change_id=change.pk, actor=bogdan, **extra)
    with pytest.raises(PermissionDenied):
        actions.withdraw_change(change_id=change.pk, actor=ana)


def test_an_organisation_asks_for_a_change_on_its_page_and_withdraws_it(client, member, bogdan):
    client.force_login(bogdan)
    page = client.get("/my/organisation/changes/name/")
    assert 'value="Member Ltd"' in page.content.decode()
    sent = client.post(
        "/my/organisation/changes/name/",
        {"legal_name": "Member Nou SRL", "display_name": "Member Nou", "reason": "May"},
        follow=True,
    )
    assert "Member Nou SRL" in sent.content.decode()
    change = ChangeRequest.objects.get()
    again = client.post(
        "/my/organisation/changes/name/",
        {"legal_name": "Other", "display_name": "Other", "reason": "May"},
    )
    assert "Withdraw it first" in again.content.decode()
    assert 'value="Other"' in again.content.decode()
    client.post(f"/my/organisation/changes/{change.pk}/withdraw/")
    change.refresh_from_db()
    assert change.status == ChangeStatus.WITHDRAWN


@pytest.mark.parametrize(
    ("kind", "values", "sentence"),
    [
        ("identifiers", {"identifier": "1800101221144"}, "personal number"),
        ("identifiers", {"identifier": "99000018", "vat_registered": "on"}, "on which day"),
        ("bank", {"iban": "RO41AAAADEMO000000000001"}, "not a valid IBAN"),
        ("name", {"legal_name": "", "display_name": "x"}, "required"),
    ],
)
def test_bad_input_gets_a_sentence(client, member, bogdan, kind, values, sentence):
    client.force_login(bogdan)
    page = client.post(f"/my/organisation/changes/{kind}/", {"reason": "May", **values})
    assert sentence in page.content.decode()
    assert not ChangeRequest.objects.exists()


def test_an_unknown_kind_of_change_is_no_page(client, bogdan):
    client.force_login(bogdan)
    assert client.get("/my/organisation/changes/colour/").status_code == 404


def test_the_office_approves_in_the_admin(client, member, bogdan, office):
    change = ask(member, bogdan)
    client.force_login(office)
    listed = client.get("/admin/members/changerequest/?status__exact=requested").content.decode()
    assert "Member Group SRL" in listed
    page = client.get(f"/admin/members/changerequest/{change.pk}/change/").content.decode()
    assert "Approve and make the change" in page
    client.post(f"/admin/members/changerequest/{change.pk}/approve/", {"answer": ""})
    member.refresh_from_db()
    assert member.display_name == "Member Group"


def test_staff_without_the_right_cannot_approve(client, member, bogdan):
    change = ask(member, bogdan)
    client.force_login(UserFactory(is_staff=True))
    address = f"/admin/members/changerequest/{change.pk}/approve/"
    assert client.post(address, {"answer": ""}).status_code in {403, 404}
    change.refresh_from_db()
    assert change.status == ChangeStatus.REQUESTED
