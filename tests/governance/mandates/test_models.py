import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from governance.mandates import policies
from governance.mandates.models import BoardTerm, Mandate, Office
from tests.factories.governance import BoardTermFactory, MandateFactory
from tests.factories.members import UserFactory

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def refused(constraint):
    return pytest.raises(IntegrityError, match=constraint)


def test_terms_do_not_overlap():
    term = BoardTermFactory()

    with refused("board_term_no_overlap"), transaction.atomic():
        BoardTerm.objects.create(starts_on=term.ends_on, ends_on=term.ends_on + 9 * DAY)
    BoardTerm.objects.create(starts_on=term.ends_on + DAY, ends_on=term.ends_on + 9 * DAY)


def test_a_term_does_not_end_before_it_begins():
    with refused("board_term_ends_after_start"):
        BoardTerm.objects.create(starts_on=dt.date(2026, 2, 1), ends_on=dt.date(2026, 1, 1))


@pytest.mark.parametrize(
    ("office", "constraint"),
    [
        (Office.PRESIDENT, "mandate_one_president_at_a_time"),
        (Office.EXECUTIVE_DIRECTOR, "mandate_one_executive_director_at_a_time"),
    ],
)
def test_some_offices_have_one_holder_at_a_time_and_a_successor_the_day_after(office, constraint):
    first = MandateFactory(office=office)

    with refused(constraint), transaction.atomic():
        MandateFactory(office=office)
    today = timezone.localdate()
    Mandate.objects.filter(pk=first.pk).update(ended_on=today, end_reason="Moved")
    with refused(constraint), transaction.atomic():
        MandateFactory(office=office, starts_on=today)
    MandateFactory(office=office, starts_on=today + DAY)


def test_a_person_has_one_seat_at_a_time_and_may_also_be_executive_director():
    person = MandateFactory().user

    with refused("mandate_director_once_at_a_time"), transaction.atomic():
        MandateFactory(user=person, office=Office.VICE_PRESIDENT)
    MandateFactory(user=person, office=Office.EXECUTIVE_DIRECTOR)


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"office": "king"}, "mandate_office_known"),
        ({"person_name": ""}, "mandate_person_named"),
        ({"ended_on": dt.date(2000, 1, 1), "end_reason": "x"}, "mandate_ends_after_start"),
        ({"ended_on": dt.date(2999, 1, 1)}, "mandate_ended_early_with_reason"),
        ({"end_reason": "x"}, "mandate_ended_early_with_reason"),
    ],
)
def test_the_database_refuses_what_must_never_be(values, constraint):
    with refused(constraint):
        MandateFactory(**values)


class TestInOffice:
    @pytest.mark.parametrize(
        ("starts", "ends", "holds"),
        [(0, None, True), (1, None, False), (-9, 0, True), (-9, -1, False), (-9, 1, True)],
    )
    def test_first_and_last_day_count(self, starts, ends, holds):
        today = timezone.localdate()
        MandateFactory(
            starts_on=today + starts * DAY,
            ended_on=None if ends is None else today + ends * DAY,
            end_reason="" if ends is None else "Moved",
        )

        mandate = Mandate.objects.get()
        assert Mandate.objects.on().exists() is holds
        assert mandate.is_held_on(today) is holds

    def test_ends_with_the_term(self):
        term = BoardTermFactory(starts_on=dt.date(2020, 1, 1), ends_on=dt.date(2021, 12, 31))
        mandate = MandateFactory(term=term)

        assert Mandate.objects.on(dt.date(2021, 12, 31)).get() == mandate
        assert not Mandate.objects.on(dt.date(2022, 1, 1)).exists()
        assert mandate.last_day == dt.date(2021, 12, 31)

    def test_offices_come_in_their_order(self):
        for office in (Office.EXECUTIVE_DIRECTOR, Office.MEMBER, Office.PRESIDENT):
            MandateFactory(office=office)

        offices = Mandate.objects.in_order_of_office().values_list("office", flat=True)
        assert list(offices) == ["president", "member", "executive_director"]


class TestPolicies:
    @pytest.mark.parametrize(
        ("office", "votes"),
        [
            (Office.PRESIDENT, True),
            (Office.VICE_PRESIDENT, True),
            (Office.MEMBER, True),
            (Office.EXECUTIVE_DIRECTOR, False),
        ],
    )
    def test_the_executive_director_sits_with_the_board_and_does_not_vote(self, office, votes):
        person = MandateFactory(office=office).user

        assert policies.is_board_member(person) is votes
        assert policies.sits_with_board(person) is True

    def test_nobody_else_is_of_the_board(self, carmen, ana, office):
        yesterday = timezone.localdate() - DAY
        former = MandateFactory(ended_on=yesterday, end_reason="Moved").user

        for person in (carmen, ana, office, former, UserFactory(is_staff=True)):
            assert policies.is_board_member(person) is False
            assert policies.sits_with_board(person) is False
