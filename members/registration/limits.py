"""How often a link may be asked for, by address and by network place, in windows of an hour."""

from cluster_portal.toolkit import limits

PER_ADDRESS = 3
PER_PLACE = 20


def may_ask_for_link(*, email: str, place: str) -> bool:
    """Counts this time too."""
    by_address = limits.count("join:address", email.strip().lower()) <= PER_ADDRESS
    return limits.count("join:place", limits.network_of(place)) <= PER_PLACE and by_address


def may_share(*, email: str, application_id: int) -> bool:
    """Links to colleagues go to addresses that nobody has confirmed. Counts this time too."""
    by_address = limits.count("join:share:address", email.strip().lower()) <= PER_ADDRESS
    by_application = limits.count("join:share:application", str(application_id)) <= PER_PLACE
    return by_address and by_application
