from cluster_portal.toolkit.errors import PortalError


class BooksError(PortalError):
    """A rule of the accountant's months said no."""


class MonthToComeError(BooksError):
    """A month that has not begun has no books."""
