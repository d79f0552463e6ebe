from stdnum import iso11649
from stdnum.iso7064 import mod_97_10


def payment_reference(series: str, year: int, sequence: int) -> str:
    """ISO 11649: RF, two check digits, then the document's own number, which holds in 21 places."""
    body = f"{series}{year}{sequence:05d}"
    return iso11649.validate(f"RF{mod_97_10.calc_check_digits(body + 'RF')}{body}")
