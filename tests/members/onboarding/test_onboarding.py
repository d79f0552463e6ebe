import datetime as dt
import uuid

import pytest
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from cluster_portal.toolkit.errors import NotAllowedError
from cluster_portal.toolkit.history.models import HistoryEvent
from cluster_portal.toolkit.mail.models import OutgoingMail
from members.accounts.models import User
from members.fees import actions as fees
from members.fees.models import FeeNotice
from members.legal_texts.models import Acceptance, TextKind
from members.onboarding import actions, periodic, steps, worklists
from members.onboarding.errors import OnboardingError
from members.onboarding.models import Onboarding
from members.organisations import actions as organisations
from members.organisations.models import Role
from members.payments import actions as payments
from tests.factories.members import (
    AssociationFactory,
    FeeTableFactory,
    LegalTextFactory,
    MembershipFactory,
    UserFactory,
    represent,
)
from tests.members.racing import at_once

TODAY = timezone.localdate


@pytest.fixture
def text(db):
    return LegalTextFactory(kind=TextKind.AGREEMENT)


@pytest.fixture
def contact(db) -> User:
    return UserFactory(full_name="Dana Director", email="dana@new.example")


@pytest.fixture
def onboarding(text, contact, office) -> Onboarding:
    """A company that was admitted, owes its first fee and has an empty page."""
    AssociationFactory()
    FeeTableFactory(year=TODAY().year)
    membership = MembershipFactory(
        status="awaiting_payment", approved_on=TODAY(), started_on=None,
        organisation__display_name="New Company",
    )  # fmt: skip
    roles = (Role.PRIMARY_CONTACT, Role.ADMINISTRATOR, Role.BILLING)
    represent(contact, membership.organisation, *roles)
    fees.issue_by_table(
        membership_id=membership.pk, fee_year=TODAY().year, is_joining=True, actor=office
    )
    return actions.open_list(
        membership_id=membership.pk,
        language="en",
        signatory_name="Sven Signs",
        signatory_email="sven@new.example",
        actor=office,
    )


def done(onboarding: Onboarding) -> set[str]:
    return {slug for slug, step in steps.by_slug(onboarding.pk).items() if step.is_done}


def accept(onboarding, text, **changes) -> Onboarding:
    values = {"language": "en", "person_name": "Sven Signs", "position": "Director", **changes}
    return actions.accept_agreement(onboarding_id=onboarding.pk, text_id=text.pk, **values)


def complete_profile(onboarding) -> None:
    organisation = onboarding.membership.organisation
    organisation.summary_en, organisation.description_en = "We build.", "Since 2019."
    organisation.competences, organisation.website = ["cloud"], "https://new.example"
    organisation.save()


def sign_in(person: User) -> None:
    person.last_login = timezone.now()
    person.save(update_fields=["last_login"])


def pay(onboarding, office) -> None:
    notice = onboarding.membership.fee_notices.get()
    payments.record_payment(
        organisation_id=notice.organisation_id,
        amount=notice.amount,
        currency=notice.currency,
        received_on=TODAY(),
        submission_key=uuid.uuid4(),
        actor=office,
    )


def test_nothing_is_done_at_first_and_each_says_what_is_missing(onboarding):
    said = {slug: step.said for slug, step in steps.by_slug(onboarding.pk).items()}

    assert done(onboarding) == set()
    assert "Sven Signs" in said["agreement"]
    assert "has not signed in" in said["people"]
    assert "1,200.00" in said["fee"]
    assert "competences" in said["profile"]
    mail = OutgoingMail.objects.get(template__endswith="agreement")
    assert (mail.to_address, mail.is_secret) == ("sven@new.example", True)
    assert onboarding.agreement_url in mail.text


def test_facts_do_the_steps_and_the_list_closes_itself(onboarding, text, contact, office):
    accept(onboarding, text)
    assert done(onboarding) == {"agreement"}
    sign_in(contact)
    assert "people" in done(onboarding)
    pay(onboarding, office)
    assert "fee" in done(onboarding)
    complete_profile(onboarding)

    periodic.follow_first_steps(timestamp=0)
    periodic.follow_first_steps(timestamp=0)

    onboarding.refresh_from_db()
    assert onboarding.completed_at is not None
    assert steps.open_for(onboarding.membership.organisation) is None
    assert OutgoingMail.objects.filter(template__endswith="completed").count() == 1
    kinds = set(HistoryEvent.objects.values_list("kind", flat=True))
    assert {"onboarding.opened", "onboarding.agreed", "onboarding.completed"} <= kinds


