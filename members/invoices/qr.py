"""The EPC QR code of a transfer in euro (EPC069-12 v2.1, "SCT"): a bank's app reads it."""

import io
from decimal import Decimal

import segno

MOST = Decimal("999999999.99")


def epc_words(*, name: str, iban: str, amount: Decimal, reference: str, bic: str = "") -> str:
    """The lines of the code: version 002 asks for no BIC within the EEA. `reference` is ISO 11649,
    so that no free text goes with it.
    """
    if not 0 < amount <= MOST:
        message = "The code holds amounts from 0.01 to 999,999,999.99 euro."
        raise ValueError(message)
    lines = ["BCD", "002", "1", "SCT", bic, name[:70], iban, f"EUR{amount:.2f}", "", reference]
    return "\n".join(lines)


def svg_of(words: str) -> str:
    """Error correction M, as the guideline asks; four modules of quiet around it."""
    out = io.BytesIO()
    code = segno.make_qr(words, error="m", encoding="utf-8", boost_error=False)
    code.save(out, kind="svg", border=4, omitsize=True, xmldecl=False, light="#fff")
    return out.getvalue().decode()
