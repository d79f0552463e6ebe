from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cluster_portal.toolkit.errors import NotAllowedError
from members.accounts.models import User
from members.services import notifications, policies
from members.services.actions.locking import check, locked, move
from members.services.errors import RatingError
from members.services.models import (
    Rating,
    RequestEvent,
    RequestStatus,
    ServiceRating,
    ServiceRequest,
)

S = RequestStatus


@transaction.atomic
def rate_service(*, request_id: int, stars: int, text: str, actor: User) -> ServiceRating:
    """Once, after everything else is done. A second rating changes nothing: RatingError."""
    request = locked(request_id)
    if not policies.can_answer_delivery(actor, request):
        raise NotAllowedError
    if ServiceRating.objects.filter(request=request).exists():
        raise RatingError(_("This service is rated already."))
    check(request, S.RATED)
    if not may_be_rated(request):
        raise RatingError(_("You can rate the service once it is invoiced."))
    if stars not in Rating.values:
        raise RatingError(_("Choose one of the five."))
    rating = ServiceRating.objects.create(
        request=request, stars=stars, text=text.strip(), rated_by=actor, rated_at=timezone.now()
    )
    move(request, S.RATED, kind=RequestEvent.RATED, actor=actor, due_on=None)
    notifications.rated(request, rating)
    return rating


def may_be_rated(request: ServiceRequest) -> bool:
    """What costs money is invoiced first; what the fee pays for is done when it is confirmed."""
    return request.status == S.INVOICED or (request.status == S.CONFIRMED and not request.amount)
