from cluster_portal.toolkit.errors import PortalError


class InvoiceError(PortalError):
    """A rule of invoices, credit notes or VAT said no."""


class NotReadyToIssueError(InvoiceError):
    """The association's record lacks what every invoice must say."""


class VatError(InvoiceError):
    """No VAT rate in force fits these lines, or they cannot stand on one document."""


class ExchangeRateNeededError(InvoiceError):
    """A document in a foreign currency states its VAT in lei, so it needs the day's rate."""


class RateReasonNeededError(InvoiceError):
    """Another rate than the National Bank's, as it is entered, holds only with its reason."""


class EvidenceMissingError(InvoiceError):
    """No VAT is charged on a line, and what shows that none is due is not in the records."""


class BuyerDataMissingError(InvoiceError):
    """The buyer's record lacks what art. 319(20) of the Fiscal Code or RO e-Factura ask for."""


class NothingToInvoiceError(InvoiceError):
    """A document without lines, or over nothing, is not issued."""


class CreditError(InvoiceError):
    """More cannot be credited than was invoiced and not credited yet."""


class SubmissionError(InvoiceError):
    """These facts about sending to RO e-Factura cannot be true."""
