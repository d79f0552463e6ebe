"""What two people do in the same moment: real connections, one barrier."""

import pytest

from cluster_portal.toolkit.errors import IllegalTransitionError
from members.fees.models import FeeNotice
from members.organisations.models import Membership, Organisation, Representative
from members.registration import actions
from members.registration.errors import AlreadyKnownError
from members.registration.models import Application
from tests.factories.members import UserFactory
from tests.members.racing import at_once
from tests.members.registration.conftest import approve, ask, filled_in, reject, submit

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_people_who_approve_at_once_approve_it_once(before_board):
    one, other = UserFactory.create_batch(2, is_staff=True, is_superuser=True)

    results = at_once(lambda: approve(before_board, one), lambda: approve(before_board, other))

    assert sorted(type(result).__name__ for result in results) == [
        "IllegalTransitionError",
        "Membership",
    ]
    assert Organisation.objects.count() == Membership.objects.count() == 1
    assert FeeNotice.objects.count() == Representative.objects.count() == 1


def test_yes_and_no_at_once_are_one_decision(before_board):
    one, other = UserFactory.create_batch(2, is_staff=True, is_superuser=True)

    results = at_once(lambda: approve(before_board, one), lambda: reject(before_board, other))

    assert sum(isinstance(result, IllegalTransitionError) for result in results) == 1
    is_approved = Application.objects.get().status == "approved"
    assert Organisation.objects.count() == FeeNotice.objects.count() == int(is_approved)


def test_withdrawing_and_approving_at_once_do_not_both_happen(before_board, office):
    at_once(
        lambda: approve(before_board, office),
        lambda: actions.withdraw_application(application_id=before_board.pk),
    )

    status = Application.objects.get().status
    assert (status, Organisation.objects.count()) in {("approved", 1), ("withdrawn", 0)}


def test_same_organisation_sent_in_twice_at_once_is_one_application_and_one_sentence(
    association, table
):
    drafts = [filled_in(), filled_in(contact_email="other@example.org")]

    results = at_once(*[lambda draft=draft: submit(draft) for draft in drafts])

    assert sum(isinstance(result, AlreadyKnownError) for result in results) == 1
    assert Application.objects.waiting().count() == 1


def test_a_question_is_asked_and_answered_once(sent, office):
    results = at_once(*[lambda: ask(sent, office)] * 2)
    assert sum(isinstance(result, IllegalTransitionError) for result in results) == 1

    at_once(
        *[
            lambda word=word: actions.answer_information(application_id=sent.pk, answer=word)
            for word in ("One", "Two")
        ]
    )
    assert sent.information_requests.count() == 1
    assert Application.objects.get().status == "screening"
