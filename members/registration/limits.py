"""How often a link may be asked for: counted in the cache, by address and by network place."""

import hashlib
import ipaddress
import time

from django.core.cache import cache

HOUR = 3600
PER_ADDRESS = 3
PER_PLACE = 20


def may_ask_for_link(*, email: str, place: str) -> bool:
    """Counts this time too. Windows of an hour; a race lets one more through, which is harmless."""
    by_address = _count("address", email.strip().lower()) <= PER_ADDRESS
    return _count("place", network_of(place)) <= PER_PLACE and by_address


def network_of(place: str) -> str:
    """One house has one IPv4 address, or a whole /64 of IPv6."""
    try:
        address = ipaddress.ip_address(place)
    except ValueError:
        return place
    if isinstance(address, ipaddress.IPv4Address):
        return place
    return str(ipaddress.ip_network((address, 64), strict=False))


def _count(kind: str, value: str) -> int:
    digest = hashlib.sha256(value.encode()).hexdigest()[:32]
    key = f"join:{kind}:{digest}:{int(time.time() // HOUR)}"
    number = (cache.get(key) or 0) + 1
    cache.set(key, number, timeout=HOUR)
    return number
