import re

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from cluster_portal.toolkit.history.models import HistoryEvent
from faq.editorial import actions
from faq.editorial.models import Draft
from faq.questions.models import (
    Question,
    QuestionStatus,
    Revision,
    RevisionNeed,
    Topic,
    Visibility,
)
from faq.search.results import results_for
from tests.factories.faq import (
    LabelFactory,
    QuestionFactory,
    RevisionNeedFactory,
    TopicFactory,
    UnansweredQuestionFactory,
)

pytestmark = pytest.mark.django_db


NO_CHOICES = {"related_choices-TOTAL_FORMS": "0", "related_choices-INITIAL_FORMS": "0"}


def change_url(question):
    return reverse("admin:faq_question_change", args=[question.pk])


def text_url(question, language="en"):
    return reverse("admin:faq_question_text", args=[question.pk, language])


def sent(language="en", **changes):
    values = {
        "title": "What is it?",
        "short_answer": "A cluster.",
        "body": "Of organisations.",
        "comment": "",
        "significance": "content",
        "based_on": 1,
        "draft_version": 0,
        **changes,
    }
    buttons = {name: values.pop(name) for name in ("publish", "draft", "discard") if name in values}
    return {f"{language}-{name}": value for name, value in values.items()} | buttons


@pytest.fixture
def as_editor(client, editor):
    client.force_login(editor)
    return client


@pytest.fixture
def as_writer(client, writer):
    client.force_login(writer)
    return client


def test_correction_is_on_the_public_page_at_the_next_request(as_editor, client):
    question = QuestionFactory(text__title="What is it?", text__slug="what-is-it")
    assert "It is a number." in client.get(question.get_absolute_url()).content.decode()

    response = as_editor.post(text_url(question), sent(publish="1"), follow=True)

    assert "readers see it from now on" in response.content.decode()
    client.logout()
    page = client.get(question.get_absolute_url()).content.decode()
    assert "A cluster." in page
    assert "It is a number." not in page


def test_page_shows_both_languages_in_one_form(as_editor):
    question = QuestionFactory()

    page = as_editor.get(change_url(question)).content.decode()

    assert page.count('class="faq-text"') == 1
    assert 'name="en-title"' in page
    assert 'name="ro-title"' in page
    assert "It is a number." in page
    assert "No answer is published in this language." in page


def test_other_language_gets_its_answer(as_editor):
    question = QuestionFactory()

    as_editor.post(
        text_url(question, "ro"),
        sent("ro", title="Ce este?", short_answer="Un cluster.", based_on=0, publish="1"),
    )

    text = question.translations.get(language="ro")
    assert (text.slug, text.short_answer) == ("ce-este", "Un cluster.")


def test_conflict_shows_both_texts_and_the_next_sending_is_taken(as_editor, office):
    question = QuestionFactory()
    actions.publish_revision(
        question_id=question.pk, language="en", title="What is it?", short_answer="Theirs.",
        body="Their body.", author=office,
    )  # fmt: skip

    response = as_editor.post(text_url(question), sent(short_answer="Mine.", publish="1"))

    page = response.content.decode()
    assert response.status_code == 200
    assert "Somebody has published another text" in page
    assert "Mine." in page
    assert "Theirs." in page
    assert "Their body." in page
    assert Revision.objects.order_by("-number")[0].short_answer == "Theirs."
    assert re.search(r'name="en-based_on" value="2"', page)
    as_editor.post(text_url(question), sent(short_answer="Mine.", based_on=2, publish="1"))
    assert question.translations.get().short_answer == "Mine."


def test_conflict_with_a_draft_shows_that_draft(as_editor, writer):
    question = QuestionFactory()
    actions.save_draft(
        question_id=question.pk, language="en", title="What?", short_answer="Wanda's draft.",
        body="", author=writer,
    )  # fmt: skip

    page = as_editor.post(
        text_url(question), sent(short_answer="Mine.", publish="1")
    ).content.decode()

    assert "Somebody has saved another draft" in page
    assert "Wanda&#x27;s draft." in page
    assert "Mine." in page


def test_missing_answer_is_said_at_the_field_and_what_was_typed_is_kept(as_editor):
    question = UnansweredQuestionFactory()

    page = as_editor.post(
        text_url(question), sent(title="Why?", short_answer="", body="Kept", publish="1")
    ).content.decode()

    assert "This field is required." in page
    assert 'value="Why?"' in page
    assert "Kept" in page


