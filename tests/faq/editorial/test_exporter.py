from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from faq.editorial import actions, exporter, importer
from faq.questions.models import Question, Topic, Translation

pytestmark = pytest.mark.django_db
DATA = Path(__file__).resolve().parents[3]
REAL = DATA / "tests" / "data" / "cluster-faq.txt"
SAMPLE = DATA / "cluster_portal" / "sample" / "data" / "faq"
SOME = ["topics.toml", "0[168]-*.md", "20-*.md", "33-*.md"]  # of every status and visibility


def contents(folder):
    return {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()}


def empty_the_faq():
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("TRUNCATE faq_question, faq_topic, faq_label CASCADE")


@pytest.fixture
def full():
    importer.apply(importer.read([REAL], language="en"))
    paths = [path for pattern in SOME for path in sorted(SAMPLE.glob(pattern))]
    importer.apply(importer.read(paths, language="en"))


def test_import_of_an_export_into_the_same_portal_changes_nothing(full, tmp_path):
    paths = exporter.export(tmp_path)

    plan = importer.apply(importer.read(paths, language="en"))

    assert not plan.changes_something
    assert len(paths) == Translation.objects.count() + 1


def test_import_of_an_export_into_an_empty_portal_gives_the_same(full, tmp_path):
    first, second = tmp_path / "first", tmp_path / "second"
    paths = exporter.export(first)
    before = list(Question.objects.values_list("key", "status", "visibility", "is_pinned"))
    empty_the_faq()

    importer.apply(importer.read(paths, language="en"))
    exporter.export(second)

    assert contents(first) == contents(second)
    after = list(Question.objects.values_list("key", "status", "visibility", "is_pinned"))
    assert before == after
    assert Topic.objects.filter(name_ro="").count() == 0


def test_exported_file_that_somebody_mends_is_taken_over(full, tmp_path):
    paths = exporter.export(tmp_path)
    path = next(path for path in paths if ".cost.en" in path.name or "-cost.en" in path.name)
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("title: ", "title: So, ", 1), encoding="utf-8")

    plan = importer.apply(importer.read(paths, language="en"))

    assert [step.key for step in plan.steps if step.changes_something] == ["cost"]
    assert Translation.objects.get(question__key="cost", language="en").title.startswith("So, ")


def test_note_of_several_paragraphs_survives(tmp_path, office):
    question = actions.create_question(titles={"en": "What?"}, actor=office)
    note = "First.\n\nSecond: with a colon.\n---\nThird."
    actions.change_details(question_id=question.pk, actor=office, editors_note=note)
    paths = exporter.export(tmp_path)
    empty_the_faq()

    importer.apply(importer.read(paths, language="en"))

    assert Question.objects.get().editors_note == note


def test_command_says_what_it_wrote_and_what_it_left_alone(full, tmp_path, capsys):
    (tmp_path / "mine.md").write_text("mine", encoding="utf-8")

    call_command("export_faq", str(tmp_path))

    out = capsys.readouterr().out
    assert f"{Translation.objects.count() + 1} files written" in out
    assert "mine.md" in out
    assert (tmp_path / "mine.md").read_text(encoding="utf-8") == "mine"


def test_command_says_that_a_folder_cannot_be_made(tmp_path):
    file = tmp_path / "file"
    file.write_text("", encoding="utf-8")

    with pytest.raises(CommandError, match="cannot be written to"):
        call_command("export_faq", str(file))
