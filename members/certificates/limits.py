"""How many certificates may be looked up from one place: enough for a desk that checks a pile of
offers, too few to try out addresses.
"""

from django.utils.translation import gettext as _

from cluster_portal.toolkit import limits
from members.certificates.errors import TooManyLooksError

PER_PLACE = 60


def check_place(place: str) -> None:
    """In an hour; counts this time too."""
    if limits.count("certificate:place", limits.network_of(place)) > PER_PLACE:
        raise TooManyLooksError(
            _("Many certificates were looked up from your network within this hour. "
              "Please come back a little later.")
        )  # fmt: skip
