import random
import time

import pytest
from django.template.loader import render_to_string
from hypothesis import given, settings
from hypothesis import strategies as st

from faq.editorial import differences
from faq.editorial.differences import ADDED, REMOVED, SAME, Piece
from faq.editorial.texts import Text

LONGEST = 100_000
SLOWEST = 1.0


def left(rows):
    return "".join(piece.text for row in rows for piece in row.before)


def right(rows):
    return "".join(piece.text for row in rows for piece in row.after)


def test_changed_words_are_named_and_the_rest_stands():
    [row] = differences.rows_of("The fee is 100 lei a year.", "The fee is 120 lei a year.")

    assert row.before == [
        Piece(SAME, "The fee is "), Piece(REMOVED, "100"), Piece(SAME, " lei a year."),
    ]  # fmt: skip
    assert row.after == [
        Piece(SAME, "The fee is "), Piece(ADDED, "120"), Piece(SAME, " lei a year."),
    ]  # fmt: skip


def test_words_with_diacritics_are_changed_as_a_whole():
    [row] = differences.rows_of("Plătiți cotizația.", "Plătiți cotizațiile.")

    assert row.after[1:] == [Piece(ADDED, "cotizațiile"), Piece(SAME, ".")]


def test_sentence_rewritten_from_scratch_is_not_torn_to_crumbs():
    [row] = differences.rows_of("Ask the office for it.", "Nobody knows, sorry: write a letter.")

    assert [piece.kind for piece in row.before] == [REMOVED]
    assert [piece.kind for piece in row.after] == [ADDED]


def test_blank_between_two_changed_words_belongs_to_the_change():
    [row] = differences.rows_of("It costs a red apple here.", "It costs a blue pear here.")

    assert [piece.text for piece in row.before] == ["It costs a ", "red apple", " here."]


def test_long_unchanged_part_is_folded_with_two_lines_left_on_each_side():
    lines = [f"Line number {number}.\n" for number in range(30)]
    after = lines.copy()
    after[0], after[29] = "First.\n", "Last.\n"

    rows = differences.rows_of("".join(lines), "".join(after))

    assert [(row.is_changed, row.is_folded, row.lines) for row in rows] == [
        (True, False, 1), (False, False, 2), (False, True, 24), (False, False, 2), (True, False, 1),
    ]  # fmt: skip


def test_line_put_in_between_leaves_its_neighbours_alone():
    rows = differences.rows_of("One.\nThree.\n", "One.\nTwo.\nThree.\n")

    assert [row.is_changed for row in rows] == [False, True, False]
    assert rows[1].before == []
    assert rows[1].after == [Piece(ADDED, "Two.")]


def test_paragraph_put_at_the_end_leaves_the_one_before_alone():
    rows = differences.rows_of("One.", "One.\n\nTwo.")

    assert [row.is_changed for row in rows] == [False, True]
    assert rows[1].after == [Piece(ADDED, "\nTwo.")]


def test_new_paragraph_beneath_a_changed_one_begins_where_it_begins():
    [row] = differences.rows_of("Paid in a year.", "Paid in one year.\n\nBy bank.")

    assert row.after[-1] == Piece(ADDED, "\n\nBy bank.")


def test_reader_is_told_where_it_was_too_much_to_compare_word_by_word():
    before = "a b " * 2_000 + "end."
    [rough] = differences.rows_of(before, "b c " * 2_000 + "end.")
    [exact] = differences.rows_of("The fee is 100 lei.", "The fee is 120 lei.")
    [new] = differences.rows_of("", before)

    assert [row.is_rough for row in (rough, exact, new)] == [True, False, False]
    for row, times in ((rough, 1), (exact, 0)):
        found = [differences.FieldDifference("body", "Full answer", [row])]
        html = render_to_string("faq/editorial/_difference.html", {"difference": found})
        assert html.count("Too much has changed here to compare it word by word") == times


def test_only_fields_that_differ_are_told():
    found = differences.between(
        Text("What?", "Short.", "Long.", ""), Text("What?", "Short.", "Longer.", "For members.")
    )

    assert [field.name for field in found] == ["body", "addendum"]
    assert differences.between(Text("What?"), Text("What?")) == []


