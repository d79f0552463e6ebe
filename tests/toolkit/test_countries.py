"""Countries on paper: named, in the languages of the paper, and only abroad."""

import pytest

from cluster_portal.toolkit.countries import address_lines

ABROAD = {"street": "Hauptstr. 1", "city": "Bonn", "postal_code": "53111", "county": ""}


@pytest.mark.parametrize(
    ("country", "languages", "last"),
    [
        ("DE", ["ro"], "Germania"),
        ("DE", ["en"], "Germany"),
        ("DE", ["ro", "en"], "Germania / Germany"),
        ("MT", ["ro", "en"], "Malta"),
        ("JP", ["en"], "JP"),
        ("RO", ["en"], "53111 Bonn"),
        ("", ["en"], "53111 Bonn"),
    ],
)
def test_a_country_abroad_is_named_in_the_languages_of_the_paper(country, languages, last):
    assert address_lines({**ABROAD, "country": country}, languages)[-1] == last
