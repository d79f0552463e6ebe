"""Small tools of pages: paging, what was asked, tags, moves between states, form fields."""

from decimal import Decimal

import pytest
from django import forms
from django.db import models
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation

from cluster_portal.toolkit.errors import IllegalTransitionError, NotAllowedError, PortalError
from cluster_portal.toolkit.paging import page_of, words_asked
from cluster_portal.toolkit.states import check_move
from cluster_portal.toolkit.templatetags.portal import money

get = RequestFactory().get


def rendered(source: str, **context) -> str:
    return Template("{% load portal %}" + source).render(Context(context)).strip()


class TestPaging:
    @pytest.mark.parametrize(
        ("asked", "number"),
        [("", 1), ("2", 2), ("0", 3), ("-1", 3), ("99", 3), ("x", 1), ("1.5", 1), ("9" * 400, 3)],
    )  # fmt: skip
    def test_any_number_gives_the_nearest_page(self, asked, number):
        page = page_of(get("/", {"page": asked}), list(range(60)))

        assert page.number == number
        assert len(page.object_list) == (10 if number == 3 else 25)

    def test_no_rows_are_one_empty_page(self):
        page = page_of(get("/"), [])

        assert (page.number, list(page)) == (1, [])

    def test_the_numbers_offered_leave_out_the_middle(self):
        numbers = rendered(
            "{% for n in page.paginator|page_numbers:page.number %}{{ n }} {% endfor %}",
            page=page_of(get("/", {"page": "10"}), list(range(500))),
        )

        assert numbers == "1 … 9 10 11 … 20"

    def test_the_links_keep_what_was_asked(self):
        request = get("/", {"q": "tea & milk", "page": "2"})
        html = rendered(
            '{% include "includes/_pagination.html" %}',
            page=page_of(request, list(range(60))),
            request=request,
        )

        assert 'href="?q=tea+%26+milk&amp;page=1"' in html
        assert 'href="?q=tea+%26+milk&amp;page=3"' in html
        assert "26–50 of 60" in " ".join(html.split())

    def test_one_page_needs_no_links(self):
        html = rendered(
            '{% include "includes/_pagination.html" %}',
            page=page_of(get("/"), [1]),
            request=get("/"),
        )

        assert html == ""


class TestWordsAsked:
    @pytest.mark.parametrize(
        ("typed", "words"),
        [
            ("  cât   costă ", "cât costă"),
            ("a\r\nb\tc", "a b c"),
            ("nul\x00byte", "nul byte"),
            ("\u202eevil", "evil"),
            ("\ue000", ""),
            ("x" * 500, "x" * 200),
            ("", ""),
        ],
    )
    def test_are_one_clean_line(self, typed, words):
        assert words_asked(get("/", {"q": typed})) == words

    def test_may_have_another_name_or_be_missing(self):
        assert words_asked(get("/", {"words": "tea"}), "words") == "tea"
        assert words_asked(get("/")) == ""


class TestQueryWith:
    @pytest.mark.parametrize(
        ("asked", "tag", "query"),
        [
            ({}, "page=2", "?page=2"),
            ({"q": "a"}, "page=2", "?q=a&amp;page=2"),
            ({"page": "1", "q": "a"}, "page=2", "?page=2&amp;q=a"),
            ({"page": "1"}, "page=None", "?"),
            ({"q": '"><script>'}, "page=2", "?q=%22%3E%3Cscript%3E&amp;page=2"),
            ({"q": ["a", "b"]}, "page=2", "?q=a&amp;q=b&amp;page=2"),
        ],
    )
    def test_changes_one_thing_and_keeps_the_rest(self, asked, tag, query):
        assert rendered(f"{{% query_with {tag} %}}", request=get("/", asked)) == query


