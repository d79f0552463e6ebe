from cluster_portal.toolkit.errors import PortalError


class ServiceError(PortalError):
    """A rule of the catalogue or of a request said no."""


class ServiceDatesError(ServiceError):
    """The days of a service contradict each other."""


class CopyError(ServiceError):
    """This entry of the catalogue cannot be copied to that year."""


class NotOfferedError(ServiceError):
    """The service cannot be had on that day."""


class NotAMemberError(ServiceError):
    """Services are for organisations whose membership is active."""


class QuantityError(ServiceError):
    """More than there is, or nothing at all."""


class QuotaError(ServiceError):
    """The fee does not pay for so many."""


class PriceError(ServiceError):
    """A quote needs a price, and something to pay."""


class QuoteError(ServiceError):
    """This quote cannot be answered: another one stands, or its days are over."""


class PurchaseOrderError(ServiceError):
    """The organisation approves nothing without a purchase-order number."""


class NoPlaceError(ServiceError):
    """All places of that month or year are taken."""


class ProofError(ServiceError):
    """A delivery is shown by a note or a paper."""


class RatingError(ServiceError):
    """A service is rated once, after everything else is done."""
