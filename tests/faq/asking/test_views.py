import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from faq.asking import actions, links
from faq.asking.models import Ask, AskStatus
from faq.community import screening
from faq.demand.models import SearchEvent
from faq.editorial.actions import asks
from faq.questions.models import Visibility
from faq.search import actions as search
from tests.factories.faq import QuestionFactory


@pytest.fixture
def fee(db):
    question = QuestionFactory(
        text__title="What does membership cost?", text__short_answer="It depends on the size."
    )
    search.index_questions([question.pk])
    return question


def _form(**fields) -> dict[str, str]:
    return {
        "text": "May a sole trader join?",
        "audience": "joining",
        "guest_email": "gina@example.org",
        "stamp": screening.fresh_stamp(),
        **fields,
    }


def _post(client, **fields):
    return client.post(reverse("faq:ask"), _form(**fields))


def test_the_form_takes_over_what_was_searched_and_offers_answers(client, fee):
    page = client.get(reverse("faq:ask"), {"q": "membership cost"}).content.decode()
    assert 'value="membership cost"' in page
    assert fee.get_absolute_url() in page


def test_a_guest_asks_in_two_steps_when_there_are_answers(client, fee):
    page = _post(client, text="What does membership cost me?")
    assert page.status_code == 200
    assert not Ask.objects.exists()
    assert fee.get_absolute_url() in page.content.decode()
    assert "None of these: send my question" in page.content.decode()
    answer = _post(client, text="What does membership cost me?", offered=str(fee.pk))
    assert answer.url == reverse("faq:ask_sent")
    assert Ask.objects.get().offered.get() == fee


def test_without_an_answer_to_offer_it_is_sent_at_once(client, db):
    assert _post(client).url == reverse("faq:ask_sent")
    assert Ask.objects.get().status == AskStatus.UNCONFIRMED


def test_a_guess_stands_in_nobodys_way(client, fee):
    """What is only the closest is not offered as an answer."""
    asked = "May we bring our dogs to the membership assembly?"

    offers = client.get(reverse("faq:ask_offers"), {"text": asked}).content.decode()
    assert fee.get_absolute_url() not in offers
    assert _post(client, text=asked).url == reverse("faq:ask_sent")


def test_who_was_not_helped_is_led_on(client, answerer, guests_question):
    actions.answer_privately(ask_id=guests_question.pk, reply="It depends.", actor=answerer)
    address = links.page_of(guests_question)
    led_on = f'href="{reverse("faq:ask")}?audience=joining"'

    assert led_on not in client.get(address).content.decode()
    client.post(address, {"value": "no"})
    assert led_on in client.get(address).content.decode()


def test_a_program_is_thanked_like_everybody(client, db):
    assert _post(client, home_page="http://spam.example").url == reverse("faq:ask_sent")
    assert Ask.objects.get().status == AskStatus.SPAM


def test_what_is_missing_is_said_at_the_field_and_what_was_typed_stays(client, db):
    page = _post(client, guest_email="nonsense", details="Some <b>words</b>").content.decode()
    assert "field--bad" in page
    assert "May a sole trader join?" in page
    assert "Some &lt;b&gt;words&lt;/b&gt;" in page


def test_a_signed_in_person_gives_no_address_and_sees_the_question(client, ana):
    client.force_login(ana)
    assert "guest_email" not in client.get(reverse("faq:ask")).content.decode()
    page = client.post(reverse("faq:ask"), _form(), follow=True)
    ask = Ask.objects.get()
    assert (ask.author, ask.organisation_name) == (ana, "Member Ltd")
    assert page.redirect_chain[-1][0] == links.page_of(ask)
    assert ask.text in client.get(reverse("faq:ask_list")).content.decode()


def test_the_list_is_ones_own_and_says_so_when_empty(client, ana, bogdan):
    actions.ask(text="When do we vote?", language="en", author=ana)
    client.force_login(bogdan)
    page = client.get(reverse("faq:ask_list")).content.decode()
    assert "When do we vote?" not in page
    assert "You have not asked anything yet" in page


def test_offers_come_as_a_fragment_from_three_letters(client, fee):
    page = client.get(reverse("faq:ask_offers"), {"text": "membership"})
    assert fee.get_absolute_url() in page.content.decode()
    assert "<html" not in page.content.decode()
    assert client.get(reverse("faq:ask_offers"), {"text": "me"}).content.strip() == b""


