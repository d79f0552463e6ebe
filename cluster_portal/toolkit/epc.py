"""The QR code from which a bank's app fills in a transfer in euros: EPC069-12 v2.1, "SCT"."""

import base64
import io
from decimal import Decimal

import segno

LEAST, MOST = Decimal("0.01"), Decimal("999999999.99")
LONGEST_NAME = 70


def holds(amount: Decimal) -> bool:
    """Whether a transfer can have this sum."""
    return LEAST <= amount <= MOST


def epc_words(*, name: str, iban: str, amount: Decimal, reference: str, bic: str = "") -> str:
    """The lines of the code: version 002 asks for no BIC within the EEA. `reference` is ISO 11649,
    so that no free text goes with it. The last line that says something ends the code.
    """
    if not holds(amount):
        message = "The code holds amounts from 0.01 to 999,999,999.99 euro."
        raise ValueError(message)
    lines = [
        "BCD", "002", "1", "SCT", bic, name[:LONGEST_NAME], iban.replace(" ", ""),
        f"EUR{amount:.2f}", "", reference,
    ]  # fmt: skip
    return "\n".join(lines)


def symbol_of(words: str) -> segno.QRCode:
    """Error correction M, as the guideline asks."""
    return segno.make_qr(words, error="m", encoding="utf-8", boost_error=False)


def svg_of(words: str) -> str:
    """With four modules of quiet around it, white also where the page is dark."""
    out = io.BytesIO()
    symbol_of(words).save(
        out, kind="svg", border=4, omitsize=True, xmldecl=False, light="#fff",
        svgclass=None, lineclass=None,
    )  # fmt: skip
    return out.getvalue().decode()


def as_address(svg: str) -> str:
    """For the `src` of an image: the page fetches nothing."""
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()
