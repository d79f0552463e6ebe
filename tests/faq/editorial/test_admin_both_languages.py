"""The question's page is one form of two languages: what one button does not take is not lost."""

import re
from html import unescape

import pytest

from faq.editorial import actions
from faq.editorial.models import Draft
from faq.questions.models import Revision
from tests.factories.faq import UnansweredQuestionFactory
from tests.faq.editorial.test_admin import change_url, text_url
from tests.flows.walker import Page

pytestmark = pytest.mark.django_db


@pytest.fixture
def question():
    question = UnansweredQuestionFactory()
    for language, title in (("en", "What is it?"), ("ro", "Ce este?")):
        actions.publish_revision(
            question_id=question.pk, language=language, title=title, short_answer="So.",
            body="One.\n\nTwo.", author=None,
        )  # fmt: skip
    return question


@pytest.fixture
def press(client, editor, question):
    """Open the page, change fields, press a button of one language, as a browser does."""
    client.force_login(editor)

    def pressed(button, language, meanwhile=None, **changes):
        page = Page(client.get(change_url(question)).content.decode())
        (form,) = [each for each in page.forms if "en-body" in each.names]
        assert "ro-body" in form.names
        fields = {name: words.strip() for name, words in form.values.items()}
        values = {name: words.replace("\n", "\r\n") for name, words in fields.items()}
        for each in ("publish", "draft", "preview", "discard", "theirs", "mine"):
            values.pop(each, None)
        if meanwhile:
            meanwhile()
        changes = {name.replace("_", "-", 1): words for name, words in changes.items()}
        return client.post(
            text_url(question, language), {**values, **changes, button: "1"}, follow=True
        )

    return pressed


def words(question, language):
    return question.translations.get(language=language).short_answer


def test_publishing_one_keeps_what_was_changed_in_the_other_as_its_draft(question, press):
    page = press("publish", "en", en_short_answer="Now.", ro_short_answer="Acum.")

    assert (words(question, "en"), words(question, "ro")) == ("Now.", "So.")
    draft = Draft.objects.get()
    assert (draft.language, draft.short_answer) == ("ro", "Acum.")
    assert "Romanian, is kept as a draft" in page.content.decode()


def test_other_language_that_was_not_touched_is_left_alone(question, press):
    def colleague():
        actions.publish_revision(
            question_id=question.pk, language="ro", title="Ce este?", short_answer="Altfel.",
            body="", author=None,
        )  # fmt: skip

    press("publish", "en", meanwhile=colleague, en_short_answer="Now.")

    assert (words(question, "en"), words(question, "ro")) == ("Now.", "Altfel.")
    assert not Draft.objects.exists()


def test_other_language_that_cannot_be_kept_comes_back_with_what_was_typed(question, press):
    page = press("publish", "en", en_short_answer="Now.", ro_body="[[no-such-list]]")

    assert words(question, "en") == "Now."
    assert "There is no live block" in page.content.decode()
    assert re.search(r"<textarea name=.ro-body[^>]*>\s*\[\[no-such-list\]\]", page.content.decode())


def test_both_come_back_where_neither_can_be_taken(question, press):
    page = press("publish", "en", en_body="[[unknown]]", ro_body="[[no-such-list]]")

    said = unescape(page.content.decode())
    assert re.search(r"<textarea name=.en-body[^>]*>\s*\[\[unknown\]\]", said)
    assert '<input type="hidden" name="ro-body" value="[[no-such-list]]">' in said
    assert Revision.objects.count() == 2


def test_enter_key_in_a_line_publishes_nothing_and_keeps_what_was_changed(question, press):
    press("draft", "en", ro_title="Ce-i asta?")

    assert [(row.language, row.title) for row in Draft.objects.all()] == [("ro", "Ce-i asta?")]
    assert Revision.objects.count() == 2
