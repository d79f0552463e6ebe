from cluster_portal.toolkit.errors import PortalError


class BankingError(PortalError):
    """A rule about statements, their lines or their matches said no."""


class UnreadableFileError(BankingError):
    """This is not a statement that can be read; nothing of it was stored."""


class UnknownAccountError(BankingError):
    """The statement is of an account that is not one of the association's."""


class LineMovedError(BankingError):
    """Somebody else decided about this line in the meantime."""


class NothingToPostError(BankingError):
    """The line holds no money that could be posted so."""


class RateNeededError(BankingError):
    """The line and the document are in two currencies, and no rate was given."""
