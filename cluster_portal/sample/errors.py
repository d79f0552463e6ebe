from cluster_portal.toolkit.errors import PortalError


class NotEmptyError(PortalError):
    """The database has members already."""
