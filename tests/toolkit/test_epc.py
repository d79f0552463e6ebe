from decimal import Decimal

import pytest

from cluster_portal.toolkit.epc import epc_words, symbol_of

TRANSFER = {
    "name": "Asociația Test",
    "iban": "RO40 AAAA DEMO 0000 0000 0001",
    "amount": Decimal("121.5"),
    "reference": "RF18539007547034",
}


def test_the_code_holds_the_lines_of_the_guideline():
    words = epc_words(**TRANSFER)

    assert words.split("\n") == [
        "BCD", "002", "1", "SCT", "", "Asociația Test", "RO40AAAADEMO000000000001", "EUR121.50",
        "", "RF18539007547034",
    ]  # fmt: skip


def test_the_largest_code_stays_within_the_guideline():
    """331 bytes, error correction M and version 13 at most."""
    words = epc_words(
        name="Ș" * 100, iban="MT31MALT01100000000000000000123", amount=Decimal("999999999.99"),
        reference="RF" + "9" * 23, bic="AAAAROBUXXX",
    )  # fmt: skip

    assert len(words.encode()) <= 331
    assert words.split("\n")[5] == "Ș" * 70
    symbol = symbol_of(words)
    assert (symbol.error, symbol.version <= 13) == ("M", True)


@pytest.mark.parametrize("amount", ["0", "-1", "1000000000"])
def test_the_code_holds_no_sum_that_a_transfer_cannot(amount):
    with pytest.raises(ValueError, match=r"0\.01"):
        epc_words(**TRANSFER | {"amount": Decimal(amount)})
