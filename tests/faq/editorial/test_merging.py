"""Two questions become one, two labels become one, and one wording leads to one answer."""

import pytest
from django.urls import reverse

from cluster_portal.toolkit.errors import NotAllowedError
from cluster_portal.toolkit.history.models import HistoryEvent
from cluster_portal.toolkit.mail.models import OutgoingMail
from faq.asking.models import Ask
from faq.community import actions as community
from faq.community.models import Follow
from faq.demand.models import Gap
from faq.editorial import actions
from faq.editorial.errors import MergeError, ReasonMissingError, WordingTakenError
from faq.editorial.models import Proposal
from faq.editorial.texts import Text
from faq.questions.models import Label, Question, QuestionStatus, Visibility
from faq.search import actions as search
from faq.search.models import SearchDocument, VocabularyWord
from faq.search.results import results_for
from tests.factories.faq import LabelFactory, QuestionFactory, UnansweredQuestionFactory
from tests.faq.editorial.test_admin import NO_CHOICES
from tests.faq.racing import race

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair():
    question = QuestionFactory(text__title="What about dues?", text__slug="what-about-dues")
    target = QuestionFactory(text__title="What does it cost?", text__slug="what-does-it-cost")
    return question, target


def merge(question, target, actor, **facts):
    values = {"reason": "They ask the same", **facts}
    return actions.merge_questions(
        question_id=question.pk, target_id=target.pk, actor=actor, **values
    )


def wordings(question):
    return set(question.aliases.values_list("text", flat=True))


def test_merged_question_leads_to_the_other_by_its_addresses_and_words(client, editor, pair):
    question, target = pair
    actions.change_details(question_id=question.pk, actor=None, aliases={"en": ["yearly sum"]})
    old_address = question.get_absolute_url()

    merge(question, target, editor)

    question.refresh_from_db()
    assert (question.status, question.merged_into) == ("archived", target)
    assert wordings(target) == {"What about dues?", "yearly sum"}
    found = results_for("yearly sum", ["public"], language="en")
    assert [result.question for result in found.results] == [target]
    response = client.get(old_address)
    assert response.status_code in {301, 302}
    assert response.headers["Location"].endswith(target.get_absolute_url())
    kinds = HistoryEvent.objects.about(question, target).values_list("kind", flat=True)
    assert {"question.merged", "question.took_in"} <= set(kinds)


def test_what_was_merged_before_leads_to_the_last_in_one_step(editor, pair):
    question, target = pair
    first = QuestionFactory()
    merge(first, question, editor)

    merge(question, target, editor)

    first.refresh_from_db()
    assert first.merged_into == target


def test_words_of_a_members_answer_do_not_lead_to_a_public_one(editor, pair):
    _question, target = pair
    secret = QuestionFactory(text__title="What about zanzibar?", visibility=Visibility.MEMBERS)
    actions.change_details(question_id=secret.pk, actor=None, aliases={"en": ["zanzibar sum"]})

    merge(secret, target, editor)

    assert wordings(target) == set()
    assert not SearchDocument.objects.filter(question=target, words__contains=["zanzibar"])
    assert not VocabularyWord.objects.filter(word="zanzibar", visibility="public").exists()


def test_what_readers_wait_for_goes_along(editor, ana, bogdan, pair):
    question, target = pair
    for person in (ana, bogdan):
        community.follow(question_id=question.pk, person=person, language="en")
    community.follow(question_id=target.pk, person=ana, language="en")
    gap = Gap.objects.create(
        title="dues", question=question, first_at=question.created_at, last_at=question.created_at
    )

    merge(question, target, editor)

    gap.refresh_from_db()
    assert gap.question == target
    followers = Follow.objects.filter(question=target).values_list("person", flat=True)
    assert sorted(followers) == sorted([ana.pk, bogdan.pk])


def test_asked_questions_go_along(editor, pair):
    question, target = pair
    ask = Ask.objects.create(
        text="What about dues?", language="en", question=question, status="published",
        guest_email="reader@example.org", confirmed_at=question.created_at,
    )  # fmt: skip

    merge(question, target, editor)

    ask.refresh_from_db()
    assert ask.question == target


def test_edits_that_wait_are_declined_and_their_authors_told(editor, ana, pair):
    question, target = pair
    proposal = actions.propose_edit(
        question_id=question.pk, language="en", text=Text("What about dues?", "A lot."),
        based_on=1, author=ana,
    )  # fmt: skip

    merge(question, target, editor)

    proposal = Proposal.objects.get(pk=proposal.pk)
    assert proposal.status == "declined"
    assert "What does it cost?" in OutgoingMail.objects.latest("pk").text


def test_merged_question_can_be_a_question_of_its_own_again(editor, pair):
    question, target = pair
    merge(question, target, editor)

    actions.restore_question(question_id=question.pk, actor=editor)

    question.refresh_from_db()
    assert (question.status, question.merged_into) == ("published", None)


def test_questions_that_cannot_become_one_say_why(editor, writer, pair):
    question, target = pair
    with pytest.raises(NotAllowedError):
        merge(question, target, writer)
    with pytest.raises(MergeError):
        merge(question, question, editor)
    with pytest.raises(ReasonMissingError):
        merge(question, target, editor, reason=" ")
    actions.archive_question(question_id=target.pk, actor=editor, reason="Old")
    with pytest.raises(MergeError, match="archived"):
        merge(question, target, editor)
    question.refresh_from_db()
    assert question.status == QuestionStatus.PUBLISHED


