"""The QR code that a banking application fills a transfer from: EPC069-12 version 2, euros only."""

import io
from decimal import Decimal

from segno import helpers

LONGEST_NAME = 70
LARGEST = Decimal("999999999.99")


def qr_svg(*, name: str, iban: str, bic: str, amount: Decimal, reference: str) -> str:
    """An SVG image. The reference is ISO 11649, so that it stands in the structured field."""
    code = helpers.make_epc_qr(
        name=name[:LONGEST_NAME],
        iban=iban.replace(" ", ""),
        bic=bic or None,
        amount=amount,
        reference=reference,
        encoding="utf-8",
    )
    image = io.BytesIO()
    code.save(image, kind="svg", border=4, xmldecl=False, svgclass=None, lineclass=None)
    return image.getvalue().decode()
