from cluster_portal.toolkit.errors import PortalError


class LegalTextError(PortalError):
    """A rule of statute, notice or agreement said no."""


class TextIncompleteError(LegalTextError):
    """This text cannot be published as it stands."""


class TextReplacedError(LegalTextError):
    """What was read is not the text that holds today."""