@given(st.text(max_size=400), st.text(max_size=400))
@settings(max_examples=150, deadline=None)
def test_both_sides_can_be_read_back_from_any_difference(before, after):
    rows = differences.rows_of(before, after)

    def squeezed(text):
        return "".join(text.split("\n"))

    assert squeezed(left(rows)) == squeezed(before)
    assert squeezed(right(rows)) == squeezed(after)
    assert all(row.is_changed for row in rows) or before.strip("\n") or after.strip("\n")


def long_texts():
    chance = random.Random(7)  # noqa: S311 - the same texts each time
    words = [chance.choice("abcdefgh") * chance.randrange(1, 8) for _ in range(300)]
    prose = [" ".join(chance.choice(words) for _ in range(12)) + "." for _ in range(2_500)]
    shuffled = prose.copy()
    chance.shuffle(shuffled)
    other = [" ".join(chance.choice(words) for _ in range(12)) + "." for _ in range(2_500)]
    lightly = [line.replace("a", "b", 1) if n % 9 == 0 else line for n, line in enumerate(prose)]
    yield "a few words in every ninth line", "\n".join(prose), "\n".join(lightly)
    yield "all in another order", "\n".join(prose), "\n".join(shuffled)
    yield "another text of the same words", "\n".join(prose), "\n".join(other)
    yield "one line, another text", " ".join(prose), " ".join(other)
    yield "one line without a sentence", " ".join(prose).replace(".", ""), " ".join(other)
    yield "one letter many times", "a " * 50_000, "a b " * 25_000
    yield "empty lines", "\n" * LONGEST, "\na\n" * 33_000
    yield "two letters by turns", "a\nb\n" * 25_000, "b\na\na\n" * 16_000
    yield "punctuation", "-*-" * 33_000, "*-*-" * 25_000
    yield "from nothing", "", "\n".join(prose)
    yield "backwards", "\n".join(prose), "\n".join(prose[::-1])
    twice = [f"w{number % 4_000}" for number in range(16_000)]
    yield "every word four times, backwards", " ".join(twice), " ".join(twice[::-1])


@pytest.mark.parametrize(
    ("before", "after"), [pytest.param(*texts, id=name) for name, *texts in long_texts()]
)
def test_longest_texts_are_compared_in_good_time(before, after):
    before, after = before[:LONGEST], after[:LONGEST]
    started = time.perf_counter()

    rows = differences.rows_of(before, after)

    took = time.perf_counter() - started
    assert took < SLOWEST
    assert left(rows).replace("\n", "") == before.replace("\n", "")
    assert right(rows).replace("\n", "") == after.replace("\n", "")


XSS = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "<ins>not ours</ins>",
    "javascript:alert(1)//",
    "{{ 7|add:7 }}{% now 'Y' %}",
    "</del></div><svg/onload=alert(1)>",
]


@pytest.mark.parametrize("evil", XSS)
@pytest.mark.parametrize("around", [("", "a"), ("a", ""), ("x a", "x b")])
def test_nothing_in_a_text_becomes_markup_of_the_difference(evil, around):
    before, after = (f"Words {side} {evil} and others." for side in around)
    found = differences.between(Text(before, body=before), Text(after, body=after))

    html = render_to_string(
        "faq/editorial/_difference.html", {"difference": found, "before": evil, "after": evil}
    )

    assert "<script" not in html
    assert "<img" not in html
    assert "<svg" not in html
    assert "not ours</ins>" not in html
    assert "14" not in html


def test_difference_tells_removed_and_added_in_words_too():
    found = differences.between(Text("Two apples a day"), Text("Two pears a day"))

    html = render_to_string(
        "faq/editorial/_difference.html",
        {"difference": found, "before": "Revision 1", "after": "Draft"},
    )

    assert '<del><span class="visually-hidden">removed: </span>apples' in html
    assert '<ins><span class="visually-hidden">added: </span>pears' in html
    assert "Revision 1" in html
    assert "Draft" in html
