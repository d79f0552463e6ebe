import datetime as dt

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation

from cluster_portal.toolkit.errors import IllegalTransitionError, NotAllowedError
from cluster_portal.toolkit.history.models import HistoryEvent, Unnamed
from cluster_portal.toolkit.mail.models import OutgoingMail
from faq.asking import actions, links
from faq.asking.errors import AskError, WordsMissingError
from faq.asking.models import Ask, AskStatus
from faq.community.models import Held
from faq.editorial import actions as editorial
from faq.editorial.actions import asks
from faq.questions.models import AliasSource, QuestionStatus, Visibility
from faq.search.engine import search
from tests.factories.faq import QuestionFactory
from tests.factories.members import UserFactory
from tests.faq.racing import race

TODAY = timezone.localdate


def _mails(template: str) -> list[OutgoingMail]:
    return list(OutgoingMail.objects.filter(template=f"faq/asking/mail/{template}").order_by("pk"))


def _due() -> dt.date:
    return TODAY() + dt.timedelta(days=5)


def _publish(question, editor, language="en") -> None:
    editorial.publish_revision(
        question_id=question.pk, language=language, title="Can a sole trader join?",
        short_answer="Yes, as a company.", body="", author=editor,
    )  # fmt: skip


def test_a_guests_question_reaches_nobody_before_it_is_confirmed(association):
    ask = actions.ask(
        text="  May a sole\ntrader join? ", language="ro", author=None, guest_email="G@Example.org"
    )
    assert (ask.status, ask.text) == (AskStatus.UNCONFIRMED, "May a sole trader join?")
    mail = OutgoingMail.objects.get()
    assert mail.to_address == "g@example.org"
    assert mail.language == "ro"
    assert links.page_of(ask) in mail.text
    assert links.page_of(ask) in mail.html


def test_nothing_that_somebody_typed_goes_to_an_address_nobody_confirmed(association):
    actions.ask(
        text="Cheap watches at shop.example", details="Buy now", language="en", author=None,
        guest_name="Claim your prize", guest_email="victim@example.org",
    )  # fmt: skip
    mail = _mails("confirm")[0]
    assert mail.to_name == ""
    for words in ("shop.example", "Buy now", "Claim your prize"):
        assert words not in mail.subject + mail.text + mail.html


def test_confirmed_it_reaches_the_office_and_the_asker_is_thanked(association, guests_question):
    actions.confirm(ask_id=guests_question.pk)
    assert guests_question.status == AskStatus.ASKED
    assert [mail.to_address for mail in _mails("received")] == ["gina@example.org"]
    assert f"{settings.SITE_URL}/ro/faq/asked/" in _mails("received")[0].text
    assert [mail.to_address for mail in _mails("office_new")] == [association.email]


def test_a_signed_in_persons_question_needs_no_confirmation(association, ana):
    ask = actions.ask(text="When do we vote?", language="en", author=ana)
    assert ask.status == AskStatus.ASKED
    assert _mails("received")[0].to_address == ana.email
    assert not _mails("confirm")


def test_a_second_click_asks_nothing_twice(ana):
    rows = [actions.ask(text="When do we vote?", language="en", author=ana) for _n in range(2)]
    assert rows[0] == rows[1]
    assert Ask.objects.count() == 1


def test_an_empty_question_is_refused(ana):
    with pytest.raises(AskError):
        actions.ask(text=" \n ", language="en", author=ana)


def test_spam_reaches_nobody_and_gets_no_mail(db):
    ask = actions.ask(
        text="Cheap pills", language="en", author=None, guest_email="v@example.org",
        held=[Held.HONEYPOT, Held.LINKS],
    )  # fmt: skip
    assert ask.status == AskStatus.SPAM
    assert ask.held_because == ["honeypot", "links"]
    assert not OutgoingMail.objects.exists()


def test_what_was_held_by_mistake_is_let_through(answerer):
    ask = actions.ask(
        text="Cheap pills", language="en", author=None, guest_email="v@example.org",
        held=[Held.HONEYPOT],
    )  # fmt: skip
    actions.let_through(ask_id=ask.pk, actor=answerer)
    ask.refresh_from_db()
    assert ask.status == AskStatus.UNCONFIRMED
    assert _mails("confirm")[0].to_address == "v@example.org"


