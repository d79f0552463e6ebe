"""Searches in vain become gaps; answers close them, and they open again when they must."""

import datetime as dt

import pytest
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from cluster_portal.toolkit.errors import IllegalTransitionError, NotAllowedError
from cluster_portal.toolkit.history.models import HistoryEvent
from faq.demand import actions, periodic
from faq.demand.actions import trying
from faq.demand.errors import NotAnsweredError, ReasonMissingError, WordingTakenError
from faq.demand.models import Gap, GapEvent, GapQuery, GapStatus
from faq.editorial import actions as editorial
from faq.questions.models import Alias, Question, QuestionStatus, Visibility
from faq.search.models import SearchDocument, ThesaurusEntry
from tests.factories.demand import GapQueryFactory, SearchEventFactory
from tests.factories.faq import QuestionFactory, UnansweredQuestionFactory
from tests.faq.racing import race

EARLIER = dt.timedelta(minutes=5)


def searched(*wordings, times=1, **facts):
    at = timezone.now() - EARLIER
    for words in wordings:
        for _ in range(times):
            SearchEventFactory(words=words, created_at=at, searched_at=at, **facts)


def gaps():
    return sorted(sorted(query.words for query in gap.queries.all()) for gap in Gap.objects.all())


def kinds(gap):
    return list(HistoryEvent.objects.about(gap).order_by("pk").values_list("kind", flat=True))


def publish(editor, question=None, **words):
    question = question or UnansweredQuestionFactory()
    values = {"language": "en", "title": "Where may bicycles be parked?",
              "short_answer": "Parking for bicycles is behind the house.", "body": ""}  # fmt: skip
    editorial.publish_revision(question_id=question.pk, author=editor, **{**values, **words})
    return question


def bicycle_gap(**facts):
    searched("bicycle parking", times=4)
    searched("parking for bicycles")
    actions.group_searches()
    gap = Gap.objects.get()
    if facts:
        Gap.objects.update(**facts)
        gap.refresh_from_db()
    return gap


@pytest.mark.django_db
class TestGrouping:
    def test_wordings_that_want_the_same_are_one_gap(self, answers):
        searched("bicycle parking", times=3)
        searched("where is parking for bicycles", "parkin bicycle", "parkin")
        searched("helicopter landing")
        actions.group_searches()

        assert gaps() == [
            ["bicycle parking", "parkin", "parkin bicycle", "where is parking for bicycles"],
            ["helicopter landing"],
        ]
        biggest = Gap.objects.first()
        assert (biggest.title, biggest.times) == ("bicycle parking", 6)

    def test_romanian_forms_and_missing_diacritics_are_one_gap(self, answers):
        searched("șofer", "sofer", "soferi", "șoferii", language="ro")
        actions.group_searches()
        assert len(gaps()) == 1

    def test_two_languages_meet_where_the_thesaurus_says_so(self, answers):
        searched("parcare")
        searched("garage", language="ro")
        actions.group_searches()
        assert len(gaps()) == 2

        Gap.objects.all().delete()
        ThesaurusEntry.objects.create(
            key="parking", same_en=["garage"], same_ro=["loc de parcare", "parcare"]
        )
        actions.group_searches()
        assert gaps() == [["garage", "parcare"]]

    def test_phrases_of_the_thesaurus_are_read_whole(self, answers):
        ThesaurusEntry.objects.create(key="late", same_en=["in arrears"], asks_ro=["nu am plătit"])
        searched("in arrears")
        searched("nu am platit", language="ro")
        searched("am plecat", language="ro")
        actions.group_searches()
        assert gaps() == [["am plecat"], ["in arrears", "nu am platit"]]

    def test_word_that_many_answers_have_ties_nothing(self, answers):
        searched("board helicopter", "board orchestra")
        actions.group_searches()
        assert len(gaps()) == 2

    def test_counting_twice_counts_once(self, answers):
        searched("bicycle parking", times=3)
        assert actions.group_searches() == 1
        assert actions.group_searches() == 0
        searched("bicycle parking")
        periodic.group_searches(timestamp=0)

        assert GapQuery.objects.get().times == Gap.objects.get().times == 4

    def test_search_that_is_still_typed_waits(self):
        SearchEventFactory(words="bicycle par")
        actions.group_searches()
        assert gaps() == []

    def test_members_and_visitors_meet_in_one_gap_and_are_tried_apart(self):
        searched("bicycle parking")
        searched("bicycle parking", reader="members")
        actions.group_searches()

        gap = Gap.objects.get()
        assert gap.times == 2
        assert sorted(query.reader for query in gap.queries.all()) == ["members", "public"]

    def test_many_wordings_are_read_in_time(self, answers):
        words = ["bicycle", "helicopter", "orchestra", "swimming", "kitchen", "garden", "lawyer"]
        searched(*(f"{one} {other} {number}x" for number in range(6) for one in words
                   for other in words))  # fmt: skip
        start = timezone.now()
        assert actions.group_searches() == 294
        assert timezone.now() - start < dt.timedelta(seconds=15)


