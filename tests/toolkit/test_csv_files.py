from decimal import Decimal

from cluster_portal.toolkit.csv_files import safe


def test_a_number_below_zero_stays_a_number_and_a_text_becomes_no_formula():
    cells = (Decimal("-5.00"), -3, "-5", "=1+1", "\tx", None)

    assert [safe(cell) for cell in cells] == ["-5.00", "-3", "'-5", "'=1+1", "'\tx", ""]
