import datetime as dt
import re
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

from cluster_portal.toolkit.errors import PortalError
from faq.editorial import actions, exporter, importer
from faq.editorial.files.decoding import with_comma_below
from faq.questions.models import (
    Citation,
    CitedSource,
    Label,
    OldAddress,
    Question,
    RelatedChoice,
    Topic,
    Translation,
)

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
        cursor.execute(
            "TRUNCATE faq_question, faq_topic, faq_label, faq_citedsource, faq_oldaddress CASCADE"
        )


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

    importer.apply(importer.read([first], language="en"))
    exporter.export(second)

    assert len(paths) == len(contents(first))
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


NASTY = [
    "---", "id: other", "---\nlanguage: ro\n---", "=== members ===", "\\=== members ===",
    "== For members only ==", "# Heading", "```\n[x](/f/1/)\n---\n```", "a\r\nb\rc", "x  \ny",
    "    code", "\ttab", "[x](faq:nothing)", "[x](faq::nothing)", "[a [b]](faq:x)", "| a | b |",
    "“quotes” \"'", "a: b", "Şişli ţ", "ș ț ă", "\x07bell", "\u2028line\u2029", "[[", "]]", "\\",
    "{% x %}", "<b>", "🦊", "\u202eright", "[x]: y", "- a\n- b", "> q",
]  # fmt: skip
LINES = st.lists(
    st.sampled_from(NASTY)
    | st.text(st.characters(exclude_characters="\0", codec="utf-8"), max_size=30),
    max_size=6,
)
WORDS = st.lists(
    st.sampled_from(["a; b", "c\\", '"d"', "e\\; f", "'g'", "h, i", "; ", "price", "k: l", "|"])
    | st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=12),
    max_size=4,
)  # fmt: skip


def all_of_the_faq():
    """What the files are to hold, without numbers that differ from portal to portal."""
    keys = dict(Question.objects.values_list("pk", "key"))

    def named(text):
        return re.sub(r"/f/(\d+)/", lambda link: f"/f/{keys.get(int(link[1]), link[1])}/", text)

    return {
        "questions": [
            (
                *row, topic, tuple(sorted(question.labels.values_list("slug", flat=True))),
                sorted(question.aliases.values_list("language", "text")),
                sorted(
                    question.related_choices.values_list("target__key", "choice", "position")
                ),
                sorted(
                    question.citations.values_list("source__kind", "source__reference", "article")
                ),
                sorted(question.old_addresses.values_list("path", "anchor", "source")),
                list(
                    question.revision_needs.filter(closed_at=None).values_list(
                        "reason_en", "reason_ro", "expected_on", "cause"
                    )
                ),
            )
            for question in Question.objects.order_by("key").select_related("topic", "merged_into")
            for topic in [question.topic.slug if question.topic else None]
            for row in [(
                question.key, question.status, question.visibility, question.is_pinned,
                question.position, sorted(question.audiences), question.review_every,
                question.review_by, question.editors_note,
                question.merged_into.key if question.merged_into else None,
            )]
        ],
        "texts": [
            (text.question.key, text.language, text.title, text.short_answer, named(text.body),
             named(text.addendum), text.is_written, text.behind, text.anchors)
            for text in Translation.objects.order_by("question__key", "language")
            .select_related("question")
        ],
        "labels": list(
            Label.objects.order_by("slug").values_list("slug", "name_en", "review_every")
        ),
        "sources": list(
            CitedSource.objects.order_by("kind", "reference").values_list(
                "kind", "reference", "title", "address", "valid_from", "superseded_on",
                "superseded_by__reference",
            )
        ),
        "pages": list(
            OldAddress.objects.filter(question=None).order_by("path").values_list(
                "path", "anchor", "source"
            )
        ),
    }  # fmt: skip


def taken(folder):
    return importer.apply(importer.read(sorted(folder.iterdir()), language="en"))


def answered(key, language="en", *, question=None, **words):
    """A question with an answer, or one more language of it."""
    question = question or actions.create_question(
        titles={language: f"What is {key}?"}, actor=None, key=key
    )
    words = {"title": f"What is {key}?", "short_answer": "This.", "body": ""} | words
    actions.publish_revision(question_id=question.pk, language=language, author=None, **words)
    return question


