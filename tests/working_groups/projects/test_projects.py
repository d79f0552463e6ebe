import datetime as dt
import threading

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.db import IntegrityError, connection
from django.urls import reverse
from django.utils import translation

from cluster_portal.toolkit.errors import IllegalTransitionError, NotAllowedError
from cluster_portal.toolkit.history.models import HistoryEvent
from tests.factories.members import OrganisationFactory, UserFactory
from tests.factories.working_groups import (
    ParticipantFactory,
    ProjectFactory,
    WorkingGroupFactory,
)
from working_groups.projects import actions
from working_groups.projects.errors import ProjectDatesError
from working_groups.projects.models import Project, ProjectStatus

pytestmark = pytest.mark.django_db


def url(name, project=None):
    return reverse(f"working_groups:{name}", args=[project.slug] if project else [])


def text_of(response):
    return " ".join(response.content.decode().split())


def test_project_being_prepared_is_seen_by_the_office_only(office, ana):
    project = ProjectFactory(status=ProjectStatus.PREPARING)

    assert not Project.objects.visible_to(AnonymousUser()).exists()
    assert not Project.objects.visible_to(ana).exists()
    assert Project.objects.visible_to(office).get() == project


@pytest.mark.parametrize(
    ("constraint", "values"),
    [
        ("project_status_known", {"status": "lost"}),
        ("project_ends_after_start", {"ended_on": dt.date(2020, 1, 1)}),
    ],
)
def test_project_that_makes_no_sense_is_not_stored(constraint, values):
    with pytest.raises(IntegrityError, match=constraint):
        ProjectFactory(**values)


def test_organisation_takes_part_in_a_project_once():
    participant = ParticipantFactory()

    with pytest.raises(IntegrityError, match="participant_once_per_project"):
        ParticipantFactory(project=participant.project, organisation=participant.organisation)


def test_project_list_shows_running_ones_first_then_the_newest():
    for name, status, year in [
        ("Old", "completed", 2014),
        ("Newer", "completed", 2020),
        ("Now", "running", 2013),
        ("Unknown", "completed", None),
    ]:
        ProjectFactory(name=name, status=status, started_on=year and dt.date(year, 1, 1))

    listed = [project.name for project in Project.objects.for_list()]

    assert listed == ["Now", "Newer", "Old", "Unknown"]


def test_project_list_is_searched_filtered_and_paged(client):
    ProjectFactory(name_en="Health data", name_ro="Date de sănătate")
    ProjectFactory(name="Galleys", status=ProjectStatus.COMPLETED)
    address = url("project_list")

    by_words = text_of(client.get(address, {"q": "sanatate"}))
    by_state = text_of(client.get(address, {"state": "completed"}))

    assert ("Health data" in by_words, "Galleys" in by_words) == (True, False)
    assert ("Health data" in by_state, "Galleys" in by_state) == (False, True)
    assert "No project fits" in text_of(client.get(address, {"q": "quantum"}))
    ProjectFactory.create_batch(25)
    assert text_of(client.get(address, {"page": 2})).count('class="row"') == 2


def test_project_list_that_is_empty_says_what_to_do(client):
    assert "See the working groups" in text_of(client.get(url("project_list")))


def test_project_list_asks_the_same_however_many(client, django_assert_max_num_queries):
    counts = []
    for number in (1, 2):
        for _ in range(number):
            ProjectFactory(group=WorkingGroupFactory())
        cache.clear()
        with django_assert_max_num_queries(10) as counted:
            client.get(url("project_list"))
        counts.append(len(counted))

    assert counts[0] == counts[1]


def test_project_detail_shows_facts_and_participants(client):
    project = ProjectFactory(
        summary="Data for care.",
        body="## Aim\n\nBetter *care*.",
        group=WorkingGroupFactory(name="Digital Health"),
        ended_on=dt.date(2026, 8, 31),
        funding="Horizon Europe",
        website="https://example.org/project",
        source="A newspaper",
    )
    member = ParticipantFactory(project=project, part="Coordinator").organisation
    former = ParticipantFactory(project=project, organisation=OrganisationFactory()).organisation

    page = text_of(client.get(url("project_detail", project)))

    for words in (
        "Data for care.", "<em>care</em>", "Digital Health", "1 January 2024 – 31 August 2026",
        "Horizon Europe", "https://example.org/project", "Coordinator", str(former),
    ):  # fmt: skip
        assert words in page
    assert member.get_absolute_url() in page
    assert former.get_absolute_url() not in page
    assert "A newspaper" not in page


