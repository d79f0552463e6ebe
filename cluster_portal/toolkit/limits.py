"""How often something may be done in a while: counted in the cache, which forgets by itself."""

import hashlib
import ipaddress
import time

from django.core.cache import cache

HOUR = 3600
DAY = 24 * HOUR


def count(kind: str, value: str, *, seconds: int = HOUR) -> int:
    """The number of times in this window, this one included. The value is kept as a hash.

    A race lets one more through, which is harmless.
    """
    digest = hashlib.sha256(value.encode()).hexdigest()[:32]
    key = f"{kind}:{digest}:{seconds}:{int(time.time() // seconds)}"
    number = (cache.get(key) or 0) + 1
    cache.set(key, number, timeout=seconds)
    return number


def network_of(place: str) -> str:
    """One house has one IPv4 address, or a whole /64 of IPv6."""
    try:
        address = ipaddress.ip_address(place)
    except ValueError:
        return place
    if isinstance(address, ipaddress.IPv4Address):
        return place
    return str(ipaddress.ip_network((address, 64), strict=False))