@pytest.mark.django_db
class TestPublishing:
    def test_answer_that_is_published_closes_the_gap_and_shows_by_how_much(self, editor, answers):
        gap = bicycle_gap()
        question = publish(editor)

        job = ProcrastinateJob.objects.get(task_name=trying.JOB)
        periodic.try_gaps_again(**job.args)

        gap.refresh_from_db()
        assert (gap.status, gap.question) == (GapStatus.CLOSED, question)
        assert gap.closed_at
        assert gap.checked_at
        for query in gap.queries.all():
            assert query.before < 0.5 <= query.after
            assert query.place == 1
        assert kinds(gap) == [GapEvent.CLOSED]

    def test_job_has_the_name_by_which_it_is_deferred(self):
        assert trying.JOB in app.tasks

    def test_nothing_is_deferred_without_gaps(self, answers):
        actions.answer_published(question_id=1)
        assert not ProcrastinateJob.objects.filter(task_name=trying.JOB).exists()

    def test_only_gaps_that_the_answer_may_touch_are_tried(self, editor, answers):
        touched = bicycle_gap()
        other = GapQueryFactory(words="helicopter landing", gap__stems=["helicopter"]).gap
        ignored = GapQueryFactory(words="bicycle", gap__stems=["bicycle"],
                                  gap__status=GapStatus.IGNORED).gap  # fmt: skip
        question = publish(editor)

        assert actions.gaps_touched_by(question.pk) == [touched.pk]
        assert {other.status, ignored.status} == {GapStatus.OPEN, GapStatus.IGNORED}

    def test_thing_named_in_other_words_is_touched_through_the_thesaurus(self, editor, answers):
        ThesaurusEntry.objects.create(key="wheels", same_en=["bicycle"], same_ro=["velociped"])
        searched("velociped", language="ro")
        actions.group_searches()

        assert actions.gaps_touched_by(publish(editor).pk) == [Gap.objects.get().pk]

    def test_answer_that_does_not_help_leaves_it_open(self, editor, answers):
        gap = bicycle_gap()
        question = publish(editor, title="Where is the pool?", short_answer="In the garden.")
        actions.try_gap(gap_id=gap.pk, question_id=question.pk)

        gap.refresh_from_db()
        assert (gap.status, gap.question) == (GapStatus.OPEN, None)
        assert gap.queries.first().after is not None
        assert kinds(gap) == []

    def test_answer_for_members_does_not_close_what_visitors_search(self, editor, answers):
        gap = bicycle_gap()
        question = UnansweredQuestionFactory(visibility=Visibility.MEMBERS)
        publish(editor, question)
        actions.try_gap(gap_id=gap.pk, question_id=question.pk)

        gap.refresh_from_db()
        assert gap.status == GapStatus.OPEN
        assert all(query.after < 0.5 and query.place is None for query in gap.queries.all())

    def test_gap_opens_again_when_its_answer_is_gone(self, editor, answers):
        gap = bicycle_gap()
        question = publish(editor)
        actions.try_gap(gap_id=gap.pk, question_id=question.pk)
        Question.objects.filter(pk=question.pk).update(status=QuestionStatus.NEEDS_ANSWER)

        periodic.keep_searches(timestamp=0)

        gap.refresh_from_db()
        assert (gap.status, gap.closed_at) == (GapStatus.OPEN, None)
        assert kinds(gap) == [GapEvent.CLOSED, GapEvent.REOPENED]

    @pytest.mark.parametrize(
        "leave",
        [
            lambda pk, actor: editorial.withdraw_answer(question_id=pk, reason="x", actor=actor),
            lambda pk, actor: editorial.archive_question(question_id=pk, reason="x", actor=actor),
            lambda pk, actor: editorial.change_details(
                question_id=pk, visibility=Visibility.MEMBERS, actor=actor
            ),
            lambda pk, actor: editorial.merge_questions(
                question_id=pk, target_id=UnansweredQuestionFactory().pk, reason="x", actor=actor
            ),
        ],
        ids=["withdrawn", "archived", "for members", "merged into one without an answer"],
    )
    def test_gap_opens_in_the_move_that_takes_its_answer_away(self, editor, answers, leave):
        gap = bicycle_gap()
        question = publish(editor)
        actions.try_gap(gap_id=gap.pk, question_id=question.pk)

        leave(question.pk, editor)

        gap.refresh_from_db()
        assert (gap.status, gap.closed_at) == (GapStatus.OPEN, None)
        assert kinds(gap) == [GapEvent.CLOSED, GapEvent.REOPENED]

    def test_gap_that_another_answer_closes_as_well_stays_closed(self, editor, answers):
        gap = bicycle_gap()
        question = publish(editor)
        publish(editor, title="Is there parking for bicycles at the station?")
        actions.try_gap(gap_id=gap.pk, question_id=question.pk)

        editorial.withdraw_answer(question_id=question.pk, reason="Twice.", actor=editor)

        gap.refresh_from_db()
        assert gap.status == GapStatus.CLOSED

    def test_answer_from_the_archive_has_its_gaps_tried_again(self, editor, answers):
        bicycle_gap()
        question = publish(editor)
        editorial.archive_question(question_id=question.pk, reason="x", actor=editor)
        ProcrastinateJob.objects.all().delete()

        editorial.restore_question(question_id=question.pk, actor=editor)

        job = ProcrastinateJob.objects.get(task_name=trying.JOB)
        assert job.args == {"question_id": question.pk}

    def test_more_gaps_than_one_waits_for_are_tried_after_the_page(
        self, editor, answers, monkeypatch
    ):
        monkeypatch.setattr(trying, "MOST_AT_ONCE", 0)
        gap = bicycle_gap()
        question = publish(editor)
        actions.try_gap(gap_id=gap.pk, question_id=question.pk)
        ProcrastinateJob.objects.all().delete()

        editorial.withdraw_answer(question_id=question.pk, reason="Wrong.", actor=editor)
        periodic.try_gaps_again(**ProcrastinateJob.objects.get(task_name=trying.JOB).args)

        gap.refresh_from_db()
        assert gap.status == GapStatus.OPEN

    def test_gap_opens_again_when_somebody_searches_it_in_vain(self, editor, answers):
        gap = bicycle_gap()
        actions.try_gap(gap_id=gap.pk, question_id=publish(editor).pk)
        Gap.objects.update(closed_at=timezone.now() - dt.timedelta(hours=1))
        searched("bicycle parking")
        actions.group_searches()

        gap.refresh_from_db()
        assert gap.status == GapStatus.OPEN
        assert kinds(gap)[-1] == GapEvent.REOPENED

    def test_trying_twice_tells_it_once(self, editor, answers):
        gap = bicycle_gap()
        question = publish(editor)
        for _ in range(2):
            actions.try_gap(gap_id=gap.pk, question_id=question.pk)
        assert kinds(gap) == [GapEvent.CLOSED]


