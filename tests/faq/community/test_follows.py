import datetime as dt
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cluster_portal.toolkit.mail.models import OutgoingMail
from faq.community import actions, screening
from faq.community.models import Follow
from faq.editorial import actions as editorial
from faq.questions.models import Revision, Significance, Visibility
from tests.factories.faq import (
    FollowFactory,
    QuestionFactory,
    RevisionNeedFactory,
    TranslationFactory,
    wording_of,
)
from tests.faq.racing import race

pytestmark = pytest.mark.django_db


def follow_url(question):
    return reverse("faq:follow", args=[question.pk])


def ask(reader, question, **changes):
    values = {"email": "gina@example.org", "fax": "", "stamp": screening.fresh_stamp(), **changes}
    return reader.post(follow_url(question), values)


def link_in(mail, what):
    return re.search(rf"/faq/\S+/{what}/", mail.text)[0]


def revise(question, editor, language="en", **changes):
    text = question.translations.filter(language=language).first()
    values = {
        "question_id": question.pk,
        "language": language,
        "title": text.title if text else "Cât costă?",
        "short_answer": "Another number.",
        "body": "Said anew.",
        "author": editor,
        **changes,
    }
    editorial.publish_revision(**values)


def test_guest_confirms_and_is_told_once(reader, question, editor):
    assert ask(reader, question).url == reverse("faq:follow_sent", args=[question.pk])
    confirm = OutgoingMail.objects.get()
    assert confirm.to_address == "gina@example.org"
    link = link_in(confirm, "confirm")
    reader.get(link)
    assert not Follow.objects.active().exists()
    reader.post(link)
    reader.post(link)
    assert Follow.objects.active().count() == 1

    revise(question, editor, comment="The fee of this year.")
    revise(question, editor, body="And once more.")

    mail = OutgoingMail.objects.exclude(pk=confirm.pk).get()
    assert mail.subject == "Revised: What does it cost?"
    for words in (mail.text, mail.html):
        assert "The fee of this year." in words
        assert question.get_absolute_url() in words
        assert "/end/" in words
    wish = Follow.objects.get()
    assert wish.told_at
    assert wish.ended_at


def test_unconfirmed_address_is_told_nothing(reader, question, editor):
    ask(reader, question)

    revise(question, editor)

    assert OutgoingMail.objects.count() == 1


def test_person_follows_and_stops_with_one_click(reader, question, ana):
    reader.force_login(ana)

    reader.post(follow_url(question))
    reader.post(follow_url(question))
    assert Follow.objects.active().get().person == ana
    part = reader.post(follow_url(question), {"follow": "stop"}, headers={"HX-Request": "true"})

    assert not Follow.objects.active().exists()
    assert "Tell me when it is revised" in part.content.decode()
    assert "<html" not in part.content.decode()


def test_typing_mistake_tells_nobody_but_the_end_of_a_need_does(question, editor):
    FollowFactory(question=question)
    revise(question, editor, significance=Significance.TYPO)
    assert OutgoingMail.objects.count() == 0

    RevisionNeedFactory(question=question)
    revise(question, editor, body="Right.", significance=Significance.TYPO, closes_need=True)

    assert OutgoingMail.objects.count() == 1


def test_reader_of_the_text_that_is_still_to_follow_is_told_which_one_is_revised(question, editor):
    TranslationFactory(question=question, language="ro", title="Cât costă?", slug="cat-costa")
    RevisionNeedFactory(question=question)
    for language in ("ro", "en"):
        FollowFactory(question=question, language=language)

    revise(question, editor, closes_need=True)

    letters = {mail.language: mail for mail in OutgoingMail.objects.all()}
    for words in (letters["ro"].text, letters["ro"].html):
        assert "revizuit textul în engleză" in words
    for words in (letters["en"].text, letters["en"].html):
        assert "So far" not in words


def test_nobody_is_told_that_it_is_revised_while_the_page_says_that_it_is_being_revised(
    question, editor
):
    TranslationFactory(question=question, language="ro", title="Cât costă?", slug="cat-costa")
    for language in ("en", "ro"):
        FollowFactory(question=question, language=language)
    RevisionNeedFactory(question=question)
    revise(question, editor, body="A part.", comment="A part of it.")
    assert OutgoingMail.objects.count() == 0

    editorial.revised(question_id=question.pk, actor=editor)

    mails = {mail.language: mail for mail in OutgoingMail.objects.all()}
    assert "It is." in mails["en"].text
    assert "A part of it." in mails["en"].html
    assert mails["ro"].subject == "Revizuit: Cât costă?"
    assert "textul în engleză" in mails["ro"].text
    assert "A part of it." not in mails["ro"].text
    assert not Follow.objects.active().exists()