def test_merging_twice_is_merging_once(editor, pair):
    question, target = pair
    merge(question, target, editor)
    merge(question, target, editor)

    assert wordings(target) == {"What about dues?"}


@pytest.mark.django_db(transaction=True)
def test_two_merged_into_each_other_at_once_one_stays(office):
    question, target = QuestionFactory.create_batch(2)

    outcomes = race(
        lambda: merge(question, target, office), lambda: merge(target, question, office)
    )

    assert outcomes == ["MergeError", "done"]
    assert Question.objects.published().count() == 1


@pytest.mark.parametrize("said", ["{pk}", "#{pk}", "/faq/{pk}-what/", "https://a.example/f/{pk}/"])
def test_office_merges_by_number_or_address(client, editor, pair, said):
    question, target = pair
    client.force_login(editor)
    address = reverse("admin:faq_question_merge", args=[question.pk])

    client.post(address, {"target": said.format(pk=target.pk), "reason": "The same"})

    question.refresh_from_db()
    assert question.merged_into == target


@pytest.mark.parametrize("said", ["nothing", "999999", "/faq/"])
def test_office_is_told_of_a_number_that_is_none(client, editor, pair, said):
    client.force_login(editor)
    address = reverse("admin:faq_question_merge", args=[pair[0].pk])

    page = client.post(address, {"target": said, "reason": "The same"}).content.decode()

    assert "There is no question with this number or address." in page
    assert "The same" in page


# One wording, one answer.


@pytest.mark.parametrize(
    "wording", ["What does it cost?", "what DOES it cost", "Preț pe an", "pret pe an?"]
)
def test_wording_of_another_answer_is_refused_and_names_it(writer, pair, wording):
    question, target = pair
    actions.change_details(question_id=target.pk, actor=None, aliases={"en": ["Preţ pe an"]})

    with pytest.raises(WordingTakenError, match="What does it cost"):
        actions.change_details(
            question_id=question.pk, actor=writer, aliases={"en": [wording, "dues"]}
        )

    assert wordings(question) == set()


def test_wording_in_the_other_language_or_of_an_archived_answer_is_free(editor, pair):
    question, target = pair
    actions.change_details(
        question_id=question.pk, actor=editor, aliases={"ro": ["What does it cost?"]}
    )
    actions.archive_question(question_id=target.pk, actor=editor, reason="Old")
    actions.change_details(
        question_id=question.pk, actor=editor, aliases={"en": ["What does it cost?"]}
    )

    assert question.aliases.count() == 2


def test_import_leaves_out_a_wording_that_leads_elsewhere(pair):
    question, _target = pair

    actions.change_details(
        question_id=question.pk, actor=None, aliases={"en": ["What does it cost?", "dues"]}
    )

    assert wordings(question) == {"dues"}


def test_office_sees_at_the_field_where_a_wording_leads_already(client, editor, pair):
    question, _target = pair
    client.force_login(editor)

    page = client.post(
        reverse("admin:faq_question_change", args=[question.pk]),
        {"visibility": "public", "position": "100", "aliases_en": "What does it cost\ndues",
         "aliases_ro": "", **NO_CHOICES},
    ).content.decode()  # fmt: skip

    assert "leads to “What does it cost?” already" in page
    assert "dues" in page
    assert wordings(question) == set()


# Labels.


@pytest.fixture
def labels():
    return LabelFactory(name="fees", slug="fees", review_every=6), LabelFactory(
        name="dues", slug="dues"
    )


@pytest.fixture
def curator(editor):
    editor.is_superuser = True
    editor.save()
    return editor


def test_labels_become_one_and_search_knows(curator, labels):
    fees, dues = labels
    question, other = QuestionFactory.create_batch(2)
    question.labels.set([fees, dues])
    other.labels.set([fees])
    search.index_questions([question.pk, other.pk])

    actions.merge_labels(label_id=fees.pk, into_id=dues.pk, actor=curator)

    assert list(Label.objects.all()) == [dues]
    assert list(question.labels.all()) == list(other.labels.all()) == [dues]
    dues.refresh_from_db()
    assert dues.review_every == 6
    found = results_for("dues", ["public"], language="en")
    assert {result.question for result in found.results} == {question, other}
    assert HistoryEvent.objects.about(other)[0].changes == {"labels": [["fees"], ["dues"]]}


def test_label_is_not_merged_into_itself_or_by_who_may_not(curator, writer, labels):
    fees, dues = labels
    with pytest.raises(MergeError):
        actions.merge_labels(label_id=fees.pk, into_id=fees.pk, actor=curator)
    with pytest.raises(NotAllowedError):
        actions.merge_labels(label_id=fees.pk, into_id=dues.pk, actor=writer)


def test_office_merges_a_label_from_its_page(client, curator, labels):
    fees, dues = labels
    UnansweredQuestionFactory().labels.set([fees])
    client.force_login(curator)
    address = reverse("admin:faq_label_merge", args=[fees.pk])
    assert address in client.get(reverse("admin:faq_label_change", args=[fees.pk])).content.decode()

    assert "One question gets the other label" in client.get(address).content.decode()
    client.post(address, {"into": dues.pk})

    assert list(Label.objects.all()) == [dues]
