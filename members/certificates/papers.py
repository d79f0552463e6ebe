"""A certificate on paper, in one language or both, with the address that proves it."""

import datetime as dt
import io
from typing import Any

import segno
from django.http import HttpResponse
from django.utils import formats, translation
from django.utils.translation import gettext as _

from cluster_portal.toolkit.pdf import documents
from members.certificates.models import Certificate, PaperLanguage
from members.organisations.models import Association

TEMPLATE = "certificate.typ"


def pdf_of(certificate: Certificate) -> bytes:
    """The same certificate gives the same paper: everything on it comes from its own row."""
    return documents.made(TEMPLATE, data_of(certificate), day=certificate.issued_on)


def data_of(certificate: Certificate) -> dict[str, Any]:
    languages = _languages(certificate)
    association = Association.objects.first()
    publisher = certificate.issuer["legal_name"] or certificate.issuer["name"]
    with translation.override(languages[0]):
        return {
            "title": _("Certificate of membership %(number)s") % {"number": certificate.number},
            "description": f"{certificate.legal_name} · {publisher}",
            "publisher": publisher,
            "language": languages[0],
            "accent": association.accent if association else "#0b5c6b",
            "footer": " · ".join(_issuer_lines(certificate)),
            "issuer": _issuer_lines(certificate),
            "number": certificate.number,
            "address": certificate.verify_address,
            "qr": _qr(certificate.verify_address),
            "texts": [_text(certificate, language) for language in languages],
        }


def _languages(certificate: Certificate) -> list[str]:
    """On a paper in both, that of the association's country comes first."""
    if certificate.language == PaperLanguage.BOTH:
        return ["ro", "en"]
    return [certificate.language]


def _text(certificate: Certificate, language: str) -> dict[str, Any]:
    """The words in one language; plain text, which Typst sets and never runs."""
    association = Association.objects.first()
    with translation.override(language):
        is_sample = association is not None and association.is_sample
        return {
            "language": language,
            "title": _("Certificate of membership"),
            "number": _("No. %(number)s") % {"number": certificate.number},
            "certifies": _("This is to certify that"),
            "name": certificate.legal_name,
            "code": _("registered under the code %(code)s") % {"code": certificate.identifier},
            "is_member": _("is a member of %(association)s since %(day)s.")
            % {
                "association": certificate.issuer["legal_name"] or certificate.issuer["name"],
                "day": _day(certificate.member_since),
            },
            "facts": [
                [_("Category"), str(certificate.get_category_display())],
                [_("Issued on"), _day(certificate.issued_on)],
                [_("Valid until"), _day(certificate.valid_until)],
            ],
            "check": _(
                "It was issued electronically and holds without a signature or stamp. Whether it "
                "still holds is said at this address, or by the square code:"
            ),
            "alt": _("Square code that leads to the address for checking"),
            "notice": _("Sample data: this certificate is invented and certifies nothing.")
            if is_sample
            else "",
        }


def _day(day: dt.date) -> str:
    return formats.date_format(day, "DATE_FORMAT")


def _issuer_lines(certificate: Certificate) -> list[str]:
    issuer = certificate.issuer
    place = ", ".join(
        filter(
            None,
            [issuer["street"], " ".join(filter(None, [issuer["postal_code"], issuer["city"]]))],
        )
    )
    lines = [issuer["legal_name"] or issuer["name"], issuer["fiscal_code"], place]
    return [line for line in lines if line]


def _qr(address: str) -> str:
    """Black on white whatever the theme: it is printed. Level Q stands a stamp over a quarter."""
    paper = io.BytesIO()
    segno.make(address, error="q", micro=False).save(
        paper, kind="svg", border=0, xmldecl=False, svgclass=None, lineclass=None
    )
    return paper.getvalue().decode()


def response_of(certificate: Certificate) -> HttpResponse:
    """The paper as it is sent, once the caller has checked who asks."""
    response = HttpResponse(pdf_of(certificate), content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{certificate.number}.pdf"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
