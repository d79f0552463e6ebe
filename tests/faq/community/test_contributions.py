import datetime as dt
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from cluster_portal.toolkit.history.models import HistoryEvent
from cluster_portal.toolkit.mail.models import OutgoingMail
from faq.community import actions, screening
from faq.community.errors import LinkExpiredError
from faq.community.models import Contribution, ContributionStatus, Held
from faq.questions.models import Visibility
from members.organisations.models import Role
from tests.factories.faq import ContributionFactory, QuestionFactory, wording_of
from tests.factories.members import OrganisationFactory, UserFactory, represent
from tests.faq.community.conftest import WORDS, sent
from tests.faq.racing import race

pytestmark = pytest.mark.django_db
S = ContributionStatus


def respond_url(question):
    return reverse("faq:respond", args=[question.pk])


def send(reader, question, **changes):
    return reader.post(respond_url(question), sent(**changes))


def link_in(mail, what):
    return re.search(rf"/faq/\S+/{what}/", mail.text)[0]


def contribute(question, **changes):
    values = {
        "question_id": question.pk,
        "revision": wording_of(question),
        "kind": "comment",
        "text": WORDS,
        "language": "en",
        "crowd": "here",
        "stamp": screening.fresh_stamp(),
        **changes,
    }
    return actions.contribute(**values)


def test_form_is_asked_for_by_its_kind(client, question):
    page = client.get(respond_url(question) + "?kind=more_info").content.decode()

    assert re.search(r'value="more_info"[^>]*checked', page)
    assert not client.get(respond_url(question)).cookies


def test_guest_confirms_by_mail_before_the_office_sees_anything(reader, question):
    response = send(reader, question)

    assert response.url == reverse("faq:respond_sent", args=[question.pk])
    written = Contribution.objects.get()
    assert (written.status, written.confirmed_at) == (S.UNCONFIRMED, None)
    assert written.revision == wording_of(question)
    mail = OutgoingMail.objects.get()
    assert (mail.to_address, mail.is_secret) == ("gina@example.org", True)
    link = link_in(mail, "confirm")

    assert "last year" in reader.get(link).content.decode()
    assert Contribution.objects.get().status == S.UNCONFIRMED  # looking is not confirming
    reader.post(link)
    reader.post(link)

    written = Contribution.objects.get()
    assert (written.status, written.held_because) == (S.PENDING, [Held.FIRST_POST])
    assert written.confirmed_at
    assert OutgoingMail.objects.count() == 1


def test_mail_to_an_unconfirmed_address_carries_nothing_that_was_typed(reader, question):
    send(reader, question, text="Buy PILLS", name="Visit pills example", organisation="Casino")

    mail = OutgoingMail.objects.get()
    everything = mail.subject + mail.text + mail.html + mail.to_name
    for typed in ("PILLS", "Visit", "pills", "Casino"):
        assert typed not in everything
    assert "What does it cost?" in mail.text


def test_guest_cannot_confirm_for_another(reader, question):
    send(reader, question)
    other = ContributionFactory(status=S.UNCONFIRMED, confirmed_at=None)
    token = Contribution.objects.get(guest_email="gina@example.org").token
    forged = re.sub(r"^\d+", str(other.pk), token)

    response = reader.post(reverse("faq:contribution_confirm", args=[forged]))

    assert response.status_code == 404
    other.refresh_from_db()
    assert other.status == S.UNCONFIRMED


def test_link_has_its_time(reader, question):
    send(reader, question)
    Contribution.objects.update(created_at=timezone.now() - dt.timedelta(days=8))
    written = Contribution.objects.get()

    with pytest.raises(LinkExpiredError):
        actions.confirm_contribution(contribution_id=written.pk)
    page = reader.post(reverse("faq:contribution_confirm", args=[written.token]))

    assert page.status_code == 404
    assert "good for a week" in page.content.decode()
    assert Contribution.objects.get().status == S.UNCONFIRMED


def test_form_is_no_mail_bomb(reader, question):
    for number in range(screening.MAILS_PER_HOUR + 4):
        answer = send(
            reader, question, text=f"{WORDS} Number {number}.", email="Victim@Example.org"
        )
        assert answer.url == reverse("faq:respond_sent", args=[question.pk])

    assert OutgoingMail.objects.count() == screening.MAILS_PER_HOUR


def test_double_click_is_kept_once(reader, question):
    send(reader, question)
    send(reader, question)

    assert Contribution.objects.count() == 1