def test_writer_keeps_drafts_and_has_no_button_to_publish(as_writer):
    question = QuestionFactory()

    assert 'name="publish"' not in as_writer.get(change_url(question)).content.decode()
    as_writer.post(text_url(question), sent(draft="1"))
    assert Draft.objects.get().short_answer == "A cluster."
    assert as_writer.post(text_url(question), sent(publish="1")).status_code == 403
    assert question.translations.get().short_answer == "It is a number."


def test_draft_is_shown_in_the_form_and_can_be_thrown_away(as_writer):
    question = QuestionFactory()
    as_writer.post(text_url(question), sent(draft="1"))

    page = as_writer.get(change_url(question)).content.decode()
    assert "This is a draft" in page
    assert "A cluster." in page
    as_writer.post(text_url(question), {"discard": "1"})

    assert not Draft.objects.exists()


def test_details_are_saved_by_the_action_and_texts_are_left_alone(as_editor):
    question = QuestionFactory()
    label, topic = LabelFactory(), TopicFactory()

    response = as_editor.post(
        change_url(question),
        {
            "topic": topic.pk, "labels": [label.pk], "audiences": ["member"],
            "visibility": "members", "is_pinned": "on", "position": "5", "owner": "",
            "editors_note": "Ask.", "aliases_en": "price\n\n how much ", "aliases_ro": "preț",
            **NO_CHOICES,
        },
        follow=True,
    )  # fmt: skip

    question.refresh_from_db()
    assert response.status_code == 200
    assert (question.topic, question.visibility, question.is_pinned) == (topic, "members", True)
    assert list(question.labels.all()) == [label]
    assert set(question.aliases.values_list("language", "text")) == {
        ("en", "price"), ("en", "how much"), ("ro", "preț"),
    }  # fmt: skip
    assert question.translations.get().revision_number == 1


def test_saving_the_details_unchanged_changes_and_remembers_nothing(as_editor):
    question = QuestionFactory(audiences=["member"])
    actions.change_details(question_id=question.pk, actor=None, aliases={"en": ["b", "a"]})

    as_editor.post(
        change_url(question),
        {"topic": "", "audiences": ["member"], "visibility": "public", "position": "100",
         "owner": "", "editors_note": "", "aliases_en": "b\na", "aliases_ro": "", **NO_CHOICES},
    )  # fmt: skip

    assert question.aliases.count() == 2
    assert HistoryEvent.objects.about(question).count() == 1


def test_writer_cannot_open_a_members_answer_to_everybody(as_writer):
    question = QuestionFactory(visibility=Visibility.MEMBERS)

    as_writer.post(
        change_url(question),
        {"topic": "", "visibility": "public", "position": "90", "owner": "", "editors_note": "",
         "aliases_en": "", "aliases_ro": "", **NO_CHOICES},
    )  # fmt: skip

    question.refresh_from_db()
    assert question.visibility == Visibility.MEMBERS
    assert question.position == 90


def test_new_question_is_taken_in_and_leads_to_its_page(as_writer):
    response = as_writer.post(
        reverse("admin:faq_question_add"),
        {"title_en": "Why?", "title_ro": "De ce?", "topic": "", "visibility": "public",
         "editors_note": ""},
    )  # fmt: skip

    question = Question.objects.get()
    assert response.headers["Location"] == change_url(question)
    assert question.status == QuestionStatus.NEEDS_ANSWER
    assert set(question.translations.values_list("title", flat=True)) == {"Why?", "De ce?"}


def test_new_question_without_words_is_refused_at_the_field(as_writer):
    page = as_writer.post(
        reverse("admin:faq_question_add"),
        {"title_en": " ", "title_ro": "", "visibility": "public", "editors_note": "Kept"},
    ).content.decode()

    assert "Please write the question" in page
    assert "Kept" in page


def test_moves_have_buttons_and_do_what_they_say(as_editor):
    question = QuestionFactory()
    steps = [
        ("need", {"reason_en": "Fees change", "expected_on": "2027-03-01"}, "published"),
        ("revised", {}, "published"),
        ("withdraw", {"reason": "Wrong"}, "needs_answer"),
        ("archive", {"reason": "Old"}, "archived"),
        ("restore", {"shows_answer": "on"}, "published"),
    ]

    for name, data, status in steps:
        address = reverse(f"admin:faq_question_{name}", args=[question.pk])
        assert address in as_editor.get(change_url(question)).content.decode(), name
        assert as_editor.post(address, data).status_code == 302, name
        question.refresh_from_db()
        assert question.status == status, name

    assert RevisionNeed.objects.get().closed_at


