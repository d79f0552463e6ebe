"""How many new PDFs one place may have made: what is made once is kept and costs nothing."""

from django.utils.translation import gettext as _

from cluster_portal.toolkit import limits
from faq.briefs.errors import TooManyAtOnceError

PER_PLACE = 40


def check_place(place: str) -> None:
    """In an hour; counts this time too."""
    if limits.count("brief:place", limits.network_of(place)) > PER_PLACE:
        raise TooManyAtOnceError(
            _("Many PDFs were made for your network within this hour. "
              "Read the brief on the page, or come back a little later.")
        )  # fmt: skip
