from cluster_portal.toolkit.errors import PortalError


class BriefError(PortalError):
    """These answers do not make a brief."""


class NothingChosenError(BriefError):
    """No answer is chosen."""


class TooManyAnswersError(BriefError):
    """More answers than anybody reads in one go."""


class TooLongForPaperError(BriefError):
    """So many pages that making them would keep others waiting."""


class TooManyAtOnceError(BriefError):
    """This place has asked for many new PDFs within the hour."""
