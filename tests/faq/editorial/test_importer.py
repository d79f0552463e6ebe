from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from faq.editorial import actions, importer
from faq.editorial.import_plan import Outcome
from faq.editorial.models import Draft, ImportedText
from faq.questions.models import (
    Label,
    Question,
    QuestionStatus,
    Revision,
    RevisionNeed,
    Topic,
    Translation,
    Visibility,
)
from tests.factories.faq import QuestionFactory

pytestmark = pytest.mark.django_db
REAL = Path(__file__).resolve().parents[2] / "data" / "cluster-faq.txt"
MODELS = [Question, Translation, Revision, RevisionNeed, Topic, Label, Draft, ImportedText]


def rows():
    return {model: list(model.objects.order_by("pk").values()) for model in MODELS}


def take(path, **options):
    return importer.apply(importer.read([path], language="en"), **options)


def outcomes(plan):
    return [step.outcome for step in plan.steps]


def titled(start):
    return Question.objects.get(translations__title__startswith=start)


@pytest.fixture
def file(tmp_path):
    def write(text, name="faq.txt"):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_real_file_publishes_seven_answers_and_leaves_seven_questions_for_the_editors():
    take(REAL)

    assert Question.objects.count() == 14
    assert Question.objects.published().count() == 7
    assert Question.objects.needing_an_answer().count() == 7
    assert {text.revision_number for text in Translation.objects.written()} == {1}


def test_real_file_need_is_open_with_a_reason_in_both_languages():
    take(REAL)

    need = RevisionNeed.objects.get()
    assert str(need.question) == "What services does the cluster provide to members?"
    assert need.closed_at is None
    assert need.reason_en
    assert need.reason_ro


def test_real_file_fragments_stand_in_the_editors_note_only():
    take(REAL)

    some = titled("Why only some")
    assert "are determined by:" in some.editors_note
    assert not some.translations.get().is_written
    assert not Draft.objects.exists()


def test_importing_twice_changes_nothing():
    take(REAL)
    before = rows()

    again = take(REAL)

    assert rows() == before
    assert set(outcomes(again)) == {Outcome.NOTHING}
    assert not again.changes_something


def test_plan_looks_and_changes_nothing():
    before = rows()

    plan = importer.plan(importer.read([REAL], language="en"))

    assert outcomes(plan).count(Outcome.PUBLISH) == 7
    assert outcomes(plan).count(Outcome.WAIT) == 7
    assert rows() == before


def test_drafts_are_held_when_asked_and_published_by_the_next_import_without():
    take(REAL, as_draft=True)
    assert Draft.objects.count() == 7
    assert not Question.objects.published().exists()
    before = rows()
    assert not take(REAL, as_draft=True).changes_something
    assert rows() == before

    take(REAL)

    assert not Draft.objects.exists()
    assert Question.objects.published().count() == 7


def test_answer_that_an_editor_has_changed_is_not_overwritten(file, office):
    path = file("What is it?\n\nThe first answer, as the file has it.")
    take(path)
    question = Question.objects.get()
    actions.publish_revision(
        question_id=question.pk, language="en", title="What is it?",
        short_answer="The editor knows better.", body="", author=office,
    )  # fmt: skip
    before = rows()

    same = take(path)
    newer = take(file("What is it?\n\nThe second answer, as the file has it."))

    assert outcomes(same) == outcomes(newer) == [Outcome.KEEP]
    assert "changed here since" in same.steps[0].remarks[-1]
    assert rows() == before


def test_news_in_the_file_is_taken_over_while_nobody_has_changed_the_answer(file):
    take(file("What is it?\n\nThe first answer, as the file has it."))

    again = take(file("What is it?\n\nThe second answer, as the file has it."))

    assert outcomes(again) == [Outcome.REVISE]
    text = Translation.objects.get()
    assert text.short_answer == "The second answer, as the file has it."
    assert text.revision_number == 2


def test_question_that_an_editor_reworded_is_still_known(file, office):
    path = file("What is it?\n\nThe answer, as the file has it.")
    take(path)
    question = Question.objects.get()
    actions.publish_revision(
        question_id=question.pk, language="en", title="What on earth is it?",
        short_answer="The answer, as the file has it.", body="", author=office,
    )  # fmt: skip

    again = take(path)

    assert outcomes(again) == [Outcome.KEEP]
    assert Question.objects.count() == 1


def test_answer_taken_back_by_the_office_is_not_put_up_again(file, office):
    path = file("What is it?\n\nThe answer, as the file has it.")
    take(path)
    question = Question.objects.get()
    actions.withdraw_answer(question_id=question.pk, actor=office, reason="Wrong")

    again = take(path)

    assert outcomes(again) == [Outcome.NOTHING]
    assert not Question.objects.published().exists()
    assert again.steps[0].remarks == ["It is not shown here any more."]


def test_draft_that_somebody_writes_is_left_alone(file, office):
    path = file("What is it?\n\nList of benefits:\n")
    take(path)
    question = Question.objects.get()
    actions.save_draft(
        question_id=question.pk, language="en", title="What is it?", short_answer="Soon.",
        body="", author=office,
    )  # fmt: skip

    again = take(file("What is it?\n\nThe file has an answer now, at last."))

    assert outcomes(again) == [Outcome.KEEP]
    assert Draft.objects.get().short_answer == "Soon."


def test_question_known_by_its_wording_is_not_made_twice(file):
    ours = QuestionFactory(text__title="What is it?", text__short_answer="Ours.")

    plan = take(file("What is it?\n\nTheirs, from another file altogether."))

    assert outcomes(plan) == [Outcome.KEEP]
    assert Question.objects.get() == ours
    assert ours.translations.get().short_answer == "Ours."


