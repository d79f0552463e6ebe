import pytest

from faq.demand.wording import masked, normalised, says_something


def test_one_spelling_for_all_ways_of_typing():
    assert normalised("  COTIZAŢIE \t anuală ") == normalised("cotizat\u0326ie anuala\u0306")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("my mail is ana@example.org please", "my mail is … please"),
        ("call 0722123456", "call …"),
        ("call 0722 123 456 now", "call … now"),
        ("call +40.722.123.456", "call +…"),
        ("cnp 1800101221144", "cnp …"),
        ("ro49aaaa1b31007593840000", "…"),
        ("ro49 aaaa 1b31 0075 9384 0000", "ro49 aaaa 1b31 …"),
        ("cui ro12345678", "cui …"),
        ("https://example.org/reset?token=abc", "…"),
        ("fee in 2025", "fee in 2025"),
        ("program 2021-2027", "program 2021-2027"),
        ("50 employees or 250", "50 employees or 250"),
        ("iso 9001", "iso 9001"),
        ("ordonanta 26/2000", "ordonanta 26/2000"),
    ],
)
def test_addresses_and_long_numbers_are_masked_and_years_are_not(typed, kept):
    assert masked(normalised(typed)) == kept


def test_not_more_than_two_hundred_letters():
    assert len(masked(normalised("ăâîșț " * 500))) <= 200


@pytest.mark.parametrize(("words", "says"), [("…", False), ("ab", False), ("a b c", True)])
def test_what_is_worth_keeping(words, says):
    assert says_something(words) is says
