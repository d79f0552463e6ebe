from cluster_portal.toolkit.errors import PortalError


class NotToBeVerifiedError(PortalError):
    """An answer that is not there, or that is being revised, cannot be found correct."""


class SourceError(PortalError):
    """The source cannot be superseded, or reinstated, like this."""
