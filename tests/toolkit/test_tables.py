"""The first migrations of the apps, which make many tables at once."""

import pytest
from django.apps.registry import Apps
from django.db import connection, models
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import CreateModel
from django.db.migrations.state import ProjectState

from cluster_portal.toolkit.tables import CreateTables


def test_the_steps_of_before_lead_to_the_same_tables():
    """A portal of before takes those that it still lacks; a new one takes them in one."""
    in_one = MigrationLoader(None).project_state()
    by_steps = MigrationLoader(None, replace_migrations=False).project_state()
    assert MigrationAutodetector(by_steps, in_one)._detect_changes() == {}
    assert MigrationAutodetector(in_one, by_steps)._detect_changes() == {}
    assert set(in_one.models) == set(by_steps.models)


@pytest.mark.django_db
def test_tables_that_lead_to_each_other_are_made_and_dropped():
    number = ("id", models.BigAutoField(primary_key=True))
    step = CreateTables(
        [
            CreateModel("Hen", [number, ("of", models.ForeignKey("toolkit.egg", models.CASCADE))]),
            CreateModel("Egg", [number, ("of", models.ForeignKey("toolkit.hen", models.CASCADE))]),
        ]
    )
    before, after = ProjectState(), ProjectState()
    assert isinstance(after.apps, Apps)  # it has been asked for, and must be made anew
    step.state_forwards("toolkit", after)

    with connection.schema_editor(atomic=False) as editor:
        step.database_forwards("toolkit", editor, before, after)
    assert {"toolkit_hen", "toolkit_egg"} <= set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        leads = connection.introspection.get_relations(cursor, "toolkit_hen")
    assert leads["of_id"][1] == "toolkit_egg"

    with connection.schema_editor(atomic=False) as editor:
        step.database_backwards("toolkit", editor, after, before)
    assert not {"toolkit_hen", "toolkit_egg"} & set(connection.introspection.table_names())


@pytest.mark.django_db
def test_no_search_reads_what_waits_to_be_sorted_into_an_index():
    """Of an answer that is published it is sorted in at once: tests/faq/search/test_index.py."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT index.relname, index.reloptions FROM pg_class AS index "
            "JOIN pg_am ON pg_am.oid = index.relam "
            "WHERE amname = 'gin' AND relnamespace = 'public'::regnamespace"
        )
        found = dict(cursor.fetchall())
    assert len(found) > 5
    assert {name for name, options in found.items() if options != ["fastupdate=off"]} == {
        "faq_search_vector", "faq_vocabulary_shortened", "faq_vocabulary_trigrams"
    }  # fmt: skip
