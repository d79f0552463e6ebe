from cluster_portal.toolkit.errors import PortalError


class CommunityError(PortalError):
    """What a reader sent cannot be taken as it is."""


class StaleFormError(CommunityError):
    """The form is not ours or was open for days: it is shown again with what was typed."""


class FloodError(CommunityError):
    """Very much came from one place: the next is asked to wait."""


class BallotError(CommunityError):
    """The page that was voted on is not ours, or was open for days."""


class VotingPausedError(CommunityError):
    """Nobody votes on an answer that is being revised."""


class LinkExpiredError(CommunityError):
    """The link of the mail has had its time."""


class ReasonMissingError(CommunityError):
    """The sender is told why."""


class OtherWaitsError(CommunityError):
    """Another post of the same guest waits for the office."""


class WrongRevisionError(CommunityError):
    """The revision is of another question, or older than what it is to take up."""
