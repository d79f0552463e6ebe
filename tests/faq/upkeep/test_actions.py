import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from cluster_portal.toolkit.errors import NotAllowedError
from cluster_portal.toolkit.history.models import HistoryEvent
from cluster_portal.toolkit.mail.models import OutgoingMail
from faq.editorial import actions as editorial
from faq.questions import reviews
from faq.questions.models import (
    Citation,
    CitedSource,
    NeedCause,
    Question,
    RevisionNeed,
    Significance,
    SourceKind,
)
from faq.upkeep import actions
from faq.upkeep.errors import NotToBeVerifiedError, SourceError
from faq.upkeep.models import Verification
from faq.upkeep.waiting import duties
from faq.upkeep.worklists import worklists
from tests.factories.faq import (
    LabelFactory,
    QuestionFactory,
    RevisionNeedFactory,
    UnansweredQuestionFactory,
)
from tests.factories.members import UserFactory
from tests.faq.racing import race

TODAY = dt.date(2026, 5, 4)


@pytest.fixture
def today(monkeypatch):
    """It is 4 May 2026 at noon, in Bucharest."""
    noon = dt.datetime(2026, 5, 4, 9, tzinfo=dt.UTC)
    monkeypatch.setattr(timezone, "now", lambda: noon)
    return TODAY


@pytest.fixture
def statute(db) -> CitedSource:
    return CitedSource.objects.create(kind=SourceKind.STATUTE, reference="art. 12")


def _need(question: Question) -> RevisionNeed | None:
    return RevisionNeed.objects.open().filter(question=question).first()


@pytest.mark.parametrize(
    ("since", "months", "day"),
    [
        (dt.date(2026, 1, 31), 1, dt.date(2026, 2, 28)),
        (dt.date(2023, 11, 30), 3, dt.date(2024, 2, 29)),
        (dt.date(2026, 12, 15), 12, dt.date(2027, 12, 15)),
        (dt.date(2026, 6, 10), 6, dt.date(2026, 12, 10)),
    ],
)
def test_the_next_review_is_so_many_months_later(db, since, months, day):
    assert reviews.next_review(QuestionFactory(review_every=months), since=since) == day


def test_the_shortest_rule_of_its_labels_counts_unless_it_has_its_own(db):
    question = QuestionFactory()
    question.labels.set([LabelFactory(review_every=12), LabelFactory(review_every=6)])
    question.labels.add(LabelFactory())
    assert reviews.months_between(question) == 6
    question.review_every = 24
    assert reviews.months_between(question) == 24


def test_without_any_rule_no_day_is_set(db, writer, today):
    question = QuestionFactory()
    actions.verify(question_id=question.pk, person=writer)
    question.refresh_from_db()
    assert question.review_by is None
    assert question.verified_at == timezone.now()


def test_still_correct_is_an_event_of_its_own_and_sets_the_next_day(writer, today):
    question = QuestionFactory(review_every=6, review_by=dt.date(2026, 4, 1))
    revisions = question.translations.get().revision_number
    actions.verify(question_id=question.pk, person=writer, note="Asked  the treasurer")
    question.refresh_from_db()
    event = Verification.objects.get()
    assert question.review_by == event.next_due_on == dt.date(2026, 11, 4)
    assert event.was_due_on == dt.date(2026, 4, 1)
    assert event.note == "Asked the treasurer"
    assert question.translations.get().revision_number == revisions
    assert HistoryEvent.objects.get(kind="question.verified").actor_id == writer.pk


def test_a_double_click_says_it_once(writer, today):
    question = QuestionFactory(review_every=6)
    for _time in range(2):
        actions.verify(question_id=question.pk, person=writer)
    assert Verification.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_say_it_once():
    person = UserFactory(is_staff=True, is_superuser=True)
    question = QuestionFactory(review_every=6)
    call = lambda: actions.verify(question_id=question.pk, person=person)  # noqa: E731 - two of the same
    assert race(call, call) == ["done", "done"]
    assert Verification.objects.count() == 1


def test_an_answer_that_is_being_revised_is_not_found_correct(writer, editor):
    question = QuestionFactory()
    editorial.mark_to_be_revised(question_id=question.pk, reasons={"en": "New fees"}, actor=editor)
    with pytest.raises(NotToBeVerifiedError):
        actions.verify(question_id=question.pk, person=writer)
    with pytest.raises(NotToBeVerifiedError):
        actions.verify(question_id=UnansweredQuestionFactory().pk, person=writer)
    assert not Verification.objects.exists()


def test_only_who_writes_answers_says_that_they_are_correct(ana):
    with pytest.raises(NotAllowedError):
        actions.verify(question_id=QuestionFactory().pk, person=ana)