def front(key, language, body="Body.", **more):
    head = {"id": key, "language": language, "title": f"{key} {language}?", **more}
    return "---\n" + "".join(f"{k}: {v}\n" for k, v in head.items()) + f"---\n{body}\n"


def test_two_languages_are_one_question_and_links_between_answers_hold(tmp_path):
    paths = []
    for name, text in {
        "a.en.md": front("a", "en", "See [b](faq:b) and [c](faq:c).", topic="joining"),
        "a.ro.md": front("a", "ro", "Vezi [b](faq:b)."),
        "b.en.md": front("b", "en"),
        "topics.toml": '[[topics]]\nkey = "joining"\nname_en = "Joining"\nname_ro = "Înscriere"\n',
    }.items():
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        paths.append(path)

    plan = importer.apply(importer.read(paths, language="en"))

    a, b = Question.objects.order_by("key")
    assert a.translations.get(language="en").body == f"See [b](/f/{b.pk}/) and c."
    assert a.translations.get(language="ro").body == f"Vezi [b](/ro/f/{b.pk}/)."
    assert (a.topic.name_en, a.topic.name_ro) == ("Joining", "Înscriere")
    assert "links to “c”, which is not known" in plan.steps[0].remarks[0]
    assert not importer.apply(importer.read(paths, language="en")).changes_something


def test_question_that_one_of_its_files_hides_is_hidden(tmp_path):
    paths = [tmp_path / "a.en.md", tmp_path / "a.ro.md"]
    paths[0].write_text(front("a", "en"), encoding="utf-8")
    paths[1].write_text(front("a", "ro", visibility="members"), encoding="utf-8")

    importer.apply(importer.read(paths, language="en"))

    assert Question.objects.get().visibility == Visibility.MEMBERS


def test_details_that_an_editor_has_changed_are_kept(file, office):
    take(file(front("a", "en", labels="fees", pinned="no"), "a.md"))
    question = Question.objects.get()
    actions.change_details(question_id=question.pk, actor=office, is_pinned=True)

    again = take(file(front("a", "en", labels="dues", pinned="no"), "a.md"))

    question.refresh_from_db()
    assert question.is_pinned
    assert [label.slug for label in question.labels.all()] == ["dues"]
    assert again.steps[0].details == {"labels": ["dues"]}


def test_archived_question_is_archived_and_stays_so(file):
    path = file(front("a", "en", status="archived"), "a.md")

    take(path)
    again = take(path)

    question = Question.objects.get()
    assert question.status == QuestionStatus.ARCHIVED
    assert question.translations.get().body == "Body."
    assert not again.changes_something


def test_command_says_what_it_did_and_the_second_time_that_nothing_was_changed(capsys):
    call_command("import_faq", str(REAL))
    first = capsys.readouterr().out
    call_command("import_faq", str(REAL))
    second = capsys.readouterr().out

    assert "14 questions found" in first
    assert "In all: 7 published, 7 waiting for an answer." in first
    assert "The link behind “here” is missing" in first
    assert "Related articles" in first
    assert "Nothing new: nothing was changed." in second


def test_command_dry_run_says_so_and_changes_nothing(capsys):
    call_command("import_faq", str(REAL), "--dry-run")

    assert "dry run" in capsys.readouterr().out
    assert not Question.objects.exists()


def test_command_takes_the_language_where_the_file_does_not_say(file):
    call_command("import_faq", str(file("Ce este?\n\nUn răspuns destul de lung.")), language="ro")

    assert Translation.objects.get().language == "ro"


def test_folder_without_anything_to_import_is_told_in_one_sentence(tmp_path):
    (tmp_path / "picture.png").write_bytes(b"\x89PNG")

    with pytest.raises(CommandError, match="There is nothing to import in the folder"):
        call_command("import_faq", str(tmp_path))


@pytest.mark.parametrize("name", ["empty.txt", "none.txt", "picture.txt", "huge.txt", "prose.txt"])
def test_command_says_one_sentence_about_a_file_it_cannot_read(tmp_path, name):
    (tmp_path / "empty.txt").write_bytes(b"")
    (tmp_path / "picture.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(200))
    (tmp_path / "prose.txt").write_text("Nothing is asked here.", encoding="utf-8")
    with (tmp_path / "huge.txt").open("wb") as huge:
        huge.truncate(50 * 1024 * 1024)

    with pytest.raises(CommandError) as error:
        call_command("import_faq", str(tmp_path / name))

    assert error.value.returncode == 1
    assert str(error.value).startswith(("There is no file", "No question", str(tmp_path)))
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("how", [{}, {"dry_run": True}, {"draft": True}])
def test_text_that_no_page_can_show_is_named_with_its_question(file, how):
    path = file(
        "## All\n\n### What is it?\n\nA group.\n\n### Who is in?\n\n" + "- a firm\n" * 3001,
        "faq.md",
    )

    with pytest.raises(CommandError) as error:
        call_command("import_faq", str(path), **how)

    assert str(error.value).startswith("The question “Who is in?” [en] cannot be imported: This")
    assert "signs of Markdown" in str(error.value)
    assert not Question.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_half_an_import_is_no_import(file):
    bad = file("What is it?\n\nAn answer that is good enough for us.\n")
    reading = importer.read([bad], language="en")
    reading.entries[0].position = 99_999

    with pytest.raises(Exception, match="range"):
        importer.apply(reading)

    assert not Question.objects.exists()