class TestSamePageIn:
    @pytest.mark.parametrize(
        ("here", "english", "romanian"),
        [
            ("/board/", "/board/", "/ro/board/"),
            ("/ro/board/", "/board/", "/ro/board/"),
            ("/board/meetings/7/?page=2", "/board/meetings/7/?page=2",
             "/ro/board/meetings/7/?page=2"),
            ("/ro/board/minutes/?q=buget&year=2026", "/board/minutes/?q=buget&amp;year=2026",
             "/ro/board/minutes/?q=buget&amp;year=2026"),
            ("/nowhere/", "/nowhere/", "/nowhere/"),
        ],
    )  # fmt: skip
    def test_is_the_same_page_with_its_query(self, here, english, romanian):
        with translation.override("ro" if here.startswith("/ro/") else "en"):
            for language, address in (("en", english), ("ro", romanian)):
                found = rendered(f'{{% same_page_in "{language}" %}}', request=get(here))
                assert found == address

    def test_without_a_request_it_is_that_languages_first_page(self):
        assert rendered('{% same_page_in "ro" %}') == "/ro/"


class TestMoney:
    @pytest.mark.parametrize(
        ("amount", "currency", "english", "romanian"),
        [
            (Decimal("1200"), "RON", "1,200.00\u00a0RON", "1.200,00\u00a0RON"),
            (Decimal("1234567.5"), "EUR", "1,234,567.50\u00a0EUR", "1.234.567,50\u00a0EUR"),
            (Decimal("0"), "RON", "0.00\u00a0RON", "0,00\u00a0RON"),
            (Decimal("-15.05"), "RON", "\u221215.05\u00a0RON", "\u221215,05\u00a0RON"),
            (Decimal("999.99"), "", "999.99", "999,99"),
            (None, "RON", "", ""),
        ],
    )
    def test_is_written_as_each_language_writes_it(self, amount, currency, english, romanian):
        with translation.override("en"):
            assert money(amount, currency) == english
        with translation.override("ro"):
            assert money(amount, currency) == romanian


def test_cleaned_marks_only_what_it_is_given():
    assert rendered("{{ html|cleaned }}", html="<p>x</p>") == "<p>x</p>"
    assert rendered("{{ html|cleaned }}", html=None) == ""


class Light(models.TextChoices):
    RED = "red", "red light"
    GREEN = "green", "green light"


MOVES = {Light.RED: frozenset({Light.GREEN}), Light.GREEN: frozenset()}


class TestStates:
    def test_a_move_of_the_table_passes(self):
        check_move(MOVES, Light.RED, Light.GREEN, "The lamp")

    @pytest.mark.parametrize("target", Light)
    def test_any_other_is_refused_in_words(self, target):
        with pytest.raises(IllegalTransitionError) as refusal:
            check_move(MOVES, Light.GREEN, target, "The lamp")

        assert (
            str(refusal.value) == f"The lamp is “green light” and cannot become “{target.label}”."
        )

    def test_refusals_of_rules_are_shown_and_those_of_rights_are_403(self):
        assert issubclass(IllegalTransitionError, PortalError)
        assert not issubclass(NotAllowedError, PortalError)


class TeaForm(forms.Form):
    kind = forms.CharField(label="Kind", help_text="Green or black")
    cups = forms.IntegerField(label="Cups", required=False)
    milk = forms.BooleanField(label="With milk", required=False)


class TestForms:
    def test_a_field_has_label_help_and_control(self):
        html = str(TeaForm()["kind"].as_field_group())

        assert '<label class="field__label" for="id_kind">Kind' in html
        assert "Green or black" in html
        assert 'aria-describedby="id_kind_helptext"' in html
        assert 'id="id_kind_helptext"' in html

    def test_what_may_stay_empty_says_so(self):
        assert "(optional)" in str(TeaForm()["cups"].as_field_group())
        assert "(optional)" not in str(TeaForm()["kind"].as_field_group())

    def test_an_error_stands_at_its_field_and_in_the_summary_and_what_was_typed_is_kept(self):
        form = TeaForm({"kind": "", "cups": "two <b>"})
        form.add_error(None, "No water today.")
        html = str(form)

        summary = html[: html.index("</ul>")]
        assert 'role="alert"' in summary
        assert "No water today." in summary
        assert 'href="#id_kind"' in summary
        assert 'id="id_kind_error"' in html
        assert 'aria-invalid="true"' in html
        assert 'value="two &lt;b&gt;"' in html

    def test_a_form_without_errors_has_no_summary(self):
        assert "error-summary" not in str(TeaForm())
