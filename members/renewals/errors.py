from cluster_portal.toolkit.errors import PortalError


class RenewalError(PortalError):
    """A rule of renewals said no."""


class RunInProgressError(RenewalError):
    """This year has a run that is not finished."""


class NothingToIssueError(RenewalError):
    """Every member has its notice, or none can be reckoned."""