@pytest.mark.django_db
class TestTending:
    def test_gap_is_given_to_somebody(self, writer, editor):
        gap = GapQueryFactory().gap
        for assignee in (editor, editor, None):
            actions.assign_gap(gap_id=gap.pk, assignee=assignee, actor=writer)
        assert kinds(gap) == [GapEvent.ASSIGNED, GapEvent.ASSIGNED]

    def test_gap_that_is_not_for_us_stays_so_until_it_is_opened(self, writer, answers):
        gap = bicycle_gap()
        actions.ignore_gap(gap_id=gap.pk, reason="Ask the landlord.", actor=writer)
        searched("bicycle parking", "bicycles parking place")
        actions.group_searches()

        gap.refresh_from_db()
        assert (gap.status, gap.times) == (GapStatus.IGNORED, 7)
        actions.reopen_gap(gap_id=gap.pk, actor=writer)
        assert kinds(gap) == [GapEvent.IGNORED, GapEvent.REOPENED]
        assert HistoryEvent.objects.about(gap).last().reason == "Ask the landlord."

    def test_reason_is_asked_for(self, writer):
        gap = GapQueryFactory().gap
        with pytest.raises(ReasonMissingError):
            actions.ignore_gap(gap_id=gap.pk, reason="  ", actor=writer)

    def test_move_that_the_table_does_not_know_is_refused(self, writer):
        gap = GapQueryFactory().gap
        with pytest.raises(IllegalTransitionError):
            actions.reopen_gap(gap_id=gap.pk, actor=writer)

    def test_who_does_not_write_answers_does_not_tend(self, ana):
        gap = GapQueryFactory().gap
        question = QuestionFactory()
        for call in (
            lambda: actions.assign_gap(gap_id=gap.pk, assignee=None, actor=ana),
            lambda: actions.ignore_gap(gap_id=gap.pk, reason="x", actor=ana),
            lambda: actions.reopen_gap(gap_id=gap.pk, actor=ana),
            lambda: actions.name_answer(gap_id=gap.pk, question_id=question.pk, actor=ana),
        ):
            with pytest.raises(NotAllowedError):
                call()

    def test_answer_takes_over_the_words_and_the_gap_closes(self, writer, editor, answers):
        searched("velociped garage", times=2)
        actions.group_searches()
        gap = Gap.objects.get()
        question = publish(editor)
        wordings = [query.pk for query in gap.queries.all()]

        actions.name_answer(gap_id=gap.pk, question_id=question.pk, wordings=wordings, actor=writer)

        gap.refresh_from_db()
        assert (gap.status, gap.question) == (GapStatus.CLOSED, question)
        alias = Alias.objects.get(question=question)
        assert (alias.text, alias.source) == ("velociped garage", "search")
        assert "velociped garage" in SearchDocument.objects.get(question=question).names
        assert kinds(gap) == [GapEvent.ANSWERED, GapEvent.CLOSED]
        assert GapEvent.WORDING_ADDED in kinds(question)

    def test_answer_without_the_words_is_noted_and_the_gap_stays_open(self, writer, editor,
                                                                      answers):  # fmt: skip
        searched("velociped garage")
        actions.group_searches()
        gap = Gap.objects.get()
        question = publish(editor)
        actions.name_answer(gap_id=gap.pk, question_id=question.pk, actor=writer)

        gap.refresh_from_db()
        assert (gap.status, gap.question) == (GapStatus.OPEN, question)

    def test_answer_that_searchers_cannot_read_is_refused(self, writer, answers):
        gap = bicycle_gap()
        for question in (UnansweredQuestionFactory(),
                         QuestionFactory(visibility=Visibility.MEMBERS)):  # fmt: skip
            with pytest.raises(NotAnsweredError):
                actions.name_answer(gap_id=gap.pk, question_id=question.pk, actor=writer)

    def test_words_of_another_question_are_not_taken(self, writer, editor, answers):
        gap = bicycle_gap()
        question = publish(editor)
        Alias.objects.create(question=QuestionFactory(), language="en", text="bicycle parking")
        wordings = [query.pk for query in gap.queries.all()]
        with pytest.raises(WordingTakenError):
            actions.name_answer(
                gap_id=gap.pk, question_id=question.pk, wordings=wordings, actor=writer
            )
        gap.refresh_from_db()
        assert gap.question is None


@pytest.mark.django_db(transaction=True)
def test_two_who_ignore_the_same_gap_do_it_once(django_user_model):
    office = django_user_model.objects.create_superuser(email="o@example.org", password=None)
    gap = GapQueryFactory().gap

    def ignore():
        actions.ignore_gap(gap_id=gap.pk, reason="Not ours.", actor=office)

    assert race(ignore, ignore) == ["IllegalTransitionError", "done"]
    assert kinds(gap) == [GapEvent.IGNORED]


@pytest.mark.django_db(transaction=True)
def test_two_who_count_at_once_make_one_gap():
    searched("bicycle parking")
    assert race(actions.group_searches, actions.group_searches) == ["done", "done"]
    assert gaps() == [["bicycle parking"]]


@pytest.mark.django_db(transaction=True)
def test_two_who_try_a_gap_at_once_close_it_once(django_user_model):
    office = django_user_model.objects.create_superuser(email="o@example.org", password=None)
    gap = bicycle_gap()
    question = publish(office)

    def again():
        actions.try_gap(gap_id=gap.pk, question_id=question.pk)

    assert race(again, again) == ["done", "done"]
    assert kinds(gap) == [GapEvent.CLOSED]
