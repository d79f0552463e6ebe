import datetime as dt

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cluster_portal.toolkit.history.models import HistoryEvent
from members.accounts.models import User
from members.organisations import worklists
from members.organisations.models import (
    BankAccount,
    EndReason,
    Invitation,
    MembershipStatus,
    Organisation,
    Role,
    StatuteRules,
)
from tests.factories.members import (
    ActiveMemberFactory,
    MembershipFactory,
    OrganisationFactory,
    UserFactory,
    represent,
)


@pytest.fixture
def desk(client, office, association):
    client.force_login(office)
    return client


def staff_with(*codenames):
    person = UserFactory(is_staff=True)
    person.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    assert person.user_permissions.count() == len(codenames)
    return person


def page(client, route, *args):
    response = client.get(reverse(f"admin:members_{route}", args=args))
    assert response.status_code == 200
    return response.content.decode()


MODELS = ["user", "organisation", "membership", "representative", "roleheld", "invitation",
          "association", "bankaccount", "statuterules"]  # fmt: skip


@pytest.mark.parametrize("model", MODELS)
def test_every_list_opens_and_is_searched(desk, member, bogdan, model):
    response = desk.get(reverse(f"admin:members_{model}_changelist"), {"q": "stiinta"})
    assert response.status_code == 200


@pytest.mark.parametrize("model", ["organisation", "representative", "membership", "roleheld"])
def test_lists_ask_the_same_however_many(desk, model):
    url = reverse(f"admin:members_{model}_changelist")

    def queries_with(count):
        for organisation in ActiveMemberFactory.create_batch(count):
            represent(UserFactory(), organisation, Role.ADMINISTRATOR)
        with CaptureQueriesContext(connection) as asked:
            desk.get(url)
        return len(asked)

    desk.get(url)
    assert queries_with(1) == queries_with(2)


def test_organisation_is_found_without_diacritics(desk):
    OrganisationFactory(display_name="Știință Nouă")
    OrganisationFactory(display_name="Altceva")

    response = desk.get(reverse("admin:members_organisation_changelist"), {"q": "stiinta"})

    assert [row.display_name for row in response.context["cl"].queryset] == ["Știință Nouă"]


def test_correcting_the_record_is_in_the_history(desk, member, office):
    url = reverse("admin:members_organisation_change", args=[member.pk])
    form = desk.get(url).context["adminform"].form
    values = {name: form.get_initial_for_field(f, name) for name, f in form.fields.items()}
    sent = {name: value for name, value in values.items() if value not in (None, "")}
    formsets = {
        f"{prefix}-{end}": 0
        for prefix in ("memberships", "representatives")
        for end in ("TOTAL_FORMS", "INITIAL_FORMS")
    }

    response = desk.post(
        url, {**sent, **formsets, "legal_name": "New Name SA", "competences": "cloud"}
    )

    assert response.status_code == 302, response.context["adminform"].form.errors
    member.refresh_from_db()
    assert (member.legal_name, member.competences) == ("New Name SA", ["cloud"])
    event = HistoryEvent.objects.about(member).get()
    assert event.kind == "organisation.record_corrected"
    assert event.changes["legal_name"] == ["Member Ltd SRL", "New Name SA"]


def test_record_is_saved_also_when_the_file_of_its_logo_is_lost(desk, member):
    member.logo = "logos/lost.png"
    member.save()
    url = reverse("admin:members_organisation_change", args=[member.pk])

    text = page(desk, "organisation_change", member.pk)
    assert reverse("members:organisation_logo", args=[member.slug]) in text
    form = desk.get(url).context["adminform"].form
    form.data = form.initial
    form.is_bound = True
    form.full_clean()
    assert "logo" not in form.errors


def test_buttons_offer_what_may_be_done_now(desk, member, office):
    text = page(desk, "organisation_change", member.pk)
    assert "Suspend" in text
    assert "End the membership" in text
    assert "Admit as a member" not in text
    assert "Lift the suspension" not in text

    nobody = OrganisationFactory()
    assert "Admit as a member" in page(desk, "organisation_change", nobody.pk)


def test_office_suspends_and_resumes_with_a_reason(desk, member, bogdan):
    membership = member.memberships.get()
    url = reverse("admin:members_organisation_suspend", args=[member.pk])

    response = desk.post(url, {"reason": ""})
    assert response.status_code == 200
    desk.post(url, {"reason": "Dues of two years."})

    membership.refresh_from_db()
    assert membership.status == MembershipStatus.SUSPENDED
    assert HistoryEvent.objects.about(member).first().reason == "Dues of two years."
    desk.post(reverse("admin:members_organisation_resume", args=[member.pk]), {"reason": "Paid."})
    membership.refresh_from_db()
    assert membership.status == MembershipStatus.ACTIVE


