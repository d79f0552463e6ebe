from members.services.admin.catalogue import ServiceAdmin, ServiceTermsAdmin
from members.services.admin.requests import (
    OrderPreferenceAdmin,
    ServiceDeliveryAdmin,
    ServiceQuoteAdmin,
    ServiceRatingAdmin,
    ServiceRequestAdmin,
)

__all__ = [
    "OrderPreferenceAdmin",
    "ServiceAdmin",
    "ServiceDeliveryAdmin",
    "ServiceQuoteAdmin",
    "ServiceRatingAdmin",
    "ServiceRequestAdmin",
    "ServiceTermsAdmin",
]
