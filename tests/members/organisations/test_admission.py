import datetime as dt
import threading
from dataclasses import replace

import pytest
from allauth.account.models import EmailAddress
from django.db import connection
from django.utils import timezone

from cluster_portal.toolkit.history.models import HistoryEvent
from cluster_portal.toolkit.mail.models import OutgoingMail
from members.accounts.errors import AccountClosedError
from members.accounts.models import User
from members.organisations import actions
from members.organisations.actions import NewContact, NewMember
from members.organisations.errors import AlreadyMemberError
from members.organisations.models import (
    EndReason,
    Membership,
    MembershipBegins,
    MembershipStatus,
    Organisation,
    Representative,
    Role,
    StatuteRules,
)
from tests.factories.members import (
    ActiveMemberFactory,
    AssociationFactory,
    OrganisationFactory,
    UserFactory,
    represent,
)

DAY = dt.date(2026, 5, 12)
NEW = NewMember(
    category="company",
    legal_name="Știință Nouă SRL",
    display_name="Știință Nouă",
    country="RO",
    identifier="99000107",
    register_number="J12/1/2020",
    street="Strada Exemplului nr. 1",
    city="Cluj-Napoca",
    county="Cluj",
    postal_code="400000",
    website="https://noua.example.org",
    staff_count=12,
    staff_counted_on=dt.date(2026, 1, 1),
    language="ro",
)
DAN = NewContact(
    full_name="Dan Director",
    email="Dan@Noua.example.org",
    job_title="Director",
    phone="+40 700 000 000",
    language="ro",
)


def admit(new=NEW, contact=DAN, **changes):
    return actions.admit(
        new_member=new,
        contact=contact,
        **{"decision_reference": "CD 12/2026", "approved_on": DAY, "actor": None, **changes},
    )


@pytest.mark.django_db
def test_who_leaves_on_a_day_to_come_is_not_admitted_before_it(association, office):
    membership = admit(actor=office)
    actions.activate(membership_id=membership.pk, started_on=membership.approved_on, actor=office)
    actions.end(
        membership_id=membership.pk, ended_on=timezone.localdate() + dt.timedelta(days=20),
        end_reason="resigned", actor=office, reason="By letter",
    )  # fmt: skip

    with pytest.raises(AlreadyMemberError):
        admit(actor=office)


@pytest.mark.django_db
def test_admit_makes_the_organisation_and_its_membership(association):
    membership = admit()

    organisation = membership.organisation
    assert membership.status == MembershipStatus.AWAITING_PAYMENT
    assert (membership.approved_on, membership.started_on) == (DAY, None)
    assert membership.decision_reference == "CD 12/2026"
    assert organisation.legal_name == "Știință Nouă SRL"
    assert organisation.slug == "stiinta-noua"
    assert not Organisation.objects.active_members().exists()


@pytest.mark.django_db
def test_admit_gives_the_contact_an_account_and_the_first_roles(association):
    membership = admit()

    tie = Representative.objects.get(organisation=membership.organisation)
    assert tie.user.email == "dan@noua.example.org"
    assert (tie.user.full_name, tie.user.language) == ("Dan Director", "ro")
    assert not tie.user.has_usable_password()
    assert tie.started_on == DAY
    assert set(tie.roles_held.open().values_list("role", flat=True)) == {
        Role.PRIMARY_CONTACT,
        Role.ADMINISTRATOR,
        Role.BILLING,
    }
    address = EmailAddress.objects.get(user=tie.user)
    assert (address.email, address.primary, address.verified) == (
        "dan@noua.example.org",
        True,
        False,
    )


@pytest.mark.django_db
def test_admit_writes_history_and_no_mail(association, office):
    membership = admit(actor=office, reason="Unanimous.")

    event = HistoryEvent.objects.about(membership.organisation).get()
    assert event.kind == "organisation.admitted"
    assert (event.actor_label, event.reason) == ("Olga Office", "Unanimous.")
    assert not OutgoingMail.objects.exists()


@pytest.mark.django_db
def test_membership_begins_at_the_decision_where_the_statute_says_so(association):
    StatuteRules.objects.create(
        association=association,
        valid_from=DAY,
        membership_begins=MembershipBegins.AT_DECISION,
    )

    membership = admit()

    assert (membership.status, membership.started_on) == (MembershipStatus.ACTIVE, DAY)


@pytest.mark.django_db
def test_admit_uses_the_account_of_a_known_person_in_any_spelling(association):
    known = UserFactory(email="dan@noua.example.org", full_name="Dan D. Director", language="en")

    admit()

    assert User.objects.get() == known
    known.refresh_from_db()
    assert (known.full_name, known.phone) == ("Dan D. Director", "+40 700 000 000")


@pytest.mark.django_db
def test_admit_refuses_a_contact_whose_account_is_closed(association):
    UserFactory(email="dan@noua.example.org", is_active=False)

    with pytest.raises(AccountClosedError, match="is closed"):
        admit()

    assert not Organisation.objects.exists()


@pytest.mark.django_db
def test_two_organisations_of_the_same_name_have_two_addresses(association):
    OrganisationFactory(slug="stiinta-noua")
    OrganisationFactory(slug="stiinta-noua-2")

    assert admit().organisation.slug == "stiinta-noua-3"


@pytest.mark.django_db
def test_admit_refuses_an_organisation_that_is_a_member(association):
    ActiveMemberFactory(identifier=NEW.identifier)

    with pytest.raises(AlreadyMemberError, match="member already"):
        admit()


@pytest.mark.django_db
def test_organisation_that_left_comes_back_under_its_own_record(association, office):
    organisation = ActiveMemberFactory(identifier=NEW.identifier, slug="old-address", city="Dej")
    before = UserFactory()
    old_tie = represent(before, organisation, Role.PRIMARY_CONTACT, Role.ADMINISTRATOR)
    actions.end(
        membership_id=organisation.memberships.get().pk,
        ended_on=dt.date(2025, 12, 31),
        end_reason=EndReason.RESIGNED,
        actor=office,
        reason="Their letter.",
    )

    membership = admit()

    organisation.refresh_from_db()
    assert membership.organisation == organisation
    assert (organisation.slug, organisation.city) == ("old-address", "Cluj-Napoca")
    assert organisation.memberships.count() == 2
    assert set(old_tie.roles_held.open().values_list("role", flat=True)) == {Role.ADMINISTRATOR}
    assert organisation.representatives.with_role(Role.PRIMARY_CONTACT).get().user.email == (
        "dan@noua.example.org"
    )


@pytest.mark.django_db(transaction=True)
def test_same_organisation_admitted_twice_at_once_is_one_member():
    AssociationFactory()
    start, outcomes = threading.Barrier(2), []

    def run(name):
        start.wait()
        try:
            admit(replace(NEW, legal_name=name))
            outcomes.append("admitted")
        except AlreadyMemberError:
            outcomes.append("known")
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[name]) for name in ("One", "Two")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["admitted", "known"]
    assert Membership.objects.count() == 1
    assert User.objects.count() == 1
