from cluster_portal.toolkit.errors import PortalError


class ServiceError(PortalError):
    """A rule of the catalogue said no."""


class ServiceDatesError(ServiceError):
    """The days of a service contradict each other."""
