"""The office compares, restores, previews and brings texts into step."""

import re

import pytest
from django.urls import reverse

from faq.editorial import actions
from faq.editorial.errors import ChangedMeanwhileError, DraftWaitsError, NothingNewError
from faq.editorial.models import Draft
from faq.questions.models import Revision
from tests.factories.faq import QuestionFactory, UnansweredQuestionFactory
from tests.faq.editorial.test_admin import change_url, sent, text_url
from tests.faq.racing import race

pytestmark = pytest.mark.django_db


@pytest.fixture
def as_editor(client, editor):
    client.force_login(editor)
    return client


def publish(question, language, words, **facts):
    values = {"title": "What is it?", "body": "", "author": None, **facts}
    return actions.publish_revision(
        question_id=question.pk, language=language, short_answer=words, **values
    )


def draft(question, author, words, **facts):
    values = {"title": "What is it?", "body": "", "language": "en", **facts}
    return actions.save_draft(question_id=question.pk, author=author, short_answer=words, **values)


def page_url(name, question, *rest, language="en"):
    return reverse(f"admin:faq_question_{name}", args=[question.pk, language, *rest])


@pytest.fixture
def revised():
    """Three revisions of one English answer."""
    question = UnansweredQuestionFactory()
    for words in ("It costs 100 lei.", "It costs 200 lei.", "It costs 300 lei."):
        publish(question, "en", words)
    return question


def test_newest_revision_is_compared_with_the_one_before(as_editor, revised):
    page = as_editor.get(page_url("difference", revised)).content.decode()

    assert re.search(r"<del>.*?200</?", page)
    assert re.search(r"<ins>.*?300</?", page)


def test_any_two_wordings_can_be_compared(as_editor, revised, writer):
    draft(revised, writer, "It costs nothing.")

    page = as_editor.get(
        page_url("difference", revised), {"older": "1", "newer": "draft"}
    ).content.decode()

    assert re.search(r"<del>.*?100 lei", page)
    assert re.search(r"<ins>.*?nothing", page)
    assert "Restore revision 1" not in page
    page = as_editor.get(page_url("difference", revised), {"older": "1", "newer": "3"})
    assert "Restore revision 1" in page.content.decode()


@pytest.mark.parametrize("chosen", [{"older": "99", "newer": "x"}, {"newer": "1"}])
def test_choice_that_makes_no_sense_is_as_if_it_had_not_been_made(as_editor, revised, chosen):
    assert as_editor.get(page_url("difference", revised), chosen).status_code == 200


def test_language_without_a_text_has_nothing_to_compare(as_editor, revised):
    page = as_editor.get(page_url("difference", revised, language="ro")).content.decode()

    assert "Nothing is written in this language yet." in page


def test_old_revision_becomes_a_new_one_and_says_which_it_restores(as_editor, revised, client):
    address = page_url("restore_revision", revised, 1)

    page = as_editor.get(address).content.decode()
    assert re.search(r"<del>.*?300</?", page)
    assert re.search(r"<ins>.*?100</?", page)
    as_editor.post(address, {"comment": "It was right", "significance": "major", "based_on": 3})

    newest = Revision.objects.get(number=4)
    assert (newest.short_answer, newest.restores, newest.comment) == (
        "It costs 100 lei.", 1, "It was right",
    )  # fmt: skip
    client.logout()
    page = client.get(revised.get_absolute_url()).content.decode()
    assert "It costs 100 lei." in page
    assert "Restores revision 1" in page
    assert Revision.objects.count() == 4


def test_restoring_what_readers_see_is_refused_in_a_sentence(editor, revised):
    with pytest.raises(NothingNewError):
        actions.restore_revision(question_id=revised.pk, language="en", number=3, actor=editor)


def test_restoring_does_not_throw_away_what_somebody_is_writing(editor, writer, revised):
    draft(revised, writer, "Soon.")

    with pytest.raises(DraftWaitsError, match="Wanda Writes"):
        actions.restore_revision(question_id=revised.pk, language="en", number=1, actor=editor)

    assert Draft.objects.get().short_answer == "Soon."


@pytest.mark.django_db(transaction=True)
def test_restoring_and_publishing_at_once_one_is_told(office):
    question = UnansweredQuestionFactory()
    publish(question, "en", "One.")
    publish(question, "en", "Two.")

    outcomes = race(
        lambda: actions.restore_revision(
            question_id=question.pk, language="en", number=1, actor=office, based_on=2
        ),
        lambda: publish(question, "en", "Three.", author=office, based_on=2),
    )

    assert outcomes == ["ChangedMeanwhileError", "done"]
    assert Revision.objects.count() == 3


