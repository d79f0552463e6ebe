"""May this person? The pair of the querysets' visible_to()."""

from django.contrib.auth.models import AnonymousUser

from members.accounts.models import User
from members.invoices import policies as invoices
from members.organisations.models import Organisation
from members.organisations.policies import represents
from members.organisations.readers import looks_after_money
from members.services.models import ServiceRequest

Person = User | AnonymousUser


def can_change(viewer: Person) -> bool:
    """The office keeps the catalogue, by its permission in the admin."""
    return viewer.has_perm("members.change_service")


def can_handle(viewer: Person) -> bool:
    """Answer requests, make quotes, record deliveries."""
    return viewer.is_staff and viewer.has_perm("members.change_servicerequest")


def can_invoice(viewer: Person) -> bool:
    return can_handle(viewer) and invoices.can_issue(viewer)


def can_see_worth(viewer: Person) -> bool:
    """What services are worth to all members together, for the office; the Board has its own page
    in cluster_portal/home.
    """
    return viewer.is_staff and viewer.has_perm("members.view_servicerequest")


def can_ask(viewer: Person, organisation: Organisation) -> bool:
    """Whoever speaks for a member. Whether the membership gives rights is asked by the action."""
    return represents(viewer, organisation)


def can_approve(viewer: Person, organisation: Organisation) -> bool:
    """Money is spent by the billing role, nobody else; the office cannot approve its own quote."""
    return viewer.is_authenticated and viewer in looks_after_money(organisation)


def can_withdraw(viewer: Person, request: ServiceRequest) -> bool:
    """Who asked, who would pay, and the office on behalf of the member."""
    if can_handle(viewer):
        return True
    if not represents(viewer, request.organisation):
        return False
    return viewer.pk == request.requested_by_id or can_approve(viewer, request.organisation)


def can_answer_delivery(viewer: Person, request: ServiceRequest) -> bool:
    """Anybody of the organisation knows whether it was done."""
    return represents(viewer, request.organisation)