def test_nobody_fills_a_strangers_mailbox(db):
    for number in range(10):
        actions.ask(
            text=f"Question {number}", language="en", author=None, guest_email="victim@example.org"
        )
    assert len(_mails("confirm")) == 3


def test_the_asker_is_told_by_when_and_who_answers_gets_it(answerer, guests_question):
    actions.assign(ask_id=guests_question.pk, assignee=answerer, due_on=_due(), actor=answerer)
    assert _mails("assigned")[0].to_address == "gina@example.org"
    assert _mails("assignee")[0].to_address == answerer.email


def test_a_changed_day_is_not_mailed_to_the_asker_again(answerer, guests_question):
    for days in (5, 5, 9):
        actions.assign(
            ask_id=guests_question.pk, assignee=answerer, actor=answerer,
            due_on=TODAY() + dt.timedelta(days=days),
        )  # fmt: skip
    assert len(_mails("assigned")) == 1
    assert len(_mails("assignee")) == 2


def test_a_new_answer_is_written_from_it_and_the_asker_told_at_publishing(
    answerer, guests_question
):
    question = asks.write_answer_for(ask_id=guests_question.pk, actor=answerer)
    assert asks.write_answer_for(ask_id=guests_question.pk, actor=answerer) == question
    assert question.status == QuestionStatus.NEEDS_ANSWER
    assert question.editors_note == "I work alone."
    alias = question.aliases.get()
    assert (alias.text, alias.source) == ("May a sole trader join?", AliasSource.ASKED)
    assert not _mails("published")
    _publish(question, answerer)
    _publish(question, answerer)
    guests_question.refresh_from_db()
    assert guests_question.status == AskStatus.PUBLISHED
    mail = _mails("published")
    assert len(mail) == 1
    assert "Can a sole trader join?" in mail[0].text
    assert "Gina" not in question.translations.get(language="en").body_html
    assert search("may a sole trader join", ["public"]).hits[0].question_id == question.pk


def test_a_members_answer_is_not_announced_to_a_guest(answerer, guests_question):
    question = asks.write_answer_for(ask_id=guests_question.pk, actor=answerer)
    editorial.change_details(question_id=question.pk, actor=answerer, visibility=Visibility.MEMBERS)
    _publish(question, answerer)
    guests_question.refresh_from_db()
    assert guests_question.status == AskStatus.ASSIGNED
    assert not _mails("published")


def test_who_gets_an_answer_in_the_other_language_is_told_so(answerer, guests_question, ana):
    question = QuestionFactory(text__title="May a sole trader join at all?")
    english = actions.ask(text="May I?", language="en", author=ana)
    for pk in (guests_question.pk, english.pk):
        asks.attach_to_answer(ask_id=pk, question_id=question.pk, actor=answerer)

    romanian, other = _mails("attached")
    for words in (romanian.text, romanian.html):
        assert "Deocamdată există numai textul în engleză." in words
    for words in (other.text, other.html):
        assert "So far" not in words


def test_an_existing_answer_is_found_in_the_askers_words_from_now_on(answerer, guests_question):
    question = QuestionFactory(text__title="Who can become a member?")
    asks.attach_to_answer(ask_id=guests_question.pk, question_id=question.pk, actor=answerer)
    guests_question.refresh_from_db()
    assert guests_question.status == AskStatus.ATTACHED
    assert question.get_absolute_url() in _mails("attached")[0].text
    assert search("may a sole trader join", ["public"]).hits[0].question_id == question.pk


def test_a_guest_is_not_sent_to_an_answer_for_members(answerer, guests_question):
    question = QuestionFactory(visibility=Visibility.MEMBERS)
    with pytest.raises(AskError):
        asks.attach_to_answer(ask_id=guests_question.pk, question_id=question.pk, actor=answerer)
    guests_question.refresh_from_db()
    assert guests_question.status == AskStatus.ASKED
    assert not question.aliases.exists()


