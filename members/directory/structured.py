"""What machines read on a member's page: schema.org's Organization, and only what it shows."""

import json
from typing import Any

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

from members.organisations.models import Association, Organisation

# Within <script> neither an end tag nor a line separator of old JavaScript may appear.
_ESCAPES = str.maketrans({"<": "\\u003C", ">": "\\u003E", "&": "\\u0026",
                          "\u2028": "\\u2028", "\u2029": "\\u2029"})  # fmt: skip


def data_of(organisation: Organisation, association: Association | None) -> SafeString:
    page = f"{settings.SITE_URL}{organisation.get_absolute_url()}"
    place = {
        "@type": "PostalAddress",
        "addressLocality": organisation.city,
        "addressCountry": organisation.country,
    }
    cluster = {"@type": "Organization", "name": association.name if association else "",
               "url": association.website if association else ""}  # fmt: skip
    data = {
        "@context": "https://schema.org",
        "@type": "Organization",
        "@id": page,
        "name": organisation.display_name,
        "legalName": organisation.legal_name,
        "description": organisation.summary,
        "url": organisation.website or page,
        "address": _filled(place) if organisation.city else None,
        "memberOf": _filled(cluster) if association else None,
    }
    words = json.dumps(_filled(data), ensure_ascii=False).translate(_ESCAPES)
    return mark_safe(words)  # noqa: S308 - JSON whose tag signs are escaped


def _filled(data: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in data.items() if value}
