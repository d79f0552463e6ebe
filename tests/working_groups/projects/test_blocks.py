import pytest
from django.utils import translation

from tests.factories.working_groups import ProjectFactory
from working_groups.projects.blocks import current_projects, projects
from working_groups.projects.models import ProjectStatus

pytestmark = pytest.mark.django_db


def test_current_projects_are_those_that_run():
    ProjectFactory(name="Running <now>", summary_en="Goes on", summary_ro="Merge")
    ProjectFactory(name="Done", status=ProjectStatus.COMPLETED)
    ProjectFactory(name="Secret plan", status=ProjectStatus.PREPARING)

    html = current_projects.tell()

    assert "Running &lt;now&gt;" in html
    assert "Done" not in html
    assert "Secret plan" not in html
    with translation.override("ro"):
        assert "Merge" in current_projects.tell()
        assert 'href="/ro/projects/' in current_projects.tell()


def test_projects_tell_the_state_or_are_narrowed_by_it():
    ProjectFactory(name="Running")
    ProjectFactory(name="Done", status=ProjectStatus.COMPLETED)
    ProjectFactory(name="Secret plan", status=ProjectStatus.PREPARING)

    assert "(completed)" in projects.tell()
    assert "Secret plan" not in projects.tell()
    assert "Running" not in projects.tell(status="completed")
    assert projects.tell(status="preparing") == ""
