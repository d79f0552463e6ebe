from cluster_portal.toolkit.errors import PortalError


class GapError(PortalError):
    """A gap cannot be changed as it was asked."""


class ReasonMissingError(GapError):
    """Colleagues are to be told why."""


class NotAnsweredError(GapError):
    """The question chosen has no answer that readers of the gap see."""


class WordingTakenError(GapError):
    """Another question is already asked in these words."""