def test_each_side_shows_what_has_changed_on_the_other_and_is_brought_into_step(as_editor):
    question = UnansweredQuestionFactory()
    publish(question, "en", "It costs 100 lei.")
    publish(question, "ro", "Costă 100 de lei.", title="Ce este?")
    publish(question, "en", "It costs 200 lei.", significance="major")

    page = as_editor.get(change_url(question)).content.decode()
    assert "Changed since in English:" in page
    assert "the answer is another one" in page
    assert re.search(r"<ins>.*?200</?", page)
    assert "It now says the same as the English text (revision 2)" in page

    address = page_url("in_step", question, language="ro")
    assert re.search(r"<ins>.*?200</?", as_editor.get(address).content.decode())
    as_editor.post(address, {"other_revision": 2})

    assert question.translations.get(language="ro").behind == ""
    assert "Changed since in" not in as_editor.get(change_url(question)).content.decode()


def test_form_says_by_itself_that_a_text_which_lagged_behind_has_caught_up(as_editor):
    question = UnansweredQuestionFactory()
    publish(question, "en", "One.")
    publish(question, "ro", "Unu.", title="Ce?")
    publish(question, "en", "Two.", significance="major")

    page = as_editor.get(change_url(question)).content.decode()
    assert re.search(r'<input type="checkbox" name="ro-is_in_step"[^>]* checked', page)
    assert not re.search(r'<input type="checkbox" name="en-is_in_step"[^>]* checked', page)
    as_editor.post(
        text_url(question, "ro"),
        sent("ro", short_answer="Aproape.", other_revision=2, publish="1"),
    )

    assert question.translations.get(language="ro").behind == "major"
    as_editor.post(
        text_url(question, "ro"),
        sent("ro", short_answer="Doi.", based_on=2, other_revision=2, is_in_step="on",
             publish="1"),
    )  # fmt: skip
    assert question.translations.get(language="ro").behind == ""


def test_corrected_letter_leaves_the_tick_of_the_form_aside(as_editor):
    question = UnansweredQuestionFactory()
    publish(question, "en", "One.")
    publish(question, "ro", "Unu.", title="Ce?")
    publish(question, "en", "Two.", significance="major")

    as_editor.post(
        text_url(question, "ro"),
        sent("ro", short_answer="Unu!", significance="typo", other_revision=2,
             is_in_step="on", publish="1"),
    )  # fmt: skip

    assert question.translations.get(language="ro").behind == "major"


def test_draft_is_previewed_as_readers_would_see_it(as_editor, writer, client):
    question = QuestionFactory()
    draft(
        question, writer, "Soon.", body="## A heading\n\n**bold** <b>raw</b>", addendum="Ask *us*."
    )

    page = as_editor.get(page_url("preview", question)).content.decode()

    assert '<h2 id="h-a-heading">A heading</h2>' in page
    assert "<strong>bold</strong> &lt;b&gt;raw&lt;/b&gt;" in page
    assert "Ask <em>us</em>." in page
    assert "readers do not see this" in page
    client.logout()
    assert client.get(page_url("preview", question)).status_code == 302


def test_text_is_previewed_before_it_is_kept(as_editor):
    question = QuestionFactory()

    page = as_editor.post(page_url("preview", question), sent(body="Not *kept*.")).content.decode()

    assert "Not <em>kept</em>." in page
    assert not Draft.objects.exists()


def test_preview_tells_live_blocks_in_the_language_of_the_text(as_editor):
    address = page_url("preview", QuestionFactory(), language="ro")

    page = as_editor.post(address, sent("ro", body="[[member-count]]")).content.decode()

    assert '<div class="live-block" lang="ro">' in page


@pytest.mark.parametrize("evil", ["<script>alert(1)</script>", '"><svg onload=alert(1)>'])
def test_preview_shows_no_markup_of_its_writer(as_editor, evil):
    page = as_editor.post(
        page_url("preview", QuestionFactory()),
        sent(title=evil, short_answer=evil, body=evil, addendum=evil),
    ).content.decode()

    assert "<script>alert" not in page
    assert "<svg onload" not in page