def test_notice_that_is_taken_away_without_a_new_text_says_that_the_answer_stands(
    question, editor, ana, carmen
):
    question.visibility = Visibility.MEMBERS
    question.save()
    for person in (ana, carmen):
        FollowFactory(question=question, person=person, email="")
    RevisionNeedFactory(question=question)
    words = {"short_answer": "It is a number.", "body": "A number, *plainly*."}

    revise(question, editor, **words, closes_need=True)

    mail = OutgoingMail.objects.get()
    assert mail.to_address == ana.email
    for said in (mail.text, mail.html):
        assert "in order as it stands" in said
        assert question.get_absolute_url() in said
    assert mail.subject == "In order: What does it cost?"
    assert Follow.objects.active().get().person == carmen


def test_what_came_meanwhile_is_asked_once_however_many_wait(question, editor):
    RevisionNeedFactory(question=question)
    FollowFactory.create_batch(4, question=question)
    revise(question, editor)

    with CaptureQueriesContext(connection) as queries:
        editorial.revised(question_id=question.pk, actor=editor)

    assert OutgoingMail.objects.count() == 4
    table = Revision._meta.db_table
    asked = [each["sql"] for each in queries if f'FROM "{table}"' in each["sql"]]
    assert len(asked) == 1


def test_archived_answer_whose_notice_is_taken_away_sends_nobody_to_a_page_that_is_gone(
    question, editor
):
    FollowFactory(question=question)
    RevisionNeedFactory(question=question)
    editorial.archive_question(question_id=question.pk, actor=editor, reason="Old.")

    editorial.revised(question_id=question.pk, actor=editor)

    assert OutgoingMail.objects.count() == 0


def test_need_that_was_closed_long_ago_makes_no_typing_mistake_matter(question, editor):
    RevisionNeedFactory(question=question, closed_at=timezone.now() - dt.timedelta(days=1))
    FollowFactory(question=question)

    revise(question, editor, significance=Significance.TYPO)

    assert OutgoingMail.objects.count() == 0


def test_reader_of_the_other_text_waits_for_theirs(question, editor):
    TranslationFactory(question=question, language="ro", title="Cât costă?", slug="cat-costa")
    FollowFactory(question=question, language="ro")

    revise(question, editor)
    assert OutgoingMail.objects.count() == 0
    revise(question, editor, language="ro")

    mail = OutgoingMail.objects.get()
    assert mail.language == "ro"
    assert "Cât costă?" in mail.subject
    assert "/ro/faq/" in mail.text


def test_reader_without_a_text_of_their_own_is_told_of_the_other(question, editor):
    FollowFactory(question=question, language="ro")

    revise(question, editor)

    assert OutgoingMail.objects.count() == 1


def test_members_answer_is_told_to_who_may_read_it_at_that_moment(
    ana, carmen, editor, django_user_model
):
    secret = QuestionFactory(visibility=Visibility.MEMBERS, text__title="Secret plans?")
    closed = django_user_model.objects.create(email="closed@example.org", is_active=False)
    for person in (ana, carmen, closed):
        FollowFactory(question=secret, person=person, email="")
    FollowFactory(question=secret, email="guest@example.org")

    revise(secret, editor)

    assert OutgoingMail.objects.get().to_address == ana.email
    assert Follow.objects.active().count() == 3


def test_change_of_members_words_alone_is_told_to_members_alone(question, editor, ana):
    wording = {"short_answer": "A number.", "body": "Said."}
    revise(question, editor, **wording)
    guest = FollowFactory(question=question, email="gina@example.org")
    FollowFactory(question=question, person=ana, email="")

    revise(question, editor, **wording, addendum="Half for us.", comment="The xyzzy of members")

    assert OutgoingMail.objects.get().to_address == ana.email
    assert "xyzzy" in OutgoingMail.objects.get().text
    RevisionNeedFactory(question=question)
    revise(question, editor, **wording, addendum="xyzzy", comment="xyzzy", closes_need=True)
    letter = OutgoingMail.objects.get(to_address=guest.email)
    assert "xyzzy" not in f"{letter.text} {letter.html}"


