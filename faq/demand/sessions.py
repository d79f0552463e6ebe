"""Who is typing, as far as it must be known: a keyed hash of the day, never the address."""

import base64
import re

from allauth.account.adapter import get_adapter
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

_SALT = "faq.demand.sessions"
_CRAWLERS = re.compile(
    r"bot\b|bot/|crawl|spider|slurp|preview|facebookexternalhit|monitor|lighthouse|archiver",
    re.IGNORECASE,
)
_PREFETCHES = ("Sec-Purpose", "Purpose", "X-Purpose", "X-Moz")


def session_of(request: HttpRequest) -> str:
    """43 characters that are the same for one browser at one address on one day (of Bucharest),
    and that nobody can turn back without the portal's key.
    """
    facts = "\n".join(
        [
            timezone.localdate().isoformat(),
            get_adapter().get_client_ip(request),
            request.headers.get("User-Agent", ""),
        ]
    )
    digest = salted_hmac(_SALT, facts, algorithm="sha256").digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def is_typed_by_a_person(request: HttpRequest) -> bool:
    """Not asked by a crawler that says so, nor fetched ahead in case somebody wants it."""
    is_ahead = any("prefe" in request.headers.get(name, "").lower() for name in _PREFETCHES)
    is_crawler = _CRAWLERS.search(request.headers.get("User-Agent", ""))
    return request.method == "GET" and not is_ahead and not is_crawler