def test_unknown_live_block_is_refused_at_saving_with_what_was_typed_kept(as_editor):
    question = QuestionFactory()

    page = as_editor.post(
        text_url(question), sent(body="Today: [[no-such-list]]", publish="1")
    ).content.decode()

    assert "no-such-list" in page
    assert "There is no live block" in page
    assert Revision.objects.count() == 1


@pytest.mark.parametrize("button", ["publish", "draft"])
@pytest.mark.parametrize("name", ["body", "addendum"])
def test_more_markdown_than_a_page_shows_is_refused_at_its_field(as_editor, button, name):
    question = QuestionFactory(text__title="What?", text__short_answer="This.")
    typed = "[a](/b/) *c* " * 1_000
    page = as_editor.post(text_url(question), sent(**{name: typed, button: "1"}))
    errors = page.context["form"].errors
    assert list(errors) == [name]
    assert "more lists, tables, links and signs of Markdown" in errors[name][0]
    assert typed.strip() in page.content.decode()


def test_words_for_members_are_published_from_the_form(as_editor):
    question = QuestionFactory()

    as_editor.post(text_url(question), sent(addendum="Members pay *half*.", publish="1"))

    assert question.translations.get().addendum_html == "<p>Members pay <em>half</em>.</p>\n"


def test_somebody_elses_draft_is_named_before_one_writes(as_editor, writer):
    question = QuestionFactory()
    draft(question, writer, "Soon.")

    page = as_editor.get(change_url(question)).content.decode()

    assert "Wanda Writes has a draft open" in page


def test_conflict_tells_what_each_has_changed_and_goes_on_from_either(as_editor, office):
    question = UnansweredQuestionFactory()
    publish(question, "en", "It costs 100 lei a year.")
    publish(question, "en", "It costs 200 lei a year.", author=office)

    page = as_editor.post(
        text_url(question), sent(short_answer="It costs 100 lei a month.", publish="1")
    ).content.decode()
    assert f"What {office} has changed" in page
    assert re.search(r"<ins>.*?200</?", page)
    assert re.search(r"<ins>.*?month</?", page)
    assert 'name="theirs"' in page

    page = as_editor.post(
        text_url(question),
        sent(short_answer="It costs 100 lei a month.", based_on=2) | {"theirs": "1"},
    ).content.decode()
    assert re.search(r'<textarea name="en-short_answer"[^>]*>\s*It costs 200 lei a year.', page)
    assert 'name="en-kept-short_answer" value="It costs 100 lei a month."' in page

    page = as_editor.post(
        text_url(question),
        sent(short_answer="It costs 200 lei a year.", based_on=2)
        | {
            "mine": "1",
            "en-kept-short_answer": "It costs 100 lei a month.",
            "en-kept-title": "What is it?",
        },
    ).content.decode()
    assert re.search(r'<textarea name="en-short_answer"[^>]*>\s*It costs 100 lei a month.', page)
    assert Revision.objects.count() == 2


def test_draft_that_somebody_saved_meanwhile_is_not_thrown_away_unseen(as_editor, writer):
    question = QuestionFactory()
    draft(question, writer, "Soon.")
    draft(question, writer, "Sooner.")

    page = as_editor.post(
        text_url(question), {"discard": "1", "en-draft_version": "1"}, follow=True
    )

    assert "Somebody has saved another draft" in page.content.decode()
    assert Draft.objects.get().short_answer == "Sooner."
    with pytest.raises(ChangedMeanwhileError):
        actions.discard_draft(question_id=question.pk, language="en", actor=writer, draft_version=1)


@pytest.mark.django_db(transaction=True)
def test_two_drafts_saved_at_once_one_is_told(office):
    question = QuestionFactory()

    outcomes = race(
        *(
            lambda words=words: draft(question, office, words, based_on=1, draft_version=0)
            for words in ("Hers.", "His.")
        )
    )

    assert outcomes == ["ChangedMeanwhileError", "done"]


def test_numbers_of_the_other_language_do_not_lead_astray(as_editor, revised):
    assert as_editor.get(page_url("restore_revision", revised, 99)).status_code == 404
    assert as_editor.get(page_url("restore_revision", revised, 1, language="ro")).status_code == 404
    assert as_editor.get(page_url("difference", revised, language="de")).status_code == 404
    assert as_editor.get(page_url("in_step", revised)).status_code == 404