def test_project_detail_does_not_betray_a_proposed_group(client, office):
    project = ProjectFactory(group=WorkingGroupFactory(name="Secret plan", status="proposed"))

    assert "Secret plan" not in text_of(client.get(url("project_detail", project)))
    client.force_login(office)
    assert "Secret plan" in text_of(client.get(url("project_detail", project)))


def test_project_detail_of_one_in_preparation_is_not_there(client, ana):
    project = ProjectFactory(status=ProjectStatus.PREPARING)
    client.force_login(ana)

    assert client.get(url("project_detail", project)).status_code == 404


def test_project_detail_asks_the_same_however_many(client, django_assert_max_num_queries):
    project = ProjectFactory()
    counts = []
    for number in (1, 2):
        ParticipantFactory.create_batch(number, project=project)
        cache.clear()
        with django_assert_max_num_queries(10) as counted:
            client.get(url("project_detail", project))
        counts.append(len(counted))

    assert counts[0] == counts[1]


def test_project_page_in_romanian_falls_back_and_says_so(client):
    project = ProjectFactory(
        name_en="Health", name_ro="Sănătate", body_en="Aim.", funding_ro="2 milioane de lei"
    )
    address = url("project_detail", project)

    with translation.override("ro"):
        page = text_of(client.get(f"/ro{address}"))

    assert "Sănătate" in page
    assert "2 milioane de lei" in page
    assert '<div class="prose" lang="en">' in page


def test_project_is_moved_by_the_office_step_by_step(office, ana):
    project = ProjectFactory(status=ProjectStatus.PREPARING, started_on=None)
    day = dt.date(2026, 1, 15)

    def move(target, actor=office, on=None):
        return actions.change_project_status(
            project_id=project.pk, target=target, actor=actor, on=on
        )

    with pytest.raises(NotAllowedError):
        move(ProjectStatus.RUNNING, ana)
    assert move(ProjectStatus.RUNNING, on=day).started_on == day
    with pytest.raises(ProjectDatesError):
        move(ProjectStatus.COMPLETED, on=dt.date(2025, 1, 1))
    assert move(ProjectStatus.COMPLETED).ended_on is None
    with pytest.raises(IllegalTransitionError):
        move(ProjectStatus.RUNNING)
    kinds = HistoryEvent.objects.about(project).values_list("kind", flat=True)
    assert list(kinds) == ["project.completed", "project.running"]


@pytest.mark.django_db(transaction=True)
def test_project_completed_twice_at_once_is_completed_once():
    project = ProjectFactory()
    people = UserFactory.create_batch(2, is_superuser=True)
    start, outcomes = threading.Barrier(2), []

    def complete(actor):
        start.wait()
        try:
            actions.change_project_status(
                project_id=project.pk, target=ProjectStatus.COMPLETED, actor=actor
            )
            outcomes.append("completed")
        except IllegalTransitionError:
            outcomes.append("too late")
        finally:
            connection.close()

    threads = [threading.Thread(target=complete, args=[person]) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["completed", "too late"]
    assert HistoryEvent.objects.about(project).count() == 1


def test_project_status_moves_in_the_admin_by_its_button(client, office):
    project = ProjectFactory(status=ProjectStatus.PREPARING, website="https://example.org/")
    client.force_login(office)
    change = reverse("admin:working_groups_project_change", args=[project.pk])
    status = reverse("admin:working_groups_project_status", args=[project.pk])
    assert status in text_of(client.get(change))

    client.post(status, {"target": "running", "on": "2026-01-15"})

    project.refresh_from_db()
    assert project.status == ProjectStatus.RUNNING
    assert client.get(change.replace("change", "delete")).status_code == 403


def test_project_is_entered_in_the_admin_with_its_participants(client, office, member):
    client.force_login(office)
    values = {
        "name_en": "Health data",
        "slug": "health-data",
        "website": "example.org",
        "participants-TOTAL_FORMS": "1",
        "participants-INITIAL_FORMS": "0",
        "participants-0-organisation": member.pk,
        "participants-0-part_en": "Coordinator",
    }

    response = client.post(reverse("admin:working_groups_project_add"), values)

    assert response.status_code == 302
    project = Project.objects.get()
    assert (project.status, project.website) == (ProjectStatus.PREPARING, "https://example.org")
    assert project.participants.get().organisation == member
    assert HistoryEvent.objects.about(project).get().kind == "project.added"
    address = reverse("admin:working_groups_project_changelist")
    assert "Health data" in text_of(client.get(address, {"q": "health"}))


def test_project_in_the_admin_needs_the_permission(client):
    project = ProjectFactory()
    client.force_login(UserFactory(is_staff=True))
    status = reverse("admin:working_groups_project_status", args=[project.pk])

    assert client.get(status).status_code == 403
