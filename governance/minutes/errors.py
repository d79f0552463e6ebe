from cluster_portal.toolkit.errors import PortalError


class MinutesError(PortalError):
    """A rule about minutes said no."""


class NotHeldError(MinutesError):
    """Minutes are taken of a meeting that was held."""


class AlreadyDraftedError(MinutesError):
    """The meeting has its minutes."""


class UnfinishedError(MinutesError):
    """Something is still to be written before the minutes can be approved."""


class NotDraftError(MinutesError):
    """Only a draft is written in; what is published gets a correction."""


class ChangedMeanwhileError(MinutesError):
    """Somebody else has saved the draft since it was opened."""
