import datetime as dt
import threading

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, connection
from django.urls import reverse
from django.utils import translation

from cluster_portal.toolkit.errors import IllegalTransitionError, NotAllowedError
from cluster_portal.toolkit.history.models import HistoryEvent
from tests.factories.members import OrganisationFactory, UserFactory
from tests.factories.working_groups import InitiativeFactory, ProposalFactory, WorkingGroupFactory
from working_groups.initiatives import actions
from working_groups.initiatives.blocks import current_initiatives
from working_groups.initiatives.errors import InitiativeDatesError, ReasonMissingError
from working_groups.initiatives.models import INITIATIVE_MOVES, Initiative, InitiativeStatus

pytestmark = pytest.mark.django_db

ADDRESS = "/initiatives/"
LONG_AGO = dt.date(2024, 1, 1)


def words_of(response) -> str:
    return " ".join(response.content.decode().split())


def one_of_each() -> None:
    """An initiative in every state, named after it."""
    for status in InitiativeStatus:
        is_decided = status not in {
            InitiativeStatus.PROPOSED, InitiativeStatus.UNDER_REVIEW, InitiativeStatus.WITHDRAWN
        }  # fmt: skip
        is_over = not INITIATIVE_MOVES[status]
        has_begun = status in {InitiativeStatus.IN_PROGRESS, InitiativeStatus.COMPLETED}
        InitiativeFactory(
            title=f"the {status} one",
            status=status,
            decided_on=LONG_AGO if is_decided else None,
            started_on=LONG_AGO if has_begun else None,
            ended_on=LONG_AGO if is_over else None,
        )


def seen_by(viewer) -> set[str]:
    return set(Initiative.objects.visible_to(viewer).values_list("status", flat=True))


def test_who_sees_which_initiatives(ana, carmen, office):
    one_of_each()

    assert seen_by(AnonymousUser()) == {"approved", "in_progress"}
    assert seen_by(carmen) == {"approved", "in_progress"}
    assert seen_by(ana) == {"approved", "in_progress", "under_review", "completed", "declined"}
    assert seen_by(office) == set(InitiativeStatus.values)


def test_proposal_is_seen_by_those_who_brought_it(ana, carmen, member):
    own = ProposalFactory(lead=member)
    ProposalFactory(lead=OrganisationFactory())

    assert list(Initiative.objects.visible_to(ana)) == [own]
    assert not Initiative.objects.visible_to(carmen).exists()


@pytest.mark.parametrize(
    ("constraint", "values"),
    [
        ("initiative_(status_known|decided_is_dated)", {"status": "lost"}),
        ("initiative_decided_is_dated", {"decided_on": None}),
        ("initiative_begun_is_dated", {"started_on": None}),
        ("initiative_over_iff_ended", {"ended_on": dt.date(2025, 1, 1)}),
        ("initiative_days_in_order", {"proposed_on": dt.date(2025, 1, 1)}),
    ],
)
def test_initiative_that_makes_no_sense_is_not_stored(constraint, values):
    with pytest.raises(IntegrityError, match=constraint):
        InitiativeFactory(**values)


def test_initiative_goes_from_proposal_to_completion(office):
    initiative = ProposalFactory()
    for target, day in [
        ("under_review", dt.date(2024, 2, 1)), ("approved", dt.date(2024, 2, 15)),
        ("in_progress", dt.date(2024, 3, 1)), ("completed", dt.date(2025, 3, 1)),
    ]:  # fmt: skip
        actions.change_initiative_status(
            initiative_id=initiative.pk,
            target=InitiativeStatus(target),
            actor=office,
            on=day,
            decision_reference="HCD 1/2024" if target == "approved" else "",
        )

    initiative.refresh_from_db()
    kinds = [event.kind for event in HistoryEvent.objects.about(initiative).order_by("pk")]
    assert initiative.decided_on == dt.date(2024, 2, 15)
    assert initiative.decision_reference == "HCD 1/2024"
    assert initiative.started_on == dt.date(2024, 3, 1)
    assert initiative.ended_on == dt.date(2025, 3, 1)
    assert kinds == [
        "initiative.under_review", "initiative.approved", "initiative.in_progress",
        "initiative.completed",
    ]  # fmt: skip


@pytest.mark.parametrize("before", InitiativeStatus)
def test_only_the_moves_of_the_table_are_made(office, before):
    one_of_each()
    initiative = Initiative.objects.get(status=before)
    for target in set(InitiativeStatus) - INITIATIVE_MOVES[before]:
        with pytest.raises(IllegalTransitionError):
            actions.change_initiative_status(
                initiative_id=initiative.pk, target=target, actor=office, reason="x"
            )


def test_initiative_is_declined_with_a_reason_only(office):
    initiative = ProposalFactory(status=InitiativeStatus.UNDER_REVIEW)

    with pytest.raises(ReasonMissingError):
        actions.change_initiative_status(
            initiative_id=initiative.pk, target=InitiativeStatus.DECLINED, actor=office, reason=" "
        )


