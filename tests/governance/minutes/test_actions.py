from functools import partial

import pytest

from cluster_portal.toolkit.errors import IllegalTransitionError, NotAllowedError
from cluster_portal.toolkit.history.models import HistoryEvent
from cluster_portal.toolkit.mail.models import OutgoingMail
from governance.meetings.models import MeetingStatus
from governance.minutes import actions
from governance.minutes.errors import (
    AlreadyDraftedError,
    ChangedMeanwhileError,
    NotDraftError,
    NotHeldError,
    UnfinishedError,
)
from governance.minutes.models import MINUTES_MOVES, Minutes, MinutesEvent, MinutesStatus
from tests.factories.governance import (
    AgendaItemFactory,
    ApprovedMinutesFactory,
    ConvenedMeetingFactory,
    DraftMinutesFactory,
    MandateFactory,
    MeetingFactory,
    MinutesFactory,
    in_days,
)
from tests.factories.members import AssociationFactory, UserFactory
from tests.governance.racing import race

pytestmark = pytest.mark.django_db


def kinds(minutes) -> list[str]:
    return list(HistoryEvent.objects.about(minutes).values_list("kind", flat=True))


def approve(minutes, actor, reference="Board, 3 May, item 1") -> Minutes:
    return actions.approve_minutes(minutes_id=minutes.pk, actor=actor, approval_reference=reference)


def test_every_state_has_its_row_in_the_table_of_moves():
    assert set(MINUTES_MOVES) == set(MinutesStatus)


class TestDraft:
    def test_begins_with_the_agenda_as_headings_in_each_language(self, office):
        meeting = MeetingFactory()
        AgendaItemFactory(meeting=meeting, position=2, title="Offices", title_ro="Sediul")
        AgendaItemFactory(meeting=meeting, position=1, title="Budget", title_ro="")

        minutes = actions.draft_minutes(meeting_id=meeting.pk, actor=office)

        minutes.refresh_from_db()
        assert minutes.body_en == "## 1. Budget\n\n\n## 2. Offices\n"
        assert minutes.body_ro == "## 1. Budget\n\n\n## 2. Sediul\n"
        assert minutes.drafted_by == office
        assert kinds(minutes) == [MinutesEvent.DRAFTED]

    def test_leaves_a_language_empty_that_the_agenda_does_not_have(self, office):
        meeting = MeetingFactory()
        AgendaItemFactory(meeting=meeting, title="Budget", title_ro="")

        minutes = actions.draft_minutes(meeting_id=meeting.pk, actor=office)

        assert minutes.body_ro == ""

    def test_once_only(self, office):
        minutes = DraftMinutesFactory()

        with pytest.raises(AlreadyDraftedError):
            actions.draft_minutes(meeting_id=minutes.meeting_id, actor=office)

    def test_only_of_a_held_meeting(self, office):
        with pytest.raises(NotHeldError):
            actions.draft_minutes(meeting_id=ConvenedMeetingFactory().pk, actor=office)


class TestApprove:
    def test_gives_the_next_number_of_that_body_in_the_meetings_year(self, office):
        numbers = []
        for day, body in [(-400, "board"), (-20, "board"), (-10, "assembly"), (-5, "board")]:
            minutes = DraftMinutesFactory(
                meeting=MeetingFactory(starts_at=in_days(day), body=body), body="Done."
            )
            approved = approve(minutes, office)
            numbers.append((approved.series, approved.number))
            assert approved.year == minutes.meeting.day.year

        this_year = [("minutes-board", 1), ("minutes-assembly", 1), ("minutes-board", 2)]
        assert numbers == [("minutes-board", 1), *this_year]

    def test_keeps_reference_moment_and_history(self, office):
        minutes = DraftMinutesFactory(body="Done.")

        approve(minutes, office, " Board, 3 May ")

        minutes.refresh_from_db()
        assert minutes.status == MinutesStatus.APPROVED
        assert minutes.approval_reference == "Board, 3 May"
        assert minutes.approved_at is not None
        event = HistoryEvent.objects.about(minutes).get()
        assert (event.kind, event.reason) == (MinutesEvent.APPROVED, "Board, 3 May")

    def test_needs_to_be_told_where_it_was_approved(self, office):
        with pytest.raises(UnfinishedError):
            approve(DraftMinutesFactory(body="Done."), office, "  ")

    @pytest.mark.parametrize("body", ["", "  \n", "## 1. Budget\n\n## 2. Offices\n"])
    def test_refuses_when_nothing_is_written(self, office, body):
        minutes = DraftMinutesFactory(body=body)

        with pytest.raises(UnfinishedError, match="Nothing is written under the headings yet"):
            approve(minutes, office)

        assert Minutes.objects.get().number is None

    def test_names_the_headings_with_nothing_beneath(self, office):
        minutes = DraftMinutesFactory(
            body="## 1. Budget\n\nAdopted.\n\n## 2. Offices\n\n## 3. Group\n\n"
            "### a\n\nYes.\n\n## 4. End"
        )

        with pytest.raises(
            UnfinishedError, match=r"Nothing is written under: 2\. Offices; 4\. End\."
        ):
            approve(minutes, office)

    def test_leaves_out_a_language_with_headings_only(self, office):
        minutes = DraftMinutesFactory(
            body_en="## 1. Budget\n\n", body_ro="## 1. Bugetul\n\nS-a aprobat.\n"
        )

        approve(minutes, office)

        minutes.refresh_from_db()
        assert minutes.body_en == ""
        assert minutes.body_html_en == ""
        assert "S-a aprobat." in minutes.body_html_ro

    def test_a_number_is_kept_through_a_return_to_draft(self, office):
        minutes = approve(DraftMinutesFactory(body="Done."), office)

        actions.return_to_draft(minutes_id=minutes.pk, actor=office, reason="A name is wrong")
        again = approve(minutes, office)

        assert again.number == minutes.number == 1
        assert kinds(minutes) == [
            MinutesEvent.APPROVED,
            MinutesEvent.RETURNED,
            MinutesEvent.APPROVED,
        ]


