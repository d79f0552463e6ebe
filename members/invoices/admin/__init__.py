from members.invoices.admin.efactura import EFacturaAdmin
from members.invoices.admin.invoices import InvoiceAdmin
from members.invoices.admin.law import InvoicingRulesAdmin, VatRateAdmin, VatStatusAdmin

__all__ = [
    "EFacturaAdmin",
    "InvoiceAdmin",
    "InvoicingRulesAdmin",
    "VatRateAdmin",
    "VatStatusAdmin",
]
