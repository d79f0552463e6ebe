import datetime as dt

import pytest

from faq.editorial.errors import UnreadableFileError
from faq.editorial.files import markdown_files

QUESTION = """---
id: cost
language: ro
title: Cât costă?
topic: joining
audience: joining, member
labels: fees,  dues
pinned: yes
position: 20
visibility: members
status: to_be_revised
reason: Se schimbă tabelul.
expected: 2027-03-01
note: Întrebați Consiliul.
  A doua linie.
aliases: preț; cotizație
short_answer: Depinde.
---
Vedeți [plecarea](faq:leaving).

---

Tot aici.
"""


def question(**changes):
    text = QUESTION
    for key, value in changes.items():
        lines = [
            f"{key}: {value}" if line.startswith(f"{key}:") else line for line in text.split("\n")
        ]
        if f"{key}: {value}" not in lines:
            lines[1:1] = [f"{key}: {value}"]
        text = "\n".join(lines)
    return markdown_files.read_question(text, "en", "file.md").entries[0]


def test_front_matter_says_everything_about_a_question():
    entry = question()

    assert (entry.key, entry.language, entry.topic) == ("cost", "ro", "joining")
    assert (entry.text.title, entry.text.short_answer) == ("Cât costă?", "Depinde.")
    assert entry.text.body.endswith("---\n\nTot aici.")
    assert entry.audiences == ["joining", "member"]
    assert entry.labels == ["fees", "dues"]
    assert entry.aliases == ["preț", "cotizație"]
    assert (entry.is_pinned, entry.position, entry.visibility) == (True, 20, "members")
    assert (entry.is_answered, entry.is_to_be_revised) == (True, True)
    assert (entry.reason, entry.expected_on) == ("Se schimbă tabelul.", dt.date(2027, 3, 1))
    assert entry.note == "Întrebați Consiliul.\nA doua linie."


def test_unknown_key_is_reported_and_the_rest_is_read():
    text = QUESTION.replace("pinned: yes", "colour: red")

    entry = markdown_files.read_question(text, "en", "file.md").entries[0]

    assert entry.remarks == ["The front matter’s “colour” is not known and was not read."]


def test_published_without_an_answer_waits_for_one():
    entry = markdown_files.read_question("---\ntitle: What?\n---\n", "en", "f.md").entries[0]

    assert not entry.is_answered
    assert "there is no answer" in entry.remarks[0]


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("language", "de", "it should be en or ro"),
        ("status", "done", "it should be published or"),
        ("visibility", "secret", "it should be public or members"),
        ("audience", "everybody", "it should be joining or"),
        ("pinned", "perhaps", "it should be yes or no"),
        ("position", "-1", "it should be a number"),
        ("expected", "soon", "it should be a day"),
        ("title", "", "has no title"),
        ("title", "x" * 251, "more than 250 characters"),
        ("labels", "y" * 61, "more than 60 characters"),
        ("review_every", "0", "it should be months"),
        ("review_by", "soon", "it should be a day"),
        ("behind", "much", "it should be typo or content or major"),
        ("citations", "rumour 4/2026", "it should be statute or"),
        ("citations", "board", "leads nowhere"),
        ("citations", f"board {'x' * 121}", "too many characters"),
        ("old_addresses", "import https://x", "leads nowhere"),
        ("old_addresses", "import //x", "leads nowhere"),
        ("old_addresses", f"import /{'x' * 500}", "too many characters"),
    ],
)
def test_nonsense_in_front_matter_is_refused_with_its_own_words(key, value, said):
    with pytest.raises(UnreadableFileError, match=said):
        question(**{key: value})


def test_line_that_is_no_key_is_refused():
    with pytest.raises(UnreadableFileError, match="not “key: value”"):
        markdown_files.read_question("---\ntitle: A?\nnonsense\n---\nB", "en", "f.md")


def test_bundle_has_categories_questions_and_answers_with_headings_of_their_own():
    reading = markdown_files.read_bundle(
        "# FAQ\n\nHello.\n\n## Joining\n\n### What does it cost?\n\nIt depends on your size and "
        "kind.\n\n#### For companies\n\nMore.\n\n```\n### not a heading\n```\n\n### How to leave\n"
        "\n## Board\n\n### Who decides (to be revised)?\nThe Board decides in its meetings.\n"
        "## Is this one, too?\nYes, because it ends with a question mark.\n",
        "en",
    )

    assert [(entry.text.title, entry.topic) for entry in reading.entries] == [
        ("What does it cost?", "Joining"),
        ("How to leave", "Joining"),
        ("Who decides?", "Board"),
        ("Is this one, too?", "Board"),
    ]
    assert [entry.is_answered for entry in reading.entries] == [True, False, True, True]
    assert reading.entries[0].text.body.startswith("### For companies")
    assert "### not a heading" in reading.entries[0].text.body
    assert reading.entries[2].is_to_be_revised
    assert reading.left_out == ["under no question: “Hello.”"]


def test_topics_file_that_is_something_else_is_refused():
    with pytest.raises(UnreadableFileError, match=r"topics\.toml is not a list"):
        markdown_files.read_topics("[[topics]]\nname = 3\n", "topics.toml")


@pytest.mark.parametrize(
    "mark", ["=== members ===", "== Members ==", "=====  for members only", "=== FOR MEMBERS ==="]
)
def test_what_stands_under_the_mark_is_for_members(mark):
    text = f"---\ntitle: A?\n---\nFor all.\n\n{mark}\n\nFor *members*.\n"

    entry = markdown_files.read_question(text, "en", "f.md").entries[0]

    assert (entry.text.body, entry.text.addendum) == ("For all.", "For *members*.")


def test_line_that_only_looks_like_the_mark_is_kept():
    lines = "=== members ===\n\\=== members ===\nmembers\n=\n=== others ==="

    guarded = markdown_files.guarded(lines)

    assert markdown_files.parted_answer(guarded) == (lines, "")
    assert markdown_files.parted_answer(f"a\n=== members ===\n{guarded}") == ("a", lines)


def test_parting_sign_with_a_backslash_belongs_to_the_wording():
    assert question(aliases="who\\; what; how\\\\; why").aliases == ["who; what", "how\\", "why"]


def test_review_without_a_day_is_said():
    assert question(review_by="none").more == {"review_by": None}
    assert "review_by" not in question().more


@pytest.mark.parametrize(
    "text",
    [
        '[[sources]]\nkind = "rumour"\nreference = "4"\n',
        '[[sources]]\nkind = "board"\n',
        '[[old_addresses]]\nanchor = "x"\n',
    ],
)
def test_nonsense_about_sources_and_addresses_is_refused(text):
    with pytest.raises(UnreadableFileError, match="is not a list of topics"):
        markdown_files.read_topics(text, "topics.toml")