def test_guest_waits_with_one_at_a_time_and_loses_nothing(question, office):
    first = contribute(question, guest_email="gina@example.org", guest_name="Gina")
    second = contribute(
        question, guest_email="Gina@Example.org", guest_name="Gina", text="Another thing."
    )
    third = contribute(
        question, guest_email="gina@example.org", guest_name="Gina", text="A third thing."
    )

    statuses = [
        actions.confirm_contribution(contribution_id=each.pk).status
        for each in (first, second, third)
    ]

    assert statuses == [S.PENDING, S.UNCONFIRMED, S.UNCONFIRMED]
    actions.decline_contribution(contribution_id=first.pk, actor=office, reason="It is right.")
    second.refresh_from_db()
    third.refresh_from_db()
    assert (second.status, third.status) == (S.PENDING, S.UNCONFIRMED)
    actions.publish_contribution(contribution_id=second.pk, actor=office)
    third.refresh_from_db()
    assert third.status == S.PENDING


def test_trap_makes_it_spam_and_the_answer_teaches_nothing(reader, question):
    honest = send(reader, question, email="honest@example.org")
    spam = send(reader, question, fax="x", text="Spam spam.", email="bot@example.org")

    assert spam.url == honest.url
    held = Contribution.objects.get(guest_email="bot@example.org")
    assert held.status == S.SPAM
    assert Held.HONEYPOT in held.held_because
    assert not OutgoingMail.objects.filter(to_address="bot@example.org").exists()


@pytest.mark.parametrize("stamp", ["", "forged.1.2"])
def test_stale_form_comes_back_with_what_was_typed_and_is_then_taken(reader, question, stamp):
    page = send(reader, question, stamp=stamp).content.decode()

    assert Contribution.objects.count() == 0
    assert "Your words are still here" in page
    assert "last year" in page
    assert "gina@example.org" in page
    fresh = re.search(r'name="stamp" value="([^"]+)"', page)[1]
    assert send(reader, question, stamp=fresh).status_code == 302
    assert Contribution.objects.count() == 1


def test_flood_is_asked_to_wait_with_what_was_typed(reader, question, monkeypatch):
    monkeypatch.setattr(screening, "PER_CROWD_AT_ALL", 0)
    monkeypatch.setattr(screening, "is_flood", lambda crowd, **_: True)

    page = send(reader, question).content.decode()

    assert "Please wait an hour" in page
    assert "last year" in page


def test_what_is_wrong_is_said_at_the_field(reader, question):
    page = send(reader, question, text=" ", email="nonsense").content.decode()

    assert page.count("field__error") == 2
    assert "Gina Guest" in page
    assert Contribution.objects.count() == 0


def test_first_post_of_a_member_waits_and_the_next_is_shown_at_once(question, ana, office):
    first = contribute(question, person=ana)
    assert (first.status, first.held_because) == (S.PENDING, [Held.FIRST_POST])
    actions.publish_contribution(contribution_id=first.pk, actor=office)

    second = contribute(question, person=ana, text="And the third paragraph too.")

    assert (second.status, second.held_because) == (S.PUBLISHED, [])
    assert second.author_name == "Ana Represents"


def test_member_whose_post_looks_odd_waits_again(question, ana, office):
    ContributionFactory(author=ana, guest_email="", guest_name="", author_name="Ana Represents")

    odd = contribute(question, person=ana, text="https://a.example https://b.example")

    assert (odd.status, odd.held_because) == (S.PENDING, [Held.LINKS])


def test_stranger_with_an_account_always_waits(question, carmen):
    ContributionFactory(author=carmen, guest_email="", guest_name="")

    assert contribute(question, person=carmen).status == S.PENDING


def test_person_writes_without_a_mail_and_is_thanked_on_the_page(reader, question, ana):
    reader.force_login(ana)
    form = reader.get(respond_url(question)).content.decode()
    assert "You write as Ana Represents, Member Ltd" in form
    assert 'name="email"' not in form

    response = send(reader, question)

    assert response.url.startswith(question.get_absolute_url())
    written = Contribution.objects.get()
    assert (written.author, written.organisation_name) == (ana, "Member Ltd")
    assert OutgoingMail.objects.count() == 0


def test_name_cannot_pretend_by_signs_that_nobody_sees(reader, question):
    send(reader, question, name="Gina\u202e tseuG\u200b", text="A\u202ebc\nNext line of text.")

    written = Contribution.objects.get()
    assert written.guest_name == "Gina tseuG"
    assert written.text == "Abc\nNext line of text."


def test_members_answer_is_not_known_to_a_guest(reader, ana):
    secret = QuestionFactory(visibility=Visibility.MEMBERS)

    for route in ("faq:respond", "faq:respond_sent", "faq:contribution_list"):
        assert reader.get(reverse(route, args=[secret.pk])).status_code == 404
    assert send(reader, secret).status_code == 404
    reader.force_login(ana)
    assert send(reader, secret).status_code == 302
    assert Contribution.objects.get().is_for_members