def test_move_that_is_not_possible_any_more_is_said_on_its_page(as_editor):
    question = QuestionFactory()

    page = as_editor.post(reverse("admin:faq_question_restore", args=[question.pk]))

    assert page.status_code == 200
    assert "This question is not in the archive." in page.content.decode()


def test_need_that_is_open_is_shown_and_can_be_settled_with_the_publishing(as_editor):
    question = RevisionNeedFactory().question

    assert 'name="en-closes_need"' in as_editor.get(change_url(question)).content.decode()
    as_editor.post(text_url(question), sent(closes_need="on", publish="1"))

    assert not RevisionNeed.objects.open().exists()


@pytest.mark.parametrize("name", ["archive", "restore", "withdraw"])
def test_moves_are_closed_to_those_who_only_write(as_writer, name):
    address = reverse(f"admin:faq_question_{name}", args=[QuestionFactory().pk])

    assert as_writer.get(address).status_code == 403


def test_page_is_readable_for_those_who_may_only_look(client, office):
    office.is_superuser = False
    office.save()
    office.user_permissions.set(Permission.objects.filter(codename="view_question"))
    client.force_login(office)
    question = QuestionFactory()

    response = client.get(change_url(question))

    assert response.status_code == 200
    assert 'class="faq-text"' not in response.content.decode()
    assert client.post(text_url(question), sent(publish="1")).status_code == 403


def test_nobody_deletes_questions(as_editor, client, office):
    client.force_login(office)
    question = QuestionFactory()

    assert client.get(reverse("admin:faq_question_delete", args=[question.pk])).status_code == 403
    page = client.get(reverse("admin:faq_question_changelist")).content.decode()
    assert "delete_selected" not in page


@pytest.mark.parametrize(
    ("waits", "expected"),
    [("revision", "Revise me?"), ("draft", "Publish me?"), ("ro", "Revise me?")],
)
def test_list_can_be_narrowed_to_what_waits(as_editor, writer, waits, expected):
    RevisionNeedFactory(question=QuestionFactory(text__title="Revise me?"))
    other = QuestionFactory(text__title="Publish me?")
    actions.save_draft(
        question_id=other.pk, language="en", title="Publish me?", short_answer="x", body="",
        author=writer,
    )  # fmt: skip

    page = as_editor.get(reverse("admin:faq_question_changelist"), {"waits": waits}).content

    assert expected in page.decode()
    assert ("Publish me?" in page.decode()) is (waits != "revision")


def test_list_is_searched_by_the_words_of_its_answers(as_editor):
    QuestionFactory(text__title="What about fees?", text__body="Amounts of the year")
    QuestionFactory(text__title="Who decides?")

    page = as_editor.get(reverse("admin:faq_question_changelist"), {"q": "amounts"}).content

    assert "What about fees?" in page.decode()
    assert "Who decides?" not in page.decode()


def queries_of(client, number, count_queries):
    for _ in range(number):
        RevisionNeedFactory(question=QuestionFactory(topic=TopicFactory()))
    with count_queries() as queries:
        client.get(reverse("admin:faq_question_changelist"))
    return len(queries)


def test_list_asks_as_many_questions_of_the_database_for_one_as_for_three(
    as_editor, django_assert_max_num_queries
):
    as_editor.get(reverse("admin:faq_question_changelist"))

    def counting():
        return django_assert_max_num_queries(60)

    first = queries_of(as_editor, 1, counting)
    assert queries_of(as_editor, 2, counting) == first


def test_renamed_label_is_found_by_its_new_name(client, office):
    client.force_login(office)
    label = LabelFactory(name="dues", slug="dues")
    question = QuestionFactory()
    actions.change_details(question_id=question.pk, actor=office, labels=[label])

    client.post(
        reverse("admin:faq_label_change", args=[label.pk]),
        {"name_en": "contributions", "name_ro": "contribuții", "slug": "dues"},
    )

    found = results_for("contribuții", ["public"], language="en")
    assert [result.question for result in found.results] == [question]


def test_topic_with_questions_cannot_be_deleted(client, office):
    client.force_login(office)
    topic = QuestionFactory(topic=TopicFactory()).topic

    response = client.post(reverse("admin:faq_topic_delete", args=[topic.pk]), {"post": "yes"})

    assert response.status_code == 403
    assert Topic.objects.exists()
