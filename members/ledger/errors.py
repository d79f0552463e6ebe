from cluster_portal.toolkit.errors import PortalError


class LedgerError(PortalError):
    """A rule of debts and payments said no."""


class PaymentError(LedgerError):
    """These facts of a payment cannot be true."""


class AllocationError(LedgerError):
    """The money is not there, or the document does not owe as much."""


class CreditError(LedgerError):
    """A document cannot be credited by this."""


class AlreadyReversedError(LedgerError):
    """What is taken back once stays taken back; a reversal is not reversed."""


class NoRateError(LedgerError):
    """The National Bank's rate for the day is not entered."""


class RateMissingError(LedgerError):
    """Money in one currency meets a document in another, and no rate is given."""