def test_move_that_is_not_possible_is_said_on_the_form(desk, member):
    url = reverse("admin:members_organisation_resume", args=[member.pk])

    response = desk.post(url, {"reason": "Because"})

    assert "cannot become" in response.content.decode()
    assert "Because" in response.content.decode()


def test_office_ends_a_membership_on_a_day(desk, member):
    today = timezone.localdate()

    desk.post(
        reverse("admin:members_organisation_end", args=[member.pk]),
        {"ended_on": today, "end_reason": EndReason.DISSOLVED, "reason": "Merged."},
    )

    membership = member.memberships.get()
    assert (membership.status, membership.ended_on) == (MembershipStatus.ENDED, today)
    again = desk.post(
        reverse("admin:members_organisation_end", args=[member.pk]),
        {"ended_on": today, "end_reason": EndReason.DISSOLVED, "reason": "Twice."},
    )
    assert again.status_code == 404


def test_office_begins_a_membership(desk):
    membership = MembershipFactory(
        status=MembershipStatus.AWAITING_PAYMENT, started_on=None, approved_on=dt.date(2026, 1, 5)
    )
    text = page(desk, "organisation_change", membership.organisation_id)
    assert "Begin the membership" in text
    assert "Suspend" not in text

    desk.post(
        reverse("admin:members_organisation_activate", args=[membership.organisation_id]),
        {"started_on": "2026-02-01", "reason": "Paid in cash."},
    )

    membership.refresh_from_db()
    assert (membership.status, membership.started_on) == (
        MembershipStatus.ACTIVE,
        dt.date(2026, 2, 1),
    )


def test_office_enters_a_member_of_old(desk):
    organisation = OrganisationFactory()

    desk.post(
        reverse("admin:members_organisation_admit", args=[organisation.pk]),
        {
            "decision_reference": "AG 2012",
            "approved_on": "2012-10-18",
            "full_name": "Dan Director",
            "email": "dan@example.org",
            "language": "ro",
        },
    )

    membership = organisation.memberships.get()
    assert membership.decision_reference == "AG 2012"
    contact = organisation.representatives.with_role(Role.PRIMARY_CONTACT).get()
    assert contact.user.email == "dan@example.org"


def test_office_finds_an_administrator_for_who_has_none(desk, member, ana, office):
    work = worklists.worklists()[0]
    assert list(work.rows) == [member]
    listed = desk.get(work.url).context["cl"].queryset
    assert list(listed) == [member]

    desk.post(
        reverse("admin:members_organisation_invite", args=[member.pk]),
        {
            "email": "dan@example.org",
            "full_name": "Dan Director",
            "roles": [Role.ADMINISTRATOR],
            "language": "en",
        },
    )

    assert Invitation.objects.get().invited_by == office


def test_office_changes_roles_and_ends_ties(desk, member, ana, bogdan):
    tie = ana.representations.get()
    desk.post(
        reverse("admin:members_representative_roles", args=[tie.pk]), {"roles": ["administrator"]}
    )
    assert tie.roles_held.open().get().role == Role.ADMINISTRATOR

    desk.post(
        reverse("admin:members_representative_end", args=[bogdan.representations.get().pk]),
        {"successor": tie.pk, "reason": "Left the company."},
    )

    assert not bogdan.representations.open().exists()
    assert set(tie.roles_held.open().values_list("role", flat=True)) == {
        Role.ADMINISTRATOR,
        Role.PRIMARY_CONTACT,
    }


@pytest.mark.parametrize("step", ["admit", "activate", "suspend", "resume", "end", "invite"])
def test_steps_ask_for_the_permission(client, member, association, step):
    client.force_login(staff_with("view_organisation", "change_organisation"))

    url = reverse(f"admin:members_organisation_{step}", args=[member.pk])
    assert client.get(url).status_code == 403
    assert client.post(url, {"reason": "x"}).status_code == 403


@pytest.mark.parametrize("step", ["again", "take_back"])
def test_steps_of_invitations_ask_for_the_permission(client, desk, member, bogdan, step):
    desk.post(
        reverse("admin:members_organisation_invite", args=[member.pk]),
        {"email": "d@example.org", "full_name": "D", "roles": ["billing"], "language": "en"},
    )
    url = reverse(f"admin:members_invitation_{step}", args=[Invitation.objects.get().pk])
    client.force_login(staff_with("view_invitation"))

    assert client.post(url).status_code == 403


@pytest.mark.parametrize("model", MODELS)
def test_nothing_is_deleted_here(desk, member, bogdan, model):
    row = {
        "user": bogdan,
        "organisation": member,
        "membership": member.memberships.get(),
        "representative": bogdan.representations.get(),
        "roleheld": bogdan.representations.get().roles_held.first(),
        "association": member and BankAccount.objects.get().association,
        "bankaccount": BankAccount.objects.get(),
        "statuterules": StatuteRules.objects.get(),
    }.get(model)
    if row is None:
        row = Invitation.objects.create(
            organisation=member,
            email="d@example.org",
            full_name="D",
            roles=["billing"],
            language="en",
            invited_by=bogdan,
            expires_at=timezone.now(),
        )

    assert desk.get(reverse(f"admin:members_{model}_delete", args=[row.pk])).status_code == 403
    assert page(desk, f"{model}_change", row.pk)


