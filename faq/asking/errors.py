from cluster_portal.toolkit.errors import PortalError


class AskError(PortalError):
    """The question cannot be moved on like this."""


class WordsMissingError(PortalError):
    """A reason or a reply is needed: the asker reads it."""
