import re

import pytest
from django import forms
from django.contrib.messages import constants
from django.core.paginator import Paginator
from django.template.loader import render_to_string
from django.test import RequestFactory


class Specimen(forms.Form):
    name = forms.CharField(label="Legal name", help_text="As in the register.")
    phone = forms.CharField(label="Telephone", required=False)
    kind = forms.ChoiceField(
        label="Kind", widget=forms.RadioSelect, choices=[("a", "Company"), ("b", "University")]
    )
    statute = forms.BooleanField(label="We accept the statute")
    secret = forms.CharField(widget=forms.HiddenInput, initial="kept")


def test_a_field_has_its_label_its_help_and_a_tie_between_them():
    html = str(Specimen())

    assert '<label class="field__label" for="id_name">Legal name</label>' in html
    assert 'id="id_name_helptext">As in the register.' in html
    assert 'aria-describedby="id_name_helptext"' in html


def test_optional_fields_say_so_in_words():
    assert re.findall(
        r"([\w ]+) <span class=\"field__optional\">\(optional\)", str(Specimen())
    ) == ["Telephone"]


def test_choices_stand_in_a_group_with_a_legend():
    html = str(Specimen())

    assert re.search(r"<fieldset[^>]*>\s*<legend class=\"field__label\">Kind</legend>", html)


def test_a_mistake_is_told_in_words_at_its_field():
    html = str(Specimen({"name": ""}))

    name = html[html.index('for="id_name"') : html.index('for="id_phone"')]
    assert "This field is required." in name
    assert 'aria-invalid="true"' in name
    assert 'aria-describedby="id_name_helptext id_name_error"' in name


def test_the_summary_of_mistakes_links_to_elements_that_are_there():
    form = Specimen({"name": "", "secret": "kept"})
    form.add_error(None, "This organisation has applied already.")
    html = str(form)

    summary = html[: html.index("</ul>")]
    links = re.findall(r'href="#([^"]+)"', summary)
    assert links == ["id_name", "id_kind_0", "id_statute"]
    for link in links:
        assert f'id="{link}"' in html
    assert "This organisation has applied already." in summary


def test_hidden_fields_are_sent_with_the_form():
    assert '<input type="hidden" name="secret" value="kept" id="id_secret">' in str(Specimen())


def test_what_was_typed_is_still_there_after_a_mistake():
    assert 'value="0264 123"' in str(Specimen({"phone": "0264 123"}))


def test_page_links_keep_the_rest_of_the_query():
    request = RequestFactory().get("/members/", {"q": "health & care", "page": "2"})

    html = render_to_string(
        "includes/_pagination.html", {"page": Paginator(range(100), 25).page(2)}, request=request
    )

    assert 'href="?q=health+%26+care&amp;page=3"' in html
    assert "26–50 of 100" in html


def test_one_page_needs_no_page_links():
    html = render_to_string(
        "includes/_pagination.html",
        {"page": Paginator(range(3), 25).page(1)},
        request=RequestFactory().get("/"),
    )

    assert "<nav" not in html


@pytest.mark.parametrize("tone", ["good", "wait", "bad", "note"])
def test_a_state_has_a_word_and_a_shape(tone):
    html = render_to_string("includes/_badge.html", {"label": "active", "tone": tone})

    assert "active" in html
    assert "<svg" in html
    assert f"badge--{tone}" in html


def test_an_error_is_told_to_those_who_do_not_see_its_colour():
    message = type("M", (), {"level_tag": "error", "level": constants.ERROR})()

    html = render_to_string("includes/_messages.html", {"messages": [message]})

    assert "This did not work:" in html