@pytest.mark.parametrize(
    ("significance", "is_reset"), [(Significance.TYPO, False), (Significance.CONTENT, False),
                                   (Significance.MAJOR, True)]
)  # fmt: skip
def test_only_another_answer_restarts_the_clock(editor, today, significance, is_reset):
    due = dt.date(2026, 6, 1)
    question = QuestionFactory(review_every=12, review_by=due)
    editorial.publish_revision(
        question_id=question.pk, language="en", title="T", short_answer="Other words.", body="",
        author=editor, significance=significance,
    )  # fmt: skip
    question.refresh_from_db()
    assert question.review_by == (dt.date(2027, 5, 4) if is_reset else due)


def test_a_clock_never_takes_an_answer_away(db, today):
    question = QuestionFactory(review_every=1, review_by=dt.date(2020, 1, 1))
    actions.schedule_reviews()
    actions.follow_the_calendar()
    assert Question.objects.visible_to(UserFactory()).get() == question


def test_first_reviews_are_spread_over_the_interval(db, today):
    label = LabelFactory(review_every=12)
    questions = [QuestionFactory() for _n in range(12)]
    for question in questions[:11]:
        question.labels.add(label)
    assert actions.schedule_reviews() == 11
    days = list(Question.objects.exclude(review_by=None).values_list("review_by", flat=True))
    assert len(set(days)) == 11
    assert min(days) >= TODAY + dt.timedelta(days=30)
    assert max(days) <= dt.date(2027, 5, 4)
    assert actions.schedule_reviews() == 0


def test_superseding_a_source_turns_its_answers_to_be_revised(editor, statute, today):
    resting, other = QuestionFactory(owner=editor), QuestionFactory()
    Citation.objects.create(question=resting, source=statute)
    new = CitedSource.objects.create(kind=SourceKind.STATUTE, reference="art. 13")
    actions.supersede(kind="statute", reference="art. 12", actor=editor, by=new)
    need = _need(resting)
    assert need
    assert need.cause == NeedCause.SOURCE
    assert need.owner == editor
    assert "art. 12" in need.reason_en
    assert "art. 13" in need.reason_en
    assert "art. 12" in need.reason_ro
    assert _need(other) is None
    assert Question.objects.published().filter(pk=resting.pk).exists()


def test_superseding_twice_changes_nothing(editor, statute, today):
    question = QuestionFactory()
    Citation.objects.create(question=question, source=statute)
    for _time in range(2):
        actions.supersede(kind="statute", reference=" art.  12", actor=editor)
    assert RevisionNeed.objects.count() == 1
    assert HistoryEvent.objects.filter(kind="cited_source.superseded").count() == 1


def test_what_is_already_being_revised_keeps_its_reason(editor, statute):
    question = QuestionFactory()
    Citation.objects.create(question=question, source=statute)
    editorial.mark_to_be_revised(question_id=question.pk, reasons={"en": "New fees"}, actor=editor)
    actions.supersede(kind="statute", reference="art. 12", actor=editor)
    need = _need(question)
    assert need
    assert (need.reason_en, need.cause) == ("New fees", NeedCause.OFFICE)


def test_a_day_to_come_marks_the_answers_on_that_day(editor, statute, today, monkeypatch):
    question = QuestionFactory()
    Citation.objects.create(question=question, source=statute)
    actions.supersede(kind="statute", reference="art. 12", actor=editor, on=dt.date(2026, 5, 6))
    assert actions.follow_the_calendar() == 0
    later = dt.datetime(2026, 5, 5, 21, 30, tzinfo=dt.UTC)  # half past midnight in Bucharest
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert actions.follow_the_calendar() == 1
    assert actions.follow_the_calendar() == 0
    assert _need(question)


def test_once_revised_it_is_not_marked_again_every_night(editor, statute):
    question = QuestionFactory()
    Citation.objects.create(question=question, source=statute)
    actions.supersede(kind="statute", reference="art. 12", actor=editor)
    editorial.revised(question_id=question.pk, actor=editor)
    assert actions.follow_the_calendar() == 0


def test_reinstating_takes_back_only_what_superseding_marked(editor, statute):
    question, by_office = QuestionFactory(), QuestionFactory()
    for each in (question, by_office):
        Citation.objects.create(question=each, source=statute)
    editorial.mark_to_be_revised(question_id=by_office.pk, reasons={"en": "Fees"}, actor=editor)
    actions.supersede(kind="statute", reference="art. 12", actor=editor)
    actions.reinstate(kind="statute", reference="art. 12", actor=editor)
    statute.refresh_from_db()
    assert statute.superseded_on is None
    assert _need(question) is None
    assert _need(by_office)


def test_superseded_again_on_the_day_it_was_reinstated_marks_again(editor, statute, today):
    question = QuestionFactory()
    Citation.objects.create(question=question, source=statute)
    said = {"kind": statute.kind, "reference": statute.reference, "actor": editor}
    actions.supersede(**said)
    actions.reinstate(**said)

    actions.supersede(**said)

    assert _need(question)
    editorial.revised(question_id=question.pk, actor=editor)
    actions.follow_the_calendar()
    assert _need(question) is None