def test_days_of_an_initiative_do_not_run_backwards(office):
    initiative = ProposalFactory(status=InitiativeStatus.UNDER_REVIEW)

    with pytest.raises(InitiativeDatesError):
        actions.change_initiative_status(
            initiative_id=initiative.pk,
            target=InitiativeStatus.APPROVED,
            actor=office,
            on=dt.date(2023, 1, 1),
        )


def test_initiative_is_moved_by_the_office_only(ana):
    initiative = ProposalFactory()

    with pytest.raises(NotAllowedError):
        actions.change_initiative_status(
            initiative_id=initiative.pk, target=InitiativeStatus.UNDER_REVIEW, actor=ana
        )
    assert not HistoryEvent.objects.about(initiative).exists()


@pytest.mark.django_db(transaction=True)
def test_two_who_decide_at_once_do_not_both_decide():
    office = UserFactory(is_staff=True, is_superuser=True)
    initiative = ProposalFactory(status=InitiativeStatus.UNDER_REVIEW)
    together, refused = threading.Barrier(2), []

    def decide(target: InitiativeStatus) -> None:
        together.wait()
        try:
            actions.change_initiative_status(
                initiative_id=initiative.pk, target=target, actor=office, reason="So it is."
            )
        except IllegalTransitionError as error:
            refused.append(str(error))
        finally:
            connection.close()

    threads = [
        threading.Thread(target=decide, args=[target])
        for target in (InitiativeStatus.APPROVED, InitiativeStatus.DECLINED)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(refused) == 1
    assert HistoryEvent.objects.about(initiative).count() == 1


def test_initiative_list_is_for_the_signed_in(client, ana, carmen):
    one_of_each()
    assert client.get(ADDRESS).status_code == 302

    client.force_login(carmen)
    public = words_of(client.get(ADDRESS))
    client.force_login(ana)
    members = words_of(client.get(ADDRESS))

    assert "the in_progress one" in public
    assert "the declined one" not in public
    assert "the declined one" in members
    assert "the proposed one" not in members


def test_initiative_list_is_searched_and_filtered(client, ana):
    group = WorkingGroupFactory(name="Smart City")
    InitiativeFactory(title_en="Bus delays", title_ro="Întârzierile autobuzelor", group=group)
    InitiativeFactory(
        title="Invoices",
        status="completed",
        ended_on=dt.date(2025, 1, 1),
        lead=OrganisationFactory(),
    )
    client.force_login(ana)

    by_words = words_of(client.get(ADDRESS, {"q": "intarzierile"}))
    by_state = words_of(client.get(ADDRESS, {"state": "completed"}))

    assert "Bus delays" in by_words
    assert "Smart City" in by_words
    assert "Invoices" not in by_words
    assert "Invoices" in by_state
    assert "Bus delays" not in by_state
    assert "Întârzierile autobuzelor" in words_of(client.get("/ro/initiatives/"))


def test_initiative_list_says_what_to_do_when_it_is_empty(client, ana):
    client.force_login(ana)
    assert "See the working groups" in words_of(client.get(ADDRESS))

    InitiativeFactory()

    assert "Show all initiatives" in words_of(client.get(ADDRESS, {"q": "no such thing"}))


def test_initiative_list_asks_the_same_number_of_queries(client, ana, django_assert_num_queries):
    client.force_login(ana)
    InitiativeFactory(lead=OrganisationFactory(), group=WorkingGroupFactory())
    client.get(ADDRESS)
    with django_assert_num_queries(8):
        client.get(ADDRESS)
    for _each in range(2):
        InitiativeFactory(lead=OrganisationFactory(), group=WorkingGroupFactory())
    with django_assert_num_queries(8):
        client.get(ADDRESS)


def test_office_moves_an_initiative_in_the_admin(client, office):
    client.force_login(office)
    values = {"title_en": "Bus delays", "proposed_on": "2026-01-01"}
    client.post(reverse("admin:working_groups_initiative_add"), values)
    initiative = Initiative.objects.get()
    address = reverse("admin:working_groups_initiative_status", args=[initiative.pk])
    client.post(address, {"target": "under_review", "on": "2026-01-15"})
    refused = client.post(address, {"target": "declined", "on": "2026-02-01"})
    client.post(address, {"target": "declined", "on": "2026-02-01", "reason": "No money."})

    initiative.refresh_from_db()
    assert "Please say why" in words_of(refused)
    assert (initiative.status, initiative.ended_on) == ("declined", dt.date(2026, 2, 1))
    page = words_of(
        client.get(reverse("admin:working_groups_initiative_change", args=[initiative.pk]))
    )
    assert "No money." in page
    assert "Change the state" not in page


def test_block_shows_what_is_approved_and_not_done():
    one_of_each()

    html = current_initiatives.tell()

    assert "the approved one" in html
    assert "the in_progress one" in html
    for status in ("proposed", "under_review", "completed", "declined", "withdrawn"):
        assert f"the {status} one" not in html


def test_block_speaks_the_readers_language_and_may_have_nothing_to_tell():
    assert current_initiatives.tell() == ""

    InitiativeFactory(title_en="Bus delays", title_ro="Întârzieri")

    with translation.override("ro"):
        assert "Întârzieri" in current_initiatives.tell()