def test_a_member_may_be_sent_there(answerer, ana):
    ask = actions.ask(text="When do we vote?", language="en", author=ana)
    question = QuestionFactory(visibility=Visibility.MEMBERS)
    asks.attach_to_answer(ask_id=ask.pk, question_id=question.pk, actor=answerer)
    assert _mails("attached")[0].to_address == ana.email


def test_a_private_reply_goes_to_the_asker_alone(answerer, guests_question):
    with pytest.raises(WordsMissingError):
        actions.answer_privately(ask_id=guests_question.pk, reply="  ", actor=answerer)
    actions.answer_privately(ask_id=guests_question.pk, reply="Yes <b>you</b> may.", actor=answerer)
    (mail,) = _mails("answered")
    assert "Yes <b>you</b> may." in mail.text
    assert "Yes &lt;b&gt;you&lt;/b&gt; may." in mail.html


def test_declining_says_why(answerer, guests_question):
    with pytest.raises(WordsMissingError):
        actions.decline(ask_id=guests_question.pk, reason="", actor=answerer)
    actions.decline(ask_id=guests_question.pk, reason="We give no tax advice.", actor=answerer)
    assert "We give no tax advice." in _mails("declined")[0].text
    assert HistoryEvent.objects.filter(kind="ask.declined").exists()


def test_the_asker_says_whether_it_helped(answerer, guests_question):
    with pytest.raises(AskError):
        actions.say_helped(ask_id=guests_question.pk, value="yes")
    actions.answer_privately(ask_id=guests_question.pk, reply="Yes.", actor=answerer)
    for value in ("partly", "no"):
        actions.say_helped(ask_id=guests_question.pk, value=value)
    guests_question.refresh_from_db()
    assert guests_question.helped == "no"
    actions.reopen(ask_id=guests_question.pk, assignee=answerer, due_on=_due(), actor=answerer)
    assert len(_mails("reopened")) == 1


def test_whoever_answered_hears_that_it_did_not_help(answerer, guests_question):
    ask = guests_question
    actions.assign(ask_id=ask.pk, assignee=answerer, due_on=_due(), actor=answerer)
    actions.answer_privately(ask_id=ask.pk, reply="It depends.", actor=answerer)

    for value in ("yes", "no", "no"):
        actions.say_helped(ask_id=ask.pk, value=value)

    (mail,) = _mails("did_not_help")
    assert mail.to_address == answerer.email
    for words in (mail.text, mail.html):
        assert "May a sole trader join?" in words
        assert reverse("admin:faq_ask_change", args=[ask.pk]) in words

    actions.reopen(ask_id=ask.pk, assignee=answerer, due_on=_due(), actor=answerer)
    actions.answer_privately(ask_id=ask.pk, reply="Yes, it may.", actor=answerer)
    actions.say_helped(ask_id=ask.pk, value="no")
    assert len(_mails("did_not_help")) == 2


def test_the_office_hears_it_where_nobody_was_to_answer(association, answerer, guests_question):
    actions.answer_privately(ask_id=guests_question.pk, reply="It depends.", actor=answerer)
    actions.say_helped(ask_id=guests_question.pk, value="partly")

    assert _mails("did_not_help")[0].to_address == association.email


def test_history_is_in_the_words_of_those_who_read_it(association, answerer, guests_question):
    """The asker reads Romanian, the office English."""
    actions.answer_privately(ask_id=guests_question.pk, reply="Depinde.", actor=answerer)
    with translation.override("ro"):
        actions.say_helped(ask_id=guests_question.pk, value="partly")
        first = actions.ask(
            text="Cheap pills", language="ro", author=None, guest_email="v@example.org",
            held=[Held.FIRST_POST],
        )  # fmt: skip

    helped = HistoryEvent.objects.get(kind="ask.helped")
    assert helped.office_note == "partly"
    asked = HistoryEvent.objects.about(first).get()
    assert (asked.office_note, asked.changes) == ("", {"held_because": [[], ["first_post"]]})


def test_what_is_withdrawn_stays_so(answerer, guests_question):
    actions.withdraw(ask_id=guests_question.pk)
    with pytest.raises(IllegalTransitionError):
        actions.answer_privately(ask_id=guests_question.pk, reply="Yes.", actor=answerer)