class TestWrite:
    def test_what_a_colleague_saved_meanwhile_is_not_written_over(self, office):
        minutes = DraftMinutesFactory()
        seen_at = minutes.updated_at
        minutes.save()

        with pytest.raises(ChangedMeanwhileError):
            actions.open_draft(minutes_id=minutes.pk, actor=office, seen_at=seen_at)

    @pytest.mark.parametrize("factory", [ApprovedMinutesFactory, MinutesFactory])
    def test_only_a_draft(self, office, factory):
        with pytest.raises(NotDraftError):
            actions.open_draft(minutes_id=factory().pk, actor=office)


class TestPublish:
    def test_tells_the_board_and_the_office_once_and_no_member(
        self, office, association, dana, ana, bogdan
    ):
        minutes = ApprovedMinutesFactory(body="> The budget is adopted.")

        actions.publish_minutes(minutes_id=minutes.pk, actor=office)

        minutes.refresh_from_db()
        assert minutes.status == MinutesStatus.PUBLISHED
        assert minutes.published_at is not None
        assert kinds(minutes) == [MinutesEvent.PUBLISHED]
        mails = {mail.to_address: mail for mail in OutgoingMail.objects.all()}
        assert set(mails) == {dana.email, association.email}
        assert "The budget is adopted." in mails[dana.email].text
        assert f"/board/meetings/{minutes.meeting_id}/" in mails[dana.email].text

    @pytest.mark.parametrize("factory", [DraftMinutesFactory, MinutesFactory])
    def test_only_what_is_approved(self, office, dana, factory):
        with pytest.raises(IllegalTransitionError):
            actions.publish_minutes(minutes_id=factory().pk, actor=office)

        assert not OutgoingMail.objects.exists()

    def test_is_for_whoever_keeps_minutes(self, ana, dana):
        minutes = ApprovedMinutesFactory()
        for person in (ana, dana, UserFactory(is_staff=True)):
            with pytest.raises(NotAllowedError):
                actions.publish_minutes(minutes_id=minutes.pk, actor=person)

    def test_published_minutes_do_not_return(self, office):
        with pytest.raises(IllegalTransitionError):
            actions.return_to_draft(minutes_id=MinutesFactory().pk, actor=office, reason="x")


class TestCorrect:
    def test_stands_beneath_and_is_numbered(self, office):
        minutes = MinutesFactory()
        for text in ("First.", "Second."):
            actions.add_correction(
                minutes_id=minutes.pk,
                actor=office,
                text_en=text,
                approval_reference="Board, 9 June",
            )

        assert list(minutes.corrections.values_list("number", "text_en")) == [
            (1, "First."),
            (2, "Second."),
        ]
        assert kinds(minutes) == [MinutesEvent.CORRECTED] * 2

    def test_needs_words_and_published_minutes(self, office):
        with pytest.raises(UnfinishedError):
            actions.add_correction(
                minutes_id=MinutesFactory().pk, actor=office, approval_reference="x"
            )
        with pytest.raises(NotDraftError):
            actions.add_correction(
                minutes_id=ApprovedMinutesFactory().pk,
                actor=office,
                text_en="x",
                approval_reference="x",
            )


@pytest.fixture
def two_secretaries(transactional_db):
    return UserFactory.create_batch(2, is_superuser=True)


@pytest.mark.django_db(transaction=True)
def test_two_people_publishing_at_once_publish_once(two_secretaries):
    AssociationFactory()
    MandateFactory.create_batch(2)
    minutes = ApprovedMinutesFactory()

    outcomes = race(
        *(
            partial(actions.publish_minutes, minutes_id=minutes.pk, actor=person)
            for person in two_secretaries
        )
    )

    assert outcomes == ["done", "IllegalTransitionError"]
    assert kinds(minutes) == [MinutesEvent.PUBLISHED]
    assert OutgoingMail.objects.count() == 3


@pytest.mark.django_db(transaction=True)
def test_two_people_approving_at_once_take_one_number(two_secretaries):
    minutes = DraftMinutesFactory(body="Done.")

    outcomes = race(*(partial(approve, minutes, person) for person in two_secretaries))

    assert outcomes == ["done", "IllegalTransitionError"]
    assert Minutes.objects.get().number == 1


@pytest.mark.django_db(transaction=True)
def test_two_people_beginning_the_same_minutes_begin_them_once(two_secretaries):
    meeting = MeetingFactory(status=MeetingStatus.HELD)

    outcomes = race(
        *(
            partial(actions.draft_minutes, meeting_id=meeting.pk, actor=person)
            for person in two_secretaries
        )
    )

    assert outcomes == ["done", "AlreadyDraftedError"]
    assert Minutes.objects.count() == 1