def test_member_is_asked_whether_it_is_about_the_members_part(reader, ana, question):
    text = question.translations.get()
    text.addendum = "Members pay half."
    text.save()
    assert "members only" not in reader.get(respond_url(question)).content.decode()

    reader.force_login(ana)
    page = reader.get(respond_url(question)).content.decode()
    assert re.search(r'name="is_for_members"[^>]*checked', page)
    send(reader, question, is_for_members="on")

    assert Contribution.objects.get().is_for_members


def test_post_from_another_site_is_refused(client, question):
    response = client.post(respond_url(question), sent(), headers={"Sec-Fetch-Site": "cross-site"})

    assert response.status_code == 403
    assert Contribution.objects.count() == 0


def test_name_and_organisation_stay_as_they_were(question, ana, member):
    written = contribute(question, person=ana, organisation_name="Member Ltd")
    ana.full_name = "Ana Married"
    ana.save()

    written.refresh_from_db()
    assert written.credit == "Ana Represents, Member Ltd"


def test_person_who_is_removed_is_no_longer_named(question):
    person = UserFactory(full_name="Pia Passing")
    written = contribute(question, person=person, organisation_name="One Person Ltd")

    person.delete()

    written.refresh_from_db()
    assert written.credit == ""
    assert written.sender_email == ""


def test_history_keeps_no_words_of_a_guest(reader, question):
    send(reader, question)
    actions.confirm_contribution(contribution_id=Contribution.objects.get().pk)

    for event in HistoryEvent.objects.all():
        kept = f"{event.subject_label} {event.actor_label} {event.reason} {event.office_note}"
        for word in ("Gina", "gina", "Guest Ltd", "paragraph"):
            assert word not in kept


def test_sender_is_forgotten_with_all_that_came_from_the_address(reader, question):
    first = ContributionFactory(question=question, guest_email="gina@example.org")
    second = ContributionFactory(guest_email="gina@example.org", status=S.PENDING)
    other = ContributionFactory()
    page = reverse("faq:contribution_forget", args=[first.token])
    assert reader.get(page).status_code == 200

    reader.post(page, {"with_text": "no"})

    for each in (first, second):
        each.refresh_from_db()
        assert (each.credit, each.guest_email) == ("", "")
    other.refresh_from_db()
    assert other.guest_email
    assert first.status == S.PUBLISHED


def test_sender_may_have_the_words_removed_too(reader, question):
    written = ContributionFactory(question=question)
    contribute(question, guest_email=written.guest_email, text="Not confirmed yet.")
    assert OutgoingMail.objects.count() == 1

    reader.post(reverse("faq:contribution_forget", args=[written.token]), {"with_text": "yes"})

    assert Contribution.objects.count() == 0
    assert OutgoingMail.objects.count() == 0
    assert HistoryEvent.objects.filter(kind="contribution.forgotten").count() == 2


def test_who_never_wrote_removes_what_a_stranger_wrote_and_nothing_else(reader, question):
    own = ContributionFactory(guest_email="gina@example.org")
    send(reader, question, name="Not Gina")
    link = link_in(OutgoingMail.objects.get(), "forget")
    assert "with_text" not in reader.get(link).content.decode()

    reader.post(link)

    assert Contribution.objects.get() == own
    assert own.guest_email == "gina@example.org"
    assert OutgoingMail.objects.count() == 0


def test_note_of_a_former_member_names_nothing_they_may_not_read(office, question):
    gone = UserFactory(full_name="Felix Former")
    represent(gone, OrganisationFactory(), Role.REPRESENTATIVE)
    secret = QuestionFactory(visibility=Visibility.MEMBERS, text__title="Secret plans?")
    note = ContributionFactory(
        question=secret, author=gone, guest_email="", status=S.PENDING, is_for_members=True
    )

    actions.publish_contribution(contribution_id=note.pk, actor=office)

    mail = OutgoingMail.objects.get()
    assert "Secret" not in mail.subject + mail.text + mail.html
    assert "secret" not in mail.text.lower()
    assert "/faq/" not in mail.text.replace(f"/faq/notes/{note.token}", "")


@pytest.mark.django_db(transaction=True)
def test_two_sendings_at_once_are_one():
    question = QuestionFactory()

    def click():
        contribute(question, guest_email="gina@example.org")

    assert race(click, click) == ["done", "done"]
    assert Contribution.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_confirmations_at_once_leave_one_waiting():
    one, two = (
        ContributionFactory(guest_email="g@example.org", status=S.UNCONFIRMED, confirmed_at=None)
        for _ in range(2)
    )

    outcome = race(
        lambda: actions.confirm_contribution(contribution_id=one.pk),
        lambda: actions.confirm_contribution(contribution_id=two.pk),
        lambda: actions.confirm_contribution(contribution_id=two.pk),
    )

    assert outcome == ["done"] * 3
    assert sorted(Contribution.objects.values_list("status", flat=True)) == [
        S.PENDING, S.UNCONFIRMED,
    ]  # fmt: skip
    assert Contribution.objects.queued().count() == 1
