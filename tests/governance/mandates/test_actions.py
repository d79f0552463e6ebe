import datetime as dt
from functools import partial

import pytest
from django.utils import timezone

from cluster_portal.toolkit.errors import NotAllowedError
from cluster_portal.toolkit.history.models import HistoryEvent
from governance.mandates import actions, advice, policies
from governance.mandates.errors import MandateEndedError, OutsideTermError
from governance.mandates.models import Mandate, MandateEvent, Office
from tests.factories.governance import BoardTermFactory, MandateFactory
from tests.factories.members import ActiveMemberFactory, OrganisationFactory, UserFactory
from tests.governance.racing import race

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def event(term) -> HistoryEvent:
    return HistoryEvent.objects.about(term).latest("pk")


class TestBegin:
    def test_keeps_the_names_of_today(self, office):
        term = BoardTermFactory()
        person = UserFactory(full_name="Petra President")
        works = ActiveMemberFactory(display_name="Works Ltd")

        mandate = actions.begin_mandate(
            mandate=Mandate(term=term, office="president", user=person, organisation=works),
            actor=office,
        )

        mandate.refresh_from_db()
        assert mandate.person_name == "Petra President"
        assert mandate.organisation_name == "Works Ltd"
        assert mandate.starts_on == term.starts_on
        assert event(term).kind == MandateEvent.BEGUN
        assert event(term).reason == "Petra President, President"

    def test_keeps_names_that_were_typed(self, office):
        mandate = Mandate(
            term=BoardTermFactory(), office="member", user=UserFactory(), person_name="As printed"
        )

        assert actions.begin_mandate(mandate=mandate, actor=office).person_name == "As printed"

    @pytest.mark.parametrize("days", [-1, 800])
    def test_refuses_a_day_outside_the_term(self, office, days):
        term = BoardTermFactory()
        mandate = Mandate(
            term=term, office="member", person_name="X", starts_on=term.starts_on + days * DAY
        )

        with pytest.raises(OutsideTermError):
            actions.begin_mandate(mandate=mandate, actor=office)

        assert not Mandate.objects.exists()

    def test_is_for_whoever_keeps_mandates(self, dana):
        mandate = Mandate(term=BoardTermFactory(), office="member", person_name="X")

        with pytest.raises(NotAllowedError):
            actions.begin_mandate(mandate=mandate, actor=dana)


class TestCorrect:
    def test_keeps_what_stood_before(self, office):
        mandate = MandateFactory(person_name="Ptera")

        actions.correct_mandate(mandate_id=mandate.pk, actor=office, person_name="Petra")

        mandate.refresh_from_db()
        assert mandate.person_name == "Petra"
        assert event(mandate.term).changes == {"person_name": ["Ptera", "Petra"]}

    def test_the_same_again_leaves_no_trace(self, office):
        mandate = MandateFactory()

        actions.correct_mandate(mandate_id=mandate.pk, actor=office, office=Office.MEMBER)

        assert not HistoryEvent.objects.exists()


class TestEnd:
    def test_closes_the_mandate_with_day_and_reason(self, office, dana):
        mandate = dana.mandates.get()
        today = timezone.localdate()

        actions.end_mandate(mandate_id=mandate.pk, actor=office, on=today, reason="Moved abroad")

        mandate.refresh_from_db()
        assert (mandate.ended_on, mandate.end_reason) == (today, "Moved abroad")
        assert event(mandate.term).kind == MandateEvent.ENDED
        assert "Moved abroad" in event(mandate.term).reason

    def test_takes_the_right_to_read_drafts_from_the_next_day(self, office, dana):
        yesterday = timezone.localdate() - DAY

        actions.end_mandate(
            mandate_id=dana.mandates.get().pk, actor=office, on=yesterday, reason="Moved"
        )

        assert policies.sits_with_board(dana) is False

    def test_once_only(self, office):
        mandate = MandateFactory()
        values = {"mandate_id": mandate.pk, "actor": office, "on": timezone.localdate()}
        actions.end_mandate(**values, reason="Moved")

        with pytest.raises(MandateEndedError):
            actions.end_mandate(**values, reason="Moved again")

        mandate.refresh_from_db()
        assert mandate.end_reason == "Moved"

    @pytest.mark.parametrize("days", [-1, 800])
    def test_refuses_a_day_outside_mandate_or_term(self, office, days):
        mandate = MandateFactory()

        with pytest.raises(OutsideTermError):
            actions.end_mandate(
                mandate_id=mandate.pk,
                actor=office,
                on=mandate.starts_on + days * DAY,
                reason="Moved",
            )


class TestAdvice:
    def test_tells_of_beneficial_owners_for_thirty_days_after_a_change(self):
        today = timezone.localdate()
        term = BoardTermFactory()
        MandateFactory(term=term, organisation=ActiveMemberFactory())
        assert advice.notes(term, today) == []

        MandateFactory(term=term, organisation=ActiveMemberFactory(), starts_on=today - 30 * DAY)

        (note,) = advice.notes(term, today)
        assert "beneficial owners" in note
        assert "Check with your lawyer." in note
        assert f"{today:%-d %B %Y}" in note
        assert advice.notes(term, today + DAY) == []

    def test_counts_an_early_end_as_a_change(self):
        today = timezone.localdate()
        term = BoardTermFactory()
        MandateFactory(
            term=term, organisation=ActiveMemberFactory(), ended_on=today, end_reason="Moved"
        )

        assert advice.last_change(term, today) == today

    def test_tells_when_more_than_a_third_of_the_directors_come_from_outside(self):
        today = timezone.localdate()
        term = BoardTermFactory(starts_on=today - 90 * DAY)
        MandateFactory.create_batch(2, term=term, organisation=ActiveMemberFactory())
        MandateFactory(term=term, organisation=OrganisationFactory())
        MandateFactory(term=term, office=Office.EXECUTIVE_DIRECTOR)
        assert advice.notes(term, today) == []

        MandateFactory(term=term)

        (note,) = advice.notes(term, today)
        assert note.startswith("2 of 4 directors")
        assert "Check with your lawyer." in note


@pytest.mark.django_db(transaction=True)
def test_two_presidents_entered_at_once_are_one():
    people = UserFactory.create_batch(2, is_superuser=True)
    term = BoardTermFactory()

    outcomes = race(
        *(
            partial(
                actions.begin_mandate,
                mandate=Mandate(term=term, office=Office.PRESIDENT, person_name=str(person)),
                actor=person,
            )
            for person in people
        )
    )

    assert outcomes == ["done", "OfficeTakenError"]
    assert Mandate.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_people_ending_a_mandate_at_once_end_it_once():
    people = UserFactory.create_batch(2, is_superuser=True)
    mandate = MandateFactory()

    outcomes = race(
        *(
            partial(
                actions.end_mandate,
                mandate_id=mandate.pk,
                actor=person,
                on=timezone.localdate(),
                reason="Moved",
            )
            for person in people
        )
    )

    assert outcomes == ["done", "MandateEndedError"]
    assert HistoryEvent.objects.count() == 1