def test_invitations_without_an_answer_keep_the_people_open(onboarding, contact):
    sign_in(contact)
    invitation = organisations.invite(
        organisation_id=onboarding.membership.organisation_id, email="eva@new.example",
        full_name="Eva", roles=[Role.REPRESENTATIVE], language="en", actor=contact,
    )  # fmt: skip
    assert "1 invitation waits" in steps.by_slug(onboarding.pk)["people"].said

    organisations.accept_invitation(invitation_id=invitation.pk)

    assert "people" in done(onboarding)


def test_agreement_keeps_who_accepted_which_words(onboarding, text):
    accept(onboarding, text)

    accepted = Acceptance.objects.get()
    assert (accepted.sha256, accepted.person_name) == (text.sha256_en, "Sven Signs")
    assert (accepted.position, accepted.person_email) == ("Director", "sven@new.example")
    assert accepted.organisation_name == onboarding.membership.organisation.legal_name
    receipt = OutgoingMail.objects.get(template__endswith="agreed")
    assert text.sha256_en in receipt.text
    with pytest.raises(OnboardingError, match="already"):
        accept(onboarding, text)


def test_signed_in_only_who_signs_for_it_accepts(onboarding, text, contact):
    with pytest.raises(NotAllowedError):
        accept(onboarding, text, user=contact)
    tie = contact.representations.get()
    tie.roles_held.create(organisation=tie.organisation, role=Role.LEGAL_SIGNATORY)

    accept(onboarding, text, user=contact)

    assert Acceptance.objects.get().user == contact


def test_where_there_is_no_agreement_none_is_asked(contact, office, association):
    membership = MembershipFactory()
    represent(contact, membership.organisation, Role.PRIMARY_CONTACT)

    opened = actions.open_list(
        membership_id=membership.pk, language="en", signatory_name="S",
        signatory_email="s@example.org", actor=office,
    )  # fmt: skip

    assert not OutgoingMail.objects.filter(template__endswith="agreement").exists()
    assert {"agreement", "fee"} <= done(opened)


def test_waiver_cancels_the_notice_and_the_membership_begins(onboarding, office, ana):
    with pytest.raises(NotAllowedError):
        actions.waive_first_fee(onboarding_id=onboarding.pk, actor=ana, reason="x")

    actions.waive_first_fee(onboarding_id=onboarding.pk, actor=office, reason="HCD 3/2026")

    membership = onboarding.membership
    membership.refresh_from_db()
    assert (membership.status, membership.started_on) == ("active", TODAY())
    assert FeeNotice.objects.get().status == "cancelled"
    assert "HCD 3/2026" in steps.by_slug(onboarding.pk)["fee"].said
    with pytest.raises(OnboardingError, match="already"):
        actions.waive_first_fee(onboarding_id=onboarding.pk, actor=office, reason="x")


def test_a_paid_fee_is_not_waived(onboarding, office):
    pay(onboarding, office)

    with pytest.raises(OnboardingError, match="paid"):
        actions.waive_first_fee(onboarding_id=onboarding.pk, actor=office, reason="x")


@pytest.mark.parametrize(("days", "mails"), [(13, 0), (14, 1), (200, 1)])
def test_open_steps_are_reminded_of_every_two_weeks(onboarding, days, mails):
    past = timezone.now() - dt.timedelta(days=days)
    Onboarding.objects.update(opened_at=past)

    periodic.follow_first_steps(timestamp=0)
    periodic.follow_first_steps(timestamp=0)

    sent = OutgoingMail.objects.filter(template__endswith="reminder")
    assert sent.count() == mails
    assert all("Profile complete" in mail.text for mail in sent)


def test_reminders_end_after_three(onboarding):
    for _ in range(5):
        Onboarding.objects.update(
            opened_at=timezone.now() - dt.timedelta(days=20),
            reminded_at=timezone.now() - dt.timedelta(days=20),
        )
        periodic.follow_first_steps(timestamp=0)

    assert OutgoingMail.objects.filter(template__endswith="reminder").count() == 3


# Pages


def test_signatory_accepts_by_the_link_without_an_account(client, onboarding, text):
    page = client.get(onboarding.agreement_url)
    assert "Members <em>help</em>" in page.content.decode()
    assert "no-store" in page.headers["Cache-Control"]
    data = {"person_name": "Sven Signs", "position": "Director", "text_id": text.pk}
    refused = client.post(onboarding.agreement_url, data)
    assert "Please tick this" in refused.content.decode()

    client.post(onboarding.agreement_url, data | {"accepts": "on"})

    after = client.get(onboarding.agreement_url).content.decode()
    assert "The agreement is accepted" in after
    assert Acceptance.objects.count() == 1