def test_account_of_the_bank_is_closed_not_overwritten(desk):
    account = BankAccount.objects.get()

    desk.post(
        reverse("admin:members_bankaccount_change", args=[account.pk]),
        {"iban": "RO00HACK", "currency": "EUR", "bank": "B", "closed_on": "2026-05-01"},
    )

    account.refresh_from_db()
    assert (account.iban, account.currency) == ("RO40AAAADEMO000000000001", "RON")
    assert account.closed_on == dt.date(2026, 5, 1)


def test_rules_in_force_stay_and_a_new_row_begins(desk, association):
    old = StatuteRules.objects.get()
    desk.post(
        reverse("admin:members_statuterules_change", args=[old.pk]),
        {"fee_due_days": 5, "source": "art. 7"},
    )
    old.refresh_from_db()
    assert (old.fee_due_days, old.source) == (30, "art. 7")

    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    values = {"valid_from": tomorrow, "membership_begins": "at_decision", "decision_days": 30,
              "fee_due_days": 15, "reapply_days": 365, "board_term_months": 24}  # fmt: skip
    response = desk.post(reverse("admin:members_statuterules_add"), values)

    assert response.status_code == 302
    assert StatuteRules.objects.in_force(timezone.localdate()) == old
    assert StatuteRules.objects.in_force(tomorrow).fee_due_days == 15


def test_there_is_one_association(desk):
    assert desk.get(reverse("admin:members_association_add")).status_code == 403


class TestPeople:
    def person_form(self, **changes):
        return {
            "email": "dan@example.org",
            "full_name": "Dan Director",
            "phone": "",
            "language": "en",
            "is_active": "on",
            **changes,
        }

    def test_office_enters_a_person_who_signs_in_by_code(self, desk):
        desk.post(reverse("admin:members_user_add"), self.person_form(email="Dan@Example.org"))

        person = User.objects.get(email="dan@example.org")
        assert not person.has_usable_password()
        assert person.is_active
        assert person.emailaddress_set.get().primary

    def test_address_is_corrected_in_both_places(self, desk, carmen):
        desk.post(
            reverse("admin:members_user_change", args=[carmen.pk]),
            self.person_form(email="New@example.org", full_name="Carmen Stranger"),
        )

        carmen.refresh_from_db()
        assert carmen.email == "new@example.org"
        assert carmen.emailaddress_set.get().email == "new@example.org"
        event = HistoryEvent.objects.about(carmen).get()
        assert event.changes == {"email": ["carmen@example.org", "new@example.org"]}

    def test_address_of_another_person_is_refused_on_the_field(self, desk, carmen, ana):
        response = desk.post(
            reverse("admin:members_user_change", args=[carmen.pk]),
            self.person_form(email="ANA@example.org"),
        )

        errors = response.context["adminform"].form.errors
        assert errors["email"] == ["Another person signs in with this address."]

    def test_only_superusers_give_rights(self, client, carmen, association):
        client.force_login(staff_with("view_user", "change_user"))

        client.post(
            reverse("admin:members_user_change", args=[carmen.pk]),
            self.person_form(email=carmen.email, is_staff="on", is_superuser="on"),
        )

        carmen.refresh_from_db()
        assert carmen.full_name == "Dan Director"
        assert not carmen.is_staff
        assert not carmen.is_superuser

    def test_only_superusers_touch_people_of_the_office(self, client, office, association):
        clerk = staff_with("view_user", "change_user")
        client.force_login(clerk)

        for person in (office, clerk):
            url = reverse("admin:members_user_change", args=[person.pk])
            assert client.get(url).status_code == 200
            response = client.post(url, self.person_form(email="mine@example.org"))
            assert response.status_code == 403

        assert not User.objects.filter(email="mine@example.org").exists()

    def test_closing_an_account_ends_its_sessions(self, desk, client, ana):
        visitor = client.__class__()
        visitor.force_login(ana)
        assert visitor.get(reverse("members:profile")).status_code == 200

        values = self.person_form(email=ana.email)
        del values["is_active"]
        desk.post(reverse("admin:members_user_change", args=[ana.pk]), values)

        assert visitor.get(reverse("members:profile")).status_code == 302


def test_organisation_of_the_list_is_one_row_each(desk):
    member = ActiveMemberFactory()
    MembershipFactory(
        organisation=member,
        status=MembershipStatus.ENDED,
        started_on=dt.date(2013, 1, 1),
        ended_on=dt.date(2015, 1, 1),
        end_reason=EndReason.RESIGNED,
    )

    response = desk.get(reverse("admin:members_organisation_changelist"))

    assert response.context["cl"].queryset.count() == Organisation.objects.count() == 1
