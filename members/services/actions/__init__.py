"""Every change of this room that has a rule."""

from members.services.actions.approval import approve_quote, decline_quote, expire_quote
from members.services.actions.asking import ask_for_service, withdraw_request
from members.services.actions.catalogue import (
    close_service,
    copy_catalogue,
    copy_to_next_year,
    offer_service,
)
from members.services.actions.delivery import (
    confirm_delivery,
    confirm_forgotten,
    object_to_delivery,
    record_delivery,
    schedule_request,
)
from members.services.actions.invoicing import invoice_request, sketch_invoice
from members.services.actions.rating import rate_service
from members.services.actions.triage import (
    include_in_fee,
    make_quote,
    refuse_request,
    take_up,
)

__all__ = [
    "approve_quote",
    "ask_for_service",
    "close_service",
    "confirm_delivery",
    "confirm_forgotten",
    "copy_catalogue",
    "copy_to_next_year",
    "decline_quote",
    "expire_quote",
    "include_in_fee",
    "invoice_request",
    "make_quote",
    "object_to_delivery",
    "offer_service",
    "rate_service",
    "record_delivery",
    "refuse_request",
    "schedule_request",
    "sketch_invoice",
    "take_up",
    "withdraw_request",
]