def test_an_answer_that_rests_on_another_superseded_source_stays_marked(editor, statute):
    question = QuestionFactory()
    law = CitedSource.objects.create(kind=SourceKind.LAW, reference="246/2005")
    for source in (statute, law):
        Citation.objects.create(question=question, source=source)
        actions.supersede(kind=source.kind, reference=source.reference, actor=editor)
    actions.reinstate(kind="statute", reference="art. 12", actor=editor)
    assert _need(question)


def test_an_unknown_source_and_itself_are_refused(editor, statute):
    with pytest.raises(SourceError):
        actions.supersede(kind="law", reference="1/1990", actor=editor)
    with pytest.raises(SourceError):
        actions.supersede(kind="statute", reference="art. 12", actor=editor, by=statute)


def test_strangers_do_not_keep_sources(ana, statute):
    with pytest.raises(NotAllowedError):
        actions.supersede(kind="statute", reference="art. 12", actor=ana)


def _staff(name: str, **fields) -> UserFactory:
    return UserFactory(full_name=name, is_staff=True, **fields)


def test_reviews_wait_for_the_owner_then_for_the_deputy_too(db, today):
    owner, deputy = _staff("Olga Owner"), _staff("Dan Deputy")
    fresh = QuestionFactory(owner=owner, deputy=deputy, review_by=TODAY - dt.timedelta(days=14))
    left = QuestionFactory(owner=owner, deputy=deputy, review_by=TODAY - dt.timedelta(days=15))
    soon = QuestionFactory(owner=owner, review_by=TODAY + dt.timedelta(days=30))
    QuestionFactory(owner=owner, review_by=TODAY + dt.timedelta(days=31))
    found = duties()
    assert found[owner.pk].overdue == [left, fresh]
    assert found[owner.pk].soon == [soon]
    assert found[deputy.pk].for_owner == [left]


def test_nobody_is_asked_whether_an_answer_that_is_being_revised_is_still_correct(
    client, editor, today
):
    question = QuestionFactory(owner=editor, review_by=TODAY, text__title="How do we leave?")
    RevisionNeedFactory(question=question)
    client.force_login(editor)
    address = reverse("admin:faq_question_changelist") + "?waits=review"

    assert not actions.send_digest(person_id=editor.pk)
    assert [each.count for each in worklists()] == [0]
    assert "How do we leave?" not in client.get(address).content.decode()
    editorial.revised(question_id=question.pk, actor=editor)
    assert actions.send_digest(person_id=editor.pk)
    assert [each.count for each in worklists()] == [1]
    assert "How do we leave?" in client.get(address).content.decode()


def test_when_the_owner_has_left_the_deputy_is_the_owner(db, today):
    gone, deputy = _staff("Gone", is_active=False), _staff("Dan Deputy")
    question = QuestionFactory(owner=gone, deputy=deputy, review_by=TODAY - dt.timedelta(days=1))
    assert duties()[deputy.pk].overdue == [question]
    assert gone.pk not in duties()


def test_the_digest_is_one_letter_a_week_in_the_persons_language(editor, today):
    editor.language = "ro"
    editor.save()
    question = QuestionFactory(owner=editor, review_by=TODAY, text__title="How do we leave?")
    late = QuestionFactory(owner=editor)
    editorial.mark_to_be_revised(
        question_id=late.pk, reasons={"en": "New fees"}, actor=editor, owner=editor,
        expected_on=TODAY - dt.timedelta(days=1),
    )  # fmt: skip
    assert actions.send_digest(person_id=editor.pk)
    assert actions.send_digest(person_id=editor.pk)
    mail = OutgoingMail.objects.get()
    assert mail.language == "ro"
    assert mail.to_address == editor.email
    assert "How do we leave?" in mail.text
    assert f"/admin/faq/verification/still-correct/{question.pk}/" in mail.text
    assert f"/admin/faq/question/{late.pk}/change/" in mail.html


def test_nobody_gets_an_empty_letter(editor):
    assert not actions.send_digest(person_id=editor.pk)
    assert not OutgoingMail.objects.exists()


def test_an_answer_may_rest_on_a_source_that_nobody_cited_before(writer):
    question = QuestionFactory()
    for _time in range(2):
        actions.cite(
            question_id=question.pk, kind="board", reference=" 4/2026 ", article="2", actor=writer
        )
    citation = question.citations.get()
    assert str(citation).endswith("4/2026, 2")
    assert HistoryEvent.objects.filter(kind="question.cited").count() == 1
    actions.uncite(citation_id=citation.pk, actor=writer)
    assert not question.citations.exists()


def test_citing_what_is_already_superseded_marks_the_answer(writer, statute, today):
    actions.supersede(kind="statute", reference="art. 12", actor=writer)
    question = QuestionFactory()
    actions.cite(question_id=question.pk, kind="statute", reference="art. 12", actor=writer)
    assert _need(question)
