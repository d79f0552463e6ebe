from cluster_portal.toolkit.errors import PortalError


class FeeError(PortalError):
    """A rule of fees, notices or payments said no."""


class NoFeeTableError(FeeError):
    """No fee table is in force on that day."""


class NoFeeBandError(FeeError):
    """The table has no fee for this category and size."""


class SizeNeededError(FeeError):
    """The fee depends on a size that is not known."""


class StaffNeededError(SizeNeededError):
    """The fee depends on the number of staff, which is not known."""


class TurnoverNeededError(SizeNeededError):
    """The fee depends on the turnover, which is not known."""


class ChoiceUnknownError(FeeError):
    """No such tier, plan or code for this table, category or day."""


class TableIncompleteError(FeeError):
    """A table with holes would leave somebody without a fee."""


class NotReadyToIssueError(FeeError):
    """The association's record lacks what every notice must say."""


class NothingToPayError(FeeError):
    """A notice over nothing is not issued."""


class AlreadyIssuedError(FeeError):
    """This membership has a notice for this year that is not cancelled."""


class NoticeHasPaymentsError(FeeError):
    """A notice that somebody paid for is not cancelled before the payment is reversed."""
