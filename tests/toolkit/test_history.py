import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, connection, models, transaction
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation
from django.utils.translation import gettext_lazy

from cluster_portal.toolkit.history import actions as history
from cluster_portal.toolkit.history import kinds
from cluster_portal.toolkit.history.models import HistoryEvent, Unnamed
from tests.factories.governance import MeetingFactory
from tests.factories.members import UserFactory

pytestmark = pytest.mark.django_db


@kinds.register_kinds
class KettleEvent(models.TextChoices):
    BOILED = "kettle.boiled", gettext_lazy("The water boiled")
    SPILLED = "kettle.spilled", gettext_lazy("Some was spilled")


@pytest.fixture
def thing():
    """Anything with a row of its own."""
    return MeetingFactory(title="The kettle")


def shown(viewer, thing) -> str:
    request = RequestFactory().get("/")
    request.user = viewer
    template = Template("{% load portal %}{% timeline thing %}")
    return template.render(Context({"request": request, "thing": thing}))


def test_a_line_keeps_who_what_when_and_why(thing, ana):
    event = history.record(
        subject=thing,
        kind=KettleEvent.BOILED,
        actor=ana,
        reason="Tea",
        office_note="The green one",
        changes={"temperature": [20, 100]},
    )

    event.refresh_from_db()
    assert event.subject == thing
    assert event.subject_label == str(thing)
    assert (event.kind, event.actor_id, event.actor_label) == (
        "kettle.boiled",
        ana.pk,
        "Ana Represents",
    )
    assert (event.reason, event.office_note) == ("Tea", "The green one")
    assert event.changes == {"temperature": [20, 100]}
    assert event.at is not None


def test_somebody_without_an_account_is_named_and_the_portal_names_itself(thing):
    applicant = history.record(subject=thing, kind=KettleEvent.BOILED, actor_label="Maria, Ltd")
    portal = history.record(subject=thing, kind=KettleEvent.BOILED)

    assert (applicant.actor_id, applicant.actor_label) == (None, "Maria, Ltd")
    assert (portal.actor_id, portal.who) == (None, "The portal")


@pytest.mark.parametrize("written_in", ["en", "ro"])
def test_who_has_no_name_is_called_in_the_readers_language(thing, written_in):
    with translation.override(written_in):
        portal = history.record(subject=thing, kind=KettleEvent.BOILED)
        guest = history.record(subject=thing, kind=KettleEvent.BOILED, actor_label=Unnamed.GUEST)

    assert (portal.who, guest.who) == ("The portal", "A guest")
    with translation.override("ro"):
        assert (portal.who, guest.who) == ("Portalul", "Un vizitator")


def test_the_name_of_that_day_stays(thing, ana):
    event = history.record(subject=thing, kind=KettleEvent.BOILED, actor=ana)
    ana.full_name = "Ana After"
    ana.save()

    event.refresh_from_db()
    assert event.actor_label == "Ana Represents"


def test_names_that_are_too_long_are_cut_and_not_an_error(thing):
    event = history.record(subject=thing, kind=KettleEvent.BOILED, actor_label="x" * 500)

    assert len(event.actor_label) == 200


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE toolkit_historyevent SET reason = 'Coffee'",
        "UPDATE toolkit_historyevent SET reason = reason",
        "UPDATE toolkit_historyevent SET at = now()",
        "DELETE FROM toolkit_historyevent",
    ],
)
def test_the_database_refuses_to_change_or_delete_a_line(thing, statement):
    history.record(subject=thing, kind=KettleEvent.BOILED, reason="Tea")

    with (
        pytest.raises(IntegrityError, match="History is append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)

    assert HistoryEvent.objects.get().reason == "Tea"


def test_the_models_own_ways_are_refused_too(thing):
    event = history.record(subject=thing, kind=KettleEvent.BOILED)

    for change in (event.save, event.delete, HistoryEvent.objects.all().delete):
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            change()


def test_a_line_goes_with_the_change_that_it_tells(thing):
    with transaction.atomic():
        history.record(subject=thing, kind=KettleEvent.BOILED)
        transaction.set_rollback(True)

    assert not HistoryEvent.objects.exists()


def test_about_finds_the_lines_of_these_things_only_the_newest_first(thing):
    other, person = MeetingFactory(), UserFactory(pk=thing.pk + 1000)
    for subject in (thing, other, thing, person):
        history.record(subject=subject, kind=KettleEvent.BOILED, reason=type(subject).__name__)
    same_number = UserFactory(pk=thing.pk)
    history.record(subject=same_number, kind=KettleEvent.SPILLED)

    found = list(HistoryEvent.objects.about(thing))

    assert [event.subject for event in found] == [thing, thing]
    assert found[0].pk > found[1].pk
    assert HistoryEvent.objects.about(thing, person).count() == 3
    assert not HistoryEvent.objects.about().exists()


class TestTimeline:
    def test_shows_words_moment_actor_and_reason(self, thing, ana):
        history.record(subject=thing, kind=KettleEvent.BOILED, actor=ana, reason="Tea")

        page = shown(ana, thing)

        assert "The water boiled" in page
        assert "Ana Represents" in page
        assert "Tea" in page

    @pytest.mark.parametrize(("person", "sees"), [("office", True), ("ana", False)])
    def test_internal_lines_and_notes_are_for_the_office(self, thing, request, person, sees):
        history.record(subject=thing, kind=KettleEvent.BOILED, office_note="A bad smell")
        history.record(subject=thing, kind=KettleEvent.SPILLED, is_internal=True)

        page = shown(request.getfixturevalue(person), thing)

        assert "The water boiled" in page
        assert ("A bad smell" in page) is sees
        assert ("Some was spilled" in page) is sees

    def test_a_visitor_sees_what_is_public(self, thing):
        history.record(subject=thing, kind=KettleEvent.BOILED, office_note="A bad smell")

        page = shown(AnonymousUser(), thing)

        assert "The water boiled" in page
        assert "A bad smell" not in page

    def test_what_people_wrote_is_escaped(self, thing, office):
        history.record(
            subject=thing,
            kind=KettleEvent.BOILED,
            actor_label="<b>Eve</b>",
            reason="<script>alert(1)</script>",
            office_note="<img src=x>",
        )

        page = shown(office, thing)

        for tag in ("<b>Eve", "<script>", "<img"):
            assert tag not in page

    def test_says_so_while_nothing_happened(self, thing, office):
        assert "Nothing has been recorded yet." in shown(office, thing)

    def test_asks_one_query_for_the_lines_however_many(
        self, thing, office, django_assert_num_queries
    ):
        for _time in range(3):
            history.record(subject=thing, kind=KettleEvent.BOILED)

        with django_assert_num_queries(1):
            shown(office, thing)


class TestKinds:
    def test_a_kind_is_shown_in_its_words_and_an_unknown_one_as_it_is(self):
        assert kinds.label("kettle.boiled") == "The water boiled"
        assert kinds.label("kettle.melted") == "kettle.melted"

    def test_words_follow_the_readers_language(self):
        with translation.override("ro"):
            assert kinds.label("kettle.boiled") == str(KettleEvent.BOILED.label)

    def test_two_rooms_cannot_use_the_same_kind(self):
        class OtherEvent(models.TextChoices):
            BOILED = "kettle.boiled", "Boiled"

        with pytest.raises(ValueError, match=r"kettle\.boiled is registered twice"):
            kinds.register_kinds(OtherEvent)