def test_members_do_not_answer(ana, guests_question):
    for call in (actions.mark_as_spam, actions.let_through):
        with pytest.raises(NotAllowedError):
            call(ask_id=guests_question.pk, actor=ana)
    with pytest.raises(NotAllowedError):
        asks.write_answer_for(ask_id=guests_question.pk, actor=ana)


@pytest.mark.django_db(transaction=True)
def test_two_of_the_office_at_once_answer_once():
    person = UserFactory(is_staff=True, is_superuser=True)
    ask = actions.ask(text="May we?", language="en", author=UserFactory())
    calls = [
        lambda: actions.answer_privately(ask_id=ask.pk, reply="Yes.", actor=person),
        lambda: actions.decline(ask_id=ask.pk, reason="No.", actor=person),
    ]
    assert race(*calls) == ["IllegalTransitionError", "done"]
    assert len(_mails("answered")) + len(_mails("declined")) == 1


@pytest.mark.django_db(transaction=True)
def test_two_confirmations_at_once_thank_once():
    ask = actions.ask(text="May we?", language="en", author=None, guest_email="g@example.org")
    call = lambda: actions.confirm(ask_id=ask.pk)  # noqa: E731 - two of the same
    assert race(call, call) == ["done", "done"]
    assert len(_mails("received")) == 1


def test_a_late_answer_is_asked_for_once(answerer, guests_question):
    actions.assign(
        ask_id=guests_question.pk, assignee=answerer, actor=answerer,
        due_on=TODAY() - dt.timedelta(days=1),
    )  # fmt: skip
    for _night in range(2):
        actions.remind(ask_id=guests_question.pk)
    assert len(_mails("assignee")) == 2  # given, and late


def test_what_nobody_confirmed_and_old_addresses_are_forgotten(answerer, guests_question):
    old = timezone.now() - dt.timedelta(days=400)
    unconfirmed = actions.ask(
        text="Really?", language="en", author=None, guest_email="x@example.org"
    )
    actions.decline(ask_id=guests_question.pk, reason="No.", actor=answerer)
    kept = actions.ask(text="May we?", language="en", author=answerer)
    Ask.objects.update(created_at=old)
    assert _mails("confirm")
    actions.forget()
    assert not Ask.objects.filter(pk=unconfirmed.pk).exists()
    guests_question.refresh_from_db()
    assert (guests_question.guest_email, guests_question.guest_name) == ("", "")
    assert {mail.about for mail in OutgoingMail.objects.all()} == {kept}


def test_history_keeps_no_name_of_a_guest(answerer, guests_question, ana):
    actions.answer_privately(ask_id=guests_question.pk, reply="It depends.", actor=answerer)
    actions.say_helped(ask_id=guests_question.pk, value="yes")

    who = HistoryEvent.objects.about(guests_question).values_list("actor_label", flat=True)
    assert set(who) == {Unnamed.GUEST.value, "Wanda Answers"}
    signed = actions.ask(text="May we?", language="en", author=ana)
    actions.withdraw(ask_id=signed.pk)
    who = HistoryEvent.objects.about(signed).values_list("actor_label", flat=True)
    assert set(who) == {"Ana Represents"}


def test_who_hears_again_is_told_what_was_said_before(answerer, guests_question, ana):
    other = actions.ask(text="May we?", language="en", author=ana)
    actions.decline(ask_id=other.pk, reason="No.", actor=answerer)
    actions.answer_privately(ask_id=guests_question.pk, reply="It depends.", actor=answerer)
    for pk in (other.pk, guests_question.pk):
        actions.reopen(ask_id=pk, assignee=answerer, due_on=_due(), actor=answerer)

    declined, answered = _mails("reopened")
    for words in (declined.text, declined.html):
        assert "We had told you that we cannot answer it" in words
    for words in (answered.text, answered.html):
        assert "Răspunsul nostru nu a fost de ajuns" in words


@pytest.mark.parametrize("token", ["", "1", "abc.def", "eyJhc2siOjF9.xxx"])
def test_a_made_up_link_leads_nowhere(token):
    assert links.ask_id_of(token) is None
