import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.ro import cui

from members.organisations.errors import IdentifierError
from members.organisations.identifiers import check


@pytest.mark.parametrize(
    ("country", "typed", "kept"),
    [
        ("RO", "30866506", "30866506"),
        ("RO", " ro 308 665 06 ", "30866506"),
        ("RO", "RO-30.866.506", "30866506"),
        ("DE", "DE 136 695 976", "136695976"),
        ("DE", "136695976", "136695976"),
        ("GR", "EL 094259216", "094259216"),
        ("FR", "FR 61 954 506 077", "61954506077"),
        ("NL", "NL004495445B01", "004495445B01"),
        ("MD", "1003600012345", "1003600012345"),
        ("US", "12-3456789", "123456789"),
    ],
)
def test_code_is_kept_in_one_writing(country, typed, kept):
    found = check(country, typed)

    assert (found.value, found.doubt) == (kept, "")


@given(st.integers(1, 999_999_999))
def test_every_romanian_code_with_its_check_digit_is_taken(number):
    code = f"{number}{cui.calc_check_digit(str(number))}"

    assert check("RO", f"RO {code}").value == code
    assert not check("RO", code).doubt


@given(st.integers(1, 999_999_999), st.integers(1, 9))
def test_romanian_code_with_another_last_digit_is_doubted_not_refused(number, shift):
    last = (int(cui.calc_check_digit(str(number))) + shift) % 10

    assert "mistyped" in check("RO", f"{number}{last}").doubt


@pytest.mark.parametrize("typed", ["1900101123457", "RO 1900101 123457", "2 860229 445566"])
def test_personal_number_is_refused_with_the_reason(typed):
    with pytest.raises(IdentifierError, match="personal number"):
        check("RO", typed)


@pytest.mark.parametrize("typed", ["1", "0123456", "abc", "12345678901", "RO", "J12/750/2012"])
def test_what_has_not_the_shape_of_a_romanian_code_is_refused(typed):
    with pytest.raises(IdentifierError, match="2 to 10 digits"):
        check("RO", typed)


@pytest.mark.parametrize(("country", "typed"), [("DE", "HRB 11223"), ("AT", "FN 122119m")])
def test_number_of_a_foreign_register_is_doubted_so_that_it_can_be_confirmed(country, typed):
    assert check(country, typed).doubt


@pytest.mark.parametrize("typed", ["", "!", "none", "<script>", "Ω12345"])
def test_nonsense_from_abroad_is_refused(typed):
    with pytest.raises(IdentifierError):
        check("US", typed)


@given(st.sampled_from(["RO", "DE", "GR", "AT", "US", "XK"]), st.text(max_size=40))
def test_any_text_is_answered_with_a_code_or_a_sentence(country, typed):
    try:
        found = check(country, typed)
    except IdentifierError:
        return
    assert found.value.isascii()
    assert 2 <= len(found.value) <= 30
    assert check(country, found.value).value == found.value
