"""Charts are read without colour: by numbers, patterns, marks and names, and as tables."""

import itertools
import re

import pytest
from defusedxml import ElementTree
from hypothesis import given
from hypothesis import strategies as st

from cluster_portal.toolkit.charts import drawing
from cluster_portal.toolkit.charts.drawing import Series

SVG = "{http://www.w3.org/2000/svg}"
MONTHS = ["Jan", "Feb", "Mar"]
TWO = [Series("Companies", [1, 2, 3]), Series("Universities", [0, 4, 4])]


def parsed(chart, drawn: str = "svg"):
    """The picture as XML, so that it is known to be well-formed."""
    picture = getattr(chart, drawn)
    return ElementTree.fromstring(f'<x xmlns="http://www.w3.org/2000/svg">{picture}</x>')[0]


def words(chart, drawn: str = "svg"):
    return [node.text for node in parsed(chart, drawn).iter(f"{SVG}text")]


def charts(labels, series):
    yield drawing.bar_chart("a", "Title", labels, series[0].values, head=("What", "How many"))
    yield drawing.stacked_chart("b", "Title", labels, series, head="Month")
    yield drawing.line_chart("c", "Title", labels, series, head="Month")


def test_bars_have_their_number_and_name_beside_them():
    chart = drawing.bar_chart("a", "Funnel", ["Sent", "Approved"], [8, 2], head=("State", "Number"))

    assert words(chart) == ["Sent", "8", "Approved", "2"]
    wide, narrow = (float(bar.get("width")) for bar in parsed(chart).iter(f"{SVG}rect"))
    assert wide == pytest.approx(4 * narrow)
    assert (chart.head, chart.rows) == (["State", "Number"], [["Sent", "8"], ["Approved", "2"]])


def test_long_name_goes_over_two_lines_and_nothing_of_it_is_lost():
    name = "University or research institute of the region"
    bars = drawing.bar_chart("a", "Kinds", [name, "Short"], [1, 2], head=("Kind", "Number"))
    columns = drawing.stacked_chart("b", "Kinds", ["Jan"], [Series(name, [1])], head="Month")
    for chart in (bars, columns):
        lines = [line.text for line in parsed(chart).iter(f"{SVG}tspan")]
        assert len(lines) == 2
        assert " ".join(lines) == name


def test_names_of_two_lines_do_not_touch():
    kinds = [Series(f"Organisation of the {kind} kind", [1]) for kind in ("first", "second")]
    chart = drawing.stacked_chart("b", "Kinds", ["Jan"], kinds, head="Month")

    names = [node for node in parsed(chart).iter(f"{SVG}text") if list(node)]
    first, second = sorted(float(name.get("y")) for name in names)
    assert second - first >= 2 * drawing.LINE


def test_series_of_columns_differ_by_pattern_and_are_named():
    chart = drawing.stacked_chart("b", "Members", MONTHS, TWO, head="Month")

    parts = [part for part in parsed(chart).iter(f"{SVG}rect") if part.get("fill")]
    assert {part.get("fill") for part in parts} == {"url(#b-p0)", "url(#b-p1)"}
    defined = {pattern.get("id") for pattern in parsed(chart).iter(f"{SVG}pattern")}
    assert defined == {"b-p0", "b-p1"}
    assert {"Companies", "Universities", "Jan", "7"} <= set(words(chart))
    assert chart.rows == [["Jan", "1", "0"], ["Feb", "2", "4"], ["Mar", "3", "4"]]


def test_lines_differ_by_mark_and_dash_and_are_named_at_their_end():
    chart = drawing.line_chart("c", "Retention", MONTHS, TWO, head="Month")

    lines = [line.get("class") for line in parsed(chart).iter(f"{SVG}polyline")]
    assert lines == ["chart__line chart__line--0", "chart__line chart__line--1"]
    marks = [path.get("d") for path in parsed(chart).iter(f"{SVG}path")
             if path.get("class") == "chart__mark"]  # fmt: skip
    shapes = {re.sub(r"^M\S+ [\d.]+", "", mark) for mark in marks}
    assert len(shapes) == 2
    assert {"Companies", "Universities"} <= set(words(chart))


def test_names_at_the_same_height_do_not_touch():
    series = [Series(f"Name {n}", [3, 3, 3]) for n in range(4)]
    chart = drawing.line_chart("c", "T", MONTHS, series, head="Month")

    heights = sorted(float(node.get("y")) for node in parsed(chart).iter(f"{SVG}text")
                     if (node.text or "").startswith("Name"))  # fmt: skip
    assert all(low - high >= 16 for high, low in itertools.pairwise(heights))


def test_there_is_no_style_or_script_and_every_word_is_escaped():
    bad = "<script>alert(\"1\")</script> & 'x'"
    for chart in charts([bad], [Series(bad, [1])]):
        assert "<script" not in chart.svg
        assert "style=" not in chart.svg
        assert " on" not in re.sub(r">[^<]*<", "><", chart.svg)
        parsed(chart)


@pytest.mark.parametrize("values", [[0, 0, 0], []])
def test_nothing_is_said_to_be_nothing(values):
    labels = MONTHS[: len(values)]
    for chart in charts(labels, [Series("A", values)]):
        assert chart.is_empty
        parsed(chart)


@given(st.lists(st.tuples(st.text(max_size=40), st.integers(-5, 10**9)), max_size=40))
def test_any_numbers_and_names_make_a_well_formed_picture_within_its_frame(pairs):
    labels = [re.sub(r"[^\x20-\ud7ff]", "", label) for label, _value in pairs]
    for chart in charts(labels, [Series("A", [max(0, value) for _label, value in pairs])]):
        for picture in (parsed(chart), parsed(chart, "small")):
            _x, _y, width, height = map(float, picture.get("viewBox").split())
            for node in picture.iter():
                for name, most in (("x", width), ("y", height)):
                    if node.get(name):
                        assert -10 <= float(node.get(name)) <= most + 10


def test_bars_are_drawn_for_phones_too_with_the_same_words_and_no_name_twice():
    chart = drawing.bar_chart("a", "T", ["A long name of a category", "B"], [3, 1], head=("N", "M"))

    small = parsed(chart, "small")
    assert float(small.get("viewBox").split()[2]) <= 340
    assert words(chart, "small") == ["A long name of a category", "3", "B", "1"]
    assert small.get("aria-labelledby") != parsed(chart).get("aria-labelledby")


def test_columns_and_lines_for_phones_name_every_series_below():
    gone = [*TWO, Series("Left since", [1, 0, 0]), Series("Never there", [0, 0, 0])]
    for draw in (drawing.stacked_chart, drawing.line_chart):
        chart = draw("a", "T", MONTHS, gone, head="Month")
        told = words(chart, "small")

        assert float(parsed(chart, "small").get("viewBox").split()[2]) <= 340
        assert {"Companies", "Universities", "Left since", *MONTHS} <= set(told)
        assert ("Never there" in told) is (draw is drawing.line_chart)
        ids = re.findall(r'id="([^"]+)"', chart.svg + chart.small)
        assert len(ids) == len(set(ids))
        lowest = max(float(node.get("y") or 0) for node in parsed(chart, "small").iter())
        assert lowest < float(parsed(chart, "small").get("viewBox").split()[3])


def test_many_columns_leave_out_words_on_phones_but_never_those_of_the_last():
    months = [f"m{number}" for number in range(24)]
    chart = drawing.stacked_chart("a", "T", months, [Series("A", range(1, 25))], head="Month")

    told = words(chart, "small")
    assert "m23" in told
    assert "24" in told
    assert 4 <= len([word for word in told if word.startswith("m")]) <= 8
