"""How often a person may ask to represent organisations: asking must not become a search."""

from cluster_portal.toolkit import limits

PER_PERSON_A_DAY = 5


def may_ask_to_represent(person_id: int) -> bool:
    """Counts this time too."""
    return limits.count("represent", str(person_id), seconds=limits.DAY) <= PER_PERSON_A_DAY
