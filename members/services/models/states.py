"""The states of a request, which may follow which, and what history calls the steps."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from cluster_portal.toolkit.history.kinds import register_kinds


@register_kinds
class RequestEvent(models.TextChoices):
    ASKED = "service_request.asked", _("Service asked for")
    TAKEN_UP = "service_request.taken_up", _("The office looks into it")
    INCLUDED = "service_request.included", _("Included in the membership fee")
    QUOTED = "service_request.quoted", _("Quote made")
    EXPIRED = "service_request.expired", _("The quote has run out")
    APPROVED = "service_request.approved", _("Quote approved")
    DECLINED = "service_request.declined", _("Quote declined")
    WAITING = "service_request.waiting", _("Waiting for a free place")
    MOVED_UP = "service_request.moved_up", _("A place has become free")
    SCHEDULED = "service_request.scheduled", _("Day agreed")
    DELIVERED = "service_request.delivered", _("Delivered")
    OBJECTED = "service_request.objected", _("The member says it is not delivered")
    CONFIRMED = "service_request.confirmed", _("Delivery confirmed")
    INVOICED = "service_request.invoiced", _("Invoiced")
    RATED = "service_request.rated", _("Rated")
    WITHDRAWN = "service_request.withdrawn", _("Request withdrawn")
    REFUSED = "service_request.refused", _("The office cannot do it")


class RequestStatus(models.TextChoices):
    REQUESTED = "requested", _("asked for")
    TRIAGE = "triage", _("the office looks into it")
    QUOTED = "quoted", _("waiting for your approval")
    EXPIRED = "expired", _("the quote has run out")
    INCLUDED = "included", _("included in the fee, to be scheduled")
    APPROVED = "approved", _("approved, to be scheduled")
    WAITING = "waiting", _("waiting for a free place")
    SCHEDULED = "scheduled", _("scheduled")
    DELIVERED = "delivered", _("delivered, to be confirmed")
    CONFIRMED = "confirmed", _("delivered and confirmed")
    INVOICED = "invoiced", _("invoiced")
    RATED = "rated", _("rated")
    DECLINED = "declined", _("declined")
    WITHDRAWN = "withdrawn", _("withdrawn")
    REFUSED = "refused", _("refused")

    @property
    def tone(self) -> str:
        """Of the badge that shows it."""
        if self in {RequestStatus.DECLINED, RequestStatus.WITHDRAWN, RequestStatus.EXPIRED}:
            return "note"
        if self == RequestStatus.REFUSED:
            return "bad"
        done = {RequestStatus.CONFIRMED, RequestStatus.INVOICED, RequestStatus.RATED}
        return "good" if self in done else "wait"


S = RequestStatus
_ANSWERS = {S.INCLUDED, S.QUOTED, S.WAITING, S.REFUSED, S.WITHDRAWN}
REQUEST_MOVES: dict[RequestStatus, frozenset[RequestStatus]] = {
    S.REQUESTED: frozenset({S.TRIAGE, S.WITHDRAWN}),
    S.TRIAGE: frozenset(_ANSWERS),
    S.QUOTED: frozenset(
        {S.QUOTED, S.APPROVED, S.WAITING, S.DECLINED, S.EXPIRED, S.WITHDRAWN, S.REFUSED}
    ),
    S.EXPIRED: frozenset({S.QUOTED, S.WITHDRAWN, S.REFUSED}),
    S.DECLINED: frozenset({S.QUOTED}),
    S.INCLUDED: frozenset({S.SCHEDULED, S.DELIVERED, S.WITHDRAWN, S.REFUSED}),
    S.APPROVED: frozenset({S.SCHEDULED, S.DELIVERED, S.WITHDRAWN, S.REFUSED}),
    S.WAITING: frozenset({S.INCLUDED, S.APPROVED, S.SCHEDULED, S.WITHDRAWN, S.REFUSED}),
    S.SCHEDULED: frozenset({S.SCHEDULED, S.DELIVERED, S.WITHDRAWN, S.REFUSED}),
    S.DELIVERED: frozenset({S.CONFIRMED, S.SCHEDULED}),
    S.CONFIRMED: frozenset({S.INVOICED, S.RATED}),
    S.INVOICED: frozenset({S.RATED}),
    S.RATED: frozenset(),
    S.WITHDRAWN: frozenset(),
    S.REFUSED: frozenset(),
}
# What was delivered and not objected to: counted in statements.
IN_USE = (S.DELIVERED, S.CONFIRMED, S.INVOICED, S.RATED)
# What counts against the capacity of a year or month.
HOLDS_A_PLACE = (S.INCLUDED, S.APPROVED, S.SCHEDULED, *IN_USE)
# Whose free units count against the quota: also those that a quote has promised.
FREE_IS_TAKEN = (S.QUOTED, S.WAITING, *HOLDS_A_PLACE)
TO_ANSWER = (S.REQUESTED, S.TRIAGE)
TO_DELIVER = (S.INCLUDED, S.APPROVED, S.WAITING, S.SCHEDULED)
ENDED = (S.RATED, S.DECLINED, S.WITHDRAWN, S.REFUSED)
MOST_UNITS = 1000