@pytest.fixture
def everything():
    """One of all that a question can have."""
    label = Label.objects.create(slug="fees", name_en="Fees", name_ro="Taxe", review_every=6)
    old = CitedSource.objects.create(
        kind="board", reference="4/2026 | a", title="Fees", valid_from=dt.date(2026, 1, 1),
        superseded_on=dt.date(2026, 5, 1), address="https://example.org/4",
    )  # fmt: skip
    old.superseded_by = CitedSource.objects.create(kind="board", reference="9/2026")
    old.save()
    a, b = answered("a", addendum="For *members*.\n\n[b](/f/0/)"), answered("b")
    answered(
        "a", "ro", question=a, body=f"Vezi [b](/ro/f/{b.pk}/) și [în engleză](/f/{b.pk}/#h-x)."
    )
    actions.publish_revision(
        question_id=a.pk, language="en", title="What is a, now?", short_answer="Another.",
        body=f"## Fees of all\n\nSee [b](/f/{b.pk}/).", addendum="=== members ===\n\nOnly *them*.",
        author=None, significance="major",
    )  # fmt: skip
    actions.publish_revision(
        question_id=a.pk, language="en", title="What is a, now?", short_answer="Another.",
        body=f"## Fees for all\n\nSee [b](/f/{b.pk}/).", addendum="=== members ===\n\nOnly *them*.",
        author=None, significance="major",
    )  # fmt: skip
    actions.change_details(
        question_id=a.pk, actor=None, is_pinned=True, visibility="members", position=7,
        audiences=["member", "joining"], labels=[label], review_every=12,
        review_by=dt.date(2027, 5, 1), editors_note="First.\n\n---\nThird.",
        aliases={"en": ['a; "b"', "c\\"], "ro": ["preț"]},
    )  # fmt: skip
    actions.change_details(question_id=b.pk, actor=None, labels=[label], review_by=None)
    actions.change_details(question_id=b.pk, actor=None, aliases={"ro": ["fără pagină"]})
    actions.mark_to_be_revised(
        question_id=a.pk, actor=None, reasons={"en": "New fees."}, expected_on=dt.date(2027, 1, 1)
    )
    actions.mark_to_be_revised(
        question_id=b.pk, actor=None, reasons={"ro": "Se schimbă."}, cause="source"
    )
    withdrawn, archived = answered("withdrawn", body="Kept."), answered("archived")
    actions.withdraw_answer(question_id=withdrawn.pk, actor=None, reason="Wrong.")
    actions.archive_question(question_id=archived.pk, actor=None, reason="Twice.")
    Question.objects.filter(pk=archived.pk).update(merged_into=b)
    actions.create_question(titles={"ro": "Ce urmează?"}, actor=None, key="waiting")
    RelatedChoice.objects.create(question=a, target=b, choice="pinned", position=3)
    RelatedChoice.objects.create(question=a, target=withdrawn, choice="muted")
    Citation.objects.create(question=a, source=old, article="(3) | b")
    Citation.objects.create(question=b, source=old.superseded_by)
    OldAddress.objects.create(path="/display/C/A b|c", question=a, source="import", anchor="h-fees")
    OldAddress.objects.create(path="/pages/viewpage.action?pageId=1", source="import")


def test_everything_that_a_question_has_survives_the_way_into_an_empty_portal(everything, tmp_path):
    first, second, third = (tmp_path / name for name in ("first", "second", "third"))
    exporter.export(first)
    before = all_of_the_faq()
    empty_the_faq()

    taken(first)

    after = all_of_the_faq()
    for part in before:
        assert after[part] == before[part]
    exporter.export(second)
    assert contents(second) == contents(first)
    empty_the_faq()
    taken(second)
    exporter.export(third)
    assert contents(third) == contents(first)


def test_import_of_the_whole_export_where_it_came_from_changes_nothing(everything, tmp_path):
    exporter.export(tmp_path)
    before = all_of_the_faq()

    plan = taken(tmp_path)

    assert not plan.changes_something
    assert all_of_the_faq() == before


def test_files_name_no_people(everything, tmp_path, office):
    question = Question.objects.get(key="a")
    actions.change_details(question_id=question.pk, actor=None, owner=office, deputy=office)

    exporter.export(tmp_path)

    text = "".join(contents(tmp_path).values())
    assert office.email not in text
    assert "owner" not in text
    assert "deputy" not in text


@settings(
    max_examples=12,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    title=st.sampled_from(["What?", "title: x", "--- ---", '"quoted"?', "ș; ţ?", "a  b"]),
    short=st.sampled_from(["This.", "a: b", "---", "[x](/f/1/)", "# x"]),
    body=LINES,
    addendum=LINES,
    aliases=WORDS,
    note=LINES,
    language=st.sampled_from(["en", "ro"]),
)
def test_nasty_texts_survive(
    title, short, body, addendum, aliases, note, language, tmp_path_factory
):
    empty_the_faq()
    question = actions.create_question(titles={language: title}, actor=None, key="nasty")
    actions.change_details(
        question_id=question.pk, actor=None, aliases={language: aliases},
        editors_note="\n".join(note).replace("\0", ""),
    )  # fmt: skip
    try:
        actions.publish_revision(
            question_id=question.pk, language=language, title=title, short_answer=short,
            body="\n".join(body), addendum="\n".join(addendum), author=None,
        )  # fmt: skip
    except PortalError:  # nobody could have saved it
        assume(False)
    first, second = tmp_path_factory.mktemp("first"), tmp_path_factory.mktemp("second")
    exporter.export(first)
    before = Translation.objects.values("title", "short_answer", "body", "addendum").get()
    wordings = sorted(question.aliases.values_list("text", flat=True))
    assert not taken(first).changes_something
    empty_the_faq()

    taken(first)
    exporter.export(second)

    assert contents(second) == contents(first)
    after = Translation.objects.values("title", "short_answer", "body", "addendum").get()
    assert after == {
        name: text.translate(exporter.CONTROL).strip("\n").rstrip() for name, text in before.items()
    }
    again = Question.objects.get(key="nasty").aliases.values_list("text", flat=True)
    if language == "ro":
        wordings = sorted(map(with_comma_below, wordings))
    assert sorted(again) == wordings
