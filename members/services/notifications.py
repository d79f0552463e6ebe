"""Letters about requests: to the people of the member, and to who is in charge at the office."""

from typing import Any

from django.urls import reverse
from django.utils import formats, translation
from django.utils.translation import gettext as _

from cluster_portal.toolkit.mail import actions as mail
from cluster_portal.toolkit.templatetags.portal import money
from members.accounts.models import User
from members.organisations.notifications import office
from members.organisations.policies import represents
from members.organisations.readers import looks_after_money
from members.services.letters import written
from members.services.models import (
    Rating,
    ServiceDelivery,
    ServiceQuote,
    ServiceRating,
    ServiceRequest,
)

TEMPLATE = "members/services/mail/letter"


def asked(request: ServiceRequest) -> None:
    _to_member("asked", request)
    _to_office("office_asked", request, reason=request.wish)


def included(request: ServiceRequest, *, has_place: bool) -> None:
    _to_member("included" if has_place else "included_waiting", request)


def quoted(request: ServiceRequest, quote: ServiceQuote) -> None:
    _to_member("quoted", request, reason=quote.note, with_approvers=True)


def quote_runs_out(request: ServiceRequest) -> None:
    """Once for each quote, whatever the clock does."""
    _to_member(
        "quote_runs_out", request, with_approvers=True, key=f"quote-runs-out-{request.due_on}"
    )


def expired(request: ServiceRequest) -> None:
    _to_member("expired", request, with_approvers=True)


def approved(request: ServiceRequest, *, has_place: bool) -> None:
    _to_member("approved" if has_place else "approved_waiting", request, with_approvers=True)
    _to_office("office_approved", request)


def declined(request: ServiceRequest, *, reason: str) -> None:
    _to_office("office_declined", request, reason=reason)


def place_found(request: ServiceRequest) -> None:
    _to_member("place_found", request)


def scheduled(request: ServiceRequest, *, note: str) -> None:
    _to_member("scheduled", request, reason=note)


def delivered(request: ServiceRequest, delivery: ServiceDelivery) -> None:
    _to_member("delivered", request, reason=delivery.note)


def confirmed(request: ServiceRequest, *, by: User | None) -> None:
    _to_office("office_confirmed", request)
    if not request.amount:
        _to_member("ready_to_rate", request)


def objected(request: ServiceRequest, *, reason: str) -> None:
    _to_office("office_objected", request, reason=reason)


def invoiced(request: ServiceRequest) -> None:
    _to_member("invoiced", request)


def rated(request: ServiceRequest, rating: ServiceRating) -> None:
    words = f"{rating.stars} · {Rating(rating.stars).label}"
    _to_office("office_rated", request, reason=f"{words}\n{rating.text}".strip())


def refused(request: ServiceRequest, *, reason: str) -> None:
    _to_member("refused", request, reason=reason)


def withdrawn(request: ServiceRequest, *, by: User, reason: str) -> None:
    if represents(by, request.organisation):
        _to_office("office_withdrawn", request, reason=reason)
    else:
        _to_member("withdrawn_by_office", request, reason=reason)


def _to_member(
    letter: str,
    request: ServiceRequest,
    *,
    reason: str = "",
    with_approvers: bool = False,
    key: str = "",
) -> None:
    """To who asked, as long as they speak for the organisation; else to those who pay."""
    person = request.requested_by
    people = [person] if person.is_active and represents(person, request.organisation) else []
    if with_approvers or not people:
        people += [one for one in looks_after_money(request.organisation) if one not in people]
    for one in people:
        with translation.override(one.language):
            why = _(
                "You get this because %(organisation)s has asked the cluster for a service."
            ) % {"organisation": request.organisation}
            path = request.get_absolute_url()
        _send(
            letter, request, why=why, reason=reason, address=one.email, name=one.full_name,
            language=one.language, path=path,
            key=f"service-{request.pk}-{key}-{one.pk}" if key else None,
        )  # fmt: skip


def _to_office(letter: str, request: ServiceRequest, *, reason: str = "") -> None:
    """To who looks after it, else to who is in charge of the service, else to the office."""
    person = request.handled_by or request.service.in_charge
    if person is not None and person.is_active:
        address, name, language = person.email, person.full_name, person.language
    else:
        association = office()
        if association is None:
            return
        address, name, language = association.email, association.name, association.language
    with translation.override(language):
        why = _("You get this because you look after the services of the cluster.")
        path = reverse("admin:members_servicerequest_change", args=[request.pk])
    _send(
        letter, request, why=why, reason=reason, address=address, name=name, language=language,
        path=path, key=None,
    )  # fmt: skip


def _send(
    letter: str,
    request: ServiceRequest,
    *,
    why: str,
    reason: str,
    address: str,
    name: str,
    language: str,
    path: str,
    key: str | None,
) -> None:
    with translation.override(language):
        words = written(letter, _facts(request))
    mail.send_mail(
        template=TEMPLATE,
        to_address=address,
        to_name=name,
        language=language,
        why=why,
        about=request,
        key=key,
        context={"request": request, "words": words, "reason": reason, "path": path},
    )


def _facts(request: ServiceRequest) -> dict[str, Any]:
    return {
        "service": request.service.name,
        "organisation": str(request.organisation),
        "person": str(request.requested_by),
        "number": request.quantity,
        "amount": money(request.amount, request.currency),
        "day": formats.date_format(request.due_on) if request.due_on else "",
    }
