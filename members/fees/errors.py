from cluster_portal.toolkit.errors import PortalError


class FeeError(PortalError):
    """A rule of fees, notices or payments said no."""


class NoFeeTableError(FeeError):
    """No fee table is in force on that day."""


class NoFeeBandError(FeeError):
    """The table has no fee for this category and size."""


class StaffNeededError(FeeError):
    """The fee depends on the number of staff, which is not known."""


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