def test_members_answers_are_not_offered_to_guests(client, ana, db):
    question = QuestionFactory(
        visibility=Visibility.MEMBERS, text__title="Where is the xylotheque?"
    )
    search.index_questions([question.pk])
    asked = {"text": "where is the xylotheque"}
    assert b"xylotheque" not in client.get(reverse("faq:ask_offers"), asked).content
    client.force_login(ana)
    assert b"xylotheque" in client.get(reverse("faq:ask_offers"), asked).content


def test_the_link_of_the_mail_confirms_by_a_button_only(client, db):
    _post(client)
    ask = Ask.objects.get()
    address = links.page_of(ask)
    assert "Yes, send my question" in client.get(address).content.decode()
    ask.refresh_from_db()
    assert ask.status == AskStatus.UNCONFIRMED
    client.post(address, {"confirm": "1"})
    ask.refresh_from_db()
    assert ask.status == AskStatus.ASKED


def test_the_asker_follows_answers_and_says_whether_it_helped(client, answerer, guests_question):
    address = links.page_of(guests_question)
    actions.answer_privately(ask_id=guests_question.pk, reply="Yes, <i>do</i>.", actor=answerer)
    page = client.get(address).content.decode()
    assert "Yes, &lt;i&gt;do&lt;/i&gt;." in page
    client.post(address, {"value": "yes"})
    guests_question.refresh_from_db()
    assert guests_question.helped == "yes"
    assert client.post(address, {"value": "nonsense"}).status_code == 404


def test_somebody_elses_link_is_not_guessed(client, guests_question):
    token = links.token_of(guests_question)
    forged = token[:-1] + ("a" if token[-1] != "a" else "b")
    assert client.get(reverse("faq:ask_detail", args=[forged])).status_code == 404


def test_an_answer_that_became_members_only_is_not_named(client, answerer, guests_question):
    question = QuestionFactory(text__title="Secret of the xylotheque")
    asks.attach_to_answer(ask_id=guests_question.pk, question_id=question.pk, actor=answerer)
    question.visibility = Visibility.MEMBERS
    question.save()
    assert b"xylotheque" not in client.get(links.page_of(guests_question)).content


def test_the_office_moves_it_by_buttons(client, answerer, guests_question, fee):
    client.force_login(answerer)
    page = client.get(reverse("admin:faq_ask_change", args=[guests_question.pk])).content.decode()
    for name in ("assign", "write", "attach", "reply", "decline", "spam"):
        assert reverse(f"admin:faq_ask_{name}", args=[guests_question.pk]) in page
    client.post(
        reverse("admin:faq_ask_assign", args=[guests_question.pk]),
        {"assignee": answerer.pk, "due_on": timezone.localdate().isoformat()},
    )
    guests_question.refresh_from_db()
    assert guests_question.status == AskStatus.ASSIGNED
    client.post(reverse("admin:faq_ask_attach", args=[guests_question.pk]), {"question": fee.pk})
    guests_question.refresh_from_db()
    assert guests_question.question == fee


def test_writing_leads_to_the_new_questions_page(client, answerer, guests_question):
    client.force_login(answerer)
    answer = client.post(reverse("admin:faq_ask_write", args=[guests_question.pk]))
    guests_question.refresh_from_db()
    question = guests_question.question
    assert question
    assert answer.url == reverse("admin:faq_question_change", args=[question.pk])


def test_the_offices_list_asks_as_often_for_three_as_for_one(client, answerer, guests_question):
    client.force_login(answerer)
    address = reverse("admin:faq_ask_changelist") + "?waits=answer"
    client.get(address)
    with CaptureQueriesContext(connection) as for_one:
        client.get(address)
    for number in range(2):
        actions.ask(text=f"Question {number}?", language="en", author=answerer)
    with CaptureQueriesContext(connection) as for_three:
        page = client.get(address)
    assert len(for_three) == len(for_one)
    assert page.content.decode().count("Question ") >= 2


def test_a_search_in_vain_knows_that_it_led_to_asking(client, db):
    client.get(reverse("faq:search"), {"q": "sole trader"})
    assert SearchEvent.objects.get().led_to_asking is False
    _post(client)
    assert SearchEvent.objects.get().led_to_asking is True
