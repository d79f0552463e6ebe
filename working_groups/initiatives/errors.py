from cluster_portal.toolkit.errors import PortalError


class InitiativeError(PortalError):
    """A rule of the initiatives said no."""


class InitiativeDatesError(InitiativeError):
    """The days of an initiative contradict each other."""


class ReasonMissingError(InitiativeError):
    """Whoever brought it is to be told why."""