def test_address_given_twice_gets_one_letter(question, editor, ana):
    FollowFactory(question=question, person=ana, email="")
    FollowFactory(question=question, email=ana.email)

    revise(question, editor)

    assert OutgoingMail.objects.count() == 1


def test_every_letter_ends_it(reader, question):
    wish = FollowFactory(question=question)
    page = reverse("faq:follow_end", args=[wish.token])

    assert reader.get(page).status_code == 200
    assert Follow.objects.active().exists()
    reader.post(page)

    assert not Follow.objects.active().exists()
    assert "has ended" in reader.get(page).content.decode()


def test_forged_and_old_links_do_nothing(reader, question):
    ask(reader, question)
    wish = Follow.objects.get()
    other = FollowFactory(confirmed_at=None)
    forged = re.sub(r"^\d+", str(other.pk), wish.token)
    assert reader.post(reverse("faq:follow_confirm", args=[forged])).status_code == 404
    Follow.objects.update(created_at=timezone.now() - dt.timedelta(days=8))

    assert reader.post(reverse("faq:follow_confirm", args=[wish.token])).status_code == 404

    assert not Follow.objects.active().exists()


def test_page_says_the_same_whatever_is_known_of_the_address(reader, question):
    FollowFactory(question=question, email="known@example.org")

    known = ask(reader, question, email="Known@example.org")
    new = ask(reader, question, email="new@example.org")
    trapped = ask(reader, question, email="bot@example.org", fax="x")

    assert known.url == new.url == trapped.url
    assert [mail.to_address for mail in OutgoingMail.objects.all()] == ["new@example.org"]
    assert not Follow.objects.filter(email="bot@example.org").exists()


def test_mailbox_cannot_be_filled_by_asking_again_and_again(reader):
    for _ in range(screening.MAILS_PER_HOUR + 3):
        ask(reader, QuestionFactory())

    assert OutgoingMail.objects.count() == screening.MAILS_PER_HOUR


def test_mail_before_confirming_carries_nothing_but_the_question(reader, question):
    ask(reader, question)

    mail = OutgoingMail.objects.get()
    assert mail.to_name == ""
    assert mail.is_secret


def test_stale_form_comes_back_with_the_address(reader, question):
    page = ask(reader, question, stamp="old").content.decode()

    assert "gina@example.org" in page
    assert "once more" in page
    assert OutgoingMail.objects.count() == 0


def test_members_answer_is_followed_by_members_only(reader, ana, carmen):
    secret = QuestionFactory(visibility=Visibility.MEMBERS)
    assert ask(reader, secret).status_code == 404
    reader.force_login(carmen)
    assert reader.post(follow_url(secret)).status_code == 404
    reader.force_login(ana)
    assert reader.post(follow_url(secret)).status_code == 302

    assert Follow.objects.count() == 1


def test_link_of_a_members_answer_names_it_to_nobody_else(reader, ana):
    secret = QuestionFactory(visibility=Visibility.MEMBERS, text__title="Secret plans?")
    wish = FollowFactory(question=secret, person=ana, email="")

    page = reader.get(reverse("faq:follow_end", args=[wish.token])).content.decode()

    assert "Secret" not in page
    assert f"faq/{secret.pk}-" not in page


def test_post_from_another_site_is_refused(client, question, ana):
    client.force_login(ana)

    assert client.post(follow_url(question)).status_code == 403
    cross = {"Sec-Fetch-Site": "cross-site"}
    assert client.post(follow_url(question), headers=cross).status_code == 403
    assert Follow.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_are_one_wish(ana):
    question = QuestionFactory()

    def click():
        actions.follow(question_id=question.pk, person=ana, language="en")

    def by_mail():
        actions.follow_by_mail(
            question_id=question.pk,
            email="gina@example.org",
            language="en",
            crowd="here",
            stamp=screening.fresh_stamp(),
        )

    assert race(click, click, by_mail, by_mail) == ["done"] * 4
    assert Follow.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_revisions_at_once_tell_once():
    question = QuestionFactory()
    FollowFactory(question=question)
    revision = wording_of(question)

    def told():
        actions.answer_revised(revision_id=revision.pk)

    assert race(told, told) == ["done", "done"]
    assert OutgoingMail.objects.count() == 1