def test_who_accepts_cannot_hide_in_the_name(client, onboarding, text):
    data = {"person_name": "Sven\u202e sngiS", "position": "Director\u2028of all", "accepts": "on"}

    client.post(onboarding.agreement_url, data | {"text_id": text.pk})

    kept = Acceptance.objects.get()
    assert (kept.person_name, kept.position) == ("Sven sngiS", "Director of all")
    assert "Sven sngiS, Director of all" in HistoryEvent.objects.values_list(
        "actor_label", flat=True
    )


def test_newer_agreement_is_read_before_it_is_accepted(client, onboarding, text):
    data = {"person_name": "S", "position": "D", "text_id": text.pk, "accepts": "on"}
    LegalTextFactory(kind=TextKind.AGREEMENT, version=2, valid_from=TODAY())

    answer = client.post(onboarding.agreement_url, data).content.decode()

    assert "Another version of this text holds by now" in answer
    assert not Acceptance.objects.exists()


@pytest.mark.parametrize("token", ["1", "1.x", "é", "x" * 300])
def test_forged_link_is_404(client, onboarding, token):
    address = reverse("members:onboarding_agreement", args=[token])
    assert client.get(address).status_code == client.post(address).status_code == 404


def test_own_page_names_the_first_steps_and_leads_to_them(client, onboarding, contact):
    client.force_login(contact)

    assert "first steps are still open" in client.get("/my/").content.decode()
    text = client.get(reverse("members:my_first_steps")).content.decode()
    for fact in ("Membership agreement accepted", "Profile complete", "1,200.00"):
        assert fact in text
    assert onboarding.agreement_url not in text  # the contact does not sign


def test_who_signs_finds_the_agreement_on_the_own_page(client, onboarding, contact):
    tie = contact.representations.get()
    tie.roles_held.create(organisation=tie.organisation, role=Role.LEGAL_SIGNATORY)
    client.force_login(contact)

    assert onboarding.agreement_url in client.get(
        reverse("members:my_first_steps")
    ).content.decode()  # fmt: skip


def test_settled_member_sees_that_nothing_is_left(client, bogdan):
    client.force_login(bogdan)

    text = client.get(reverse("members:my_first_steps")).content.decode()
    assert "Everything is settled" in text
    assert "first steps are still open" not in client.get("/my/").content.decode()


def test_office_sees_the_list_and_waives_by_a_button(client, onboarding, office):
    client.force_login(office)
    rows = client.get(reverse("admin:members_onboarding_changelist"), {"state": "open"})
    assert "New Company" in rows.content.decode()
    page = client.get(reverse("admin:members_onboarding_change", args=[onboarding.pk]))
    assert "Waive the first fee" in page.content.decode()

    client.post(
        reverse("admin:members_onboarding_waive", args=[onboarding.pk]), {"reason": "HCD 3/2026"}
    )
    client.post(
        reverse("admin:members_onboarding_send", args=[onboarding.pk]),
        {"signatory_name": "Ina", "signatory_email": "ina@new.example"},
    )

    onboarding.refresh_from_db()
    assert onboarding.fee_waiver_reason == "HCD 3/2026"
    assert OutgoingMail.objects.filter(to_address="ina@new.example").exists()


def test_list_asks_as_many_queries_for_three_as_for_one(
    client, onboarding, office, django_assert_max_num_queries
):
    client.force_login(office)
    counts = []
    for number in range(3):
        if number != 1:
            with django_assert_max_num_queries(40) as asked:
                client.get(reverse("admin:members_onboarding_changelist"))
            counts.append(len(asked))
        Onboarding.objects.create(membership=MembershipFactory(), language="en")

    assert counts[0] == counts[1]


def test_worklist_holds_the_open_ones(onboarding):
    (found,) = worklists.worklists()

    assert isinstance(found.rows, QuerySet)
    assert list(found.rows) == [onboarding]


@pytest.mark.django_db(transaction=True)
def test_two_who_accept_at_once_accept_once(onboarding, text):
    results = at_once(*[lambda: accept(onboarding, text)] * 2)

    assert sum(isinstance(result, OnboardingError) for result in results) == 1
    assert Acceptance.objects.count() == 1
