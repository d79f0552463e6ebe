"""What the functions of this room share: the lock, the permission, the move, the queue."""

from django.db.models import Q
from django.utils.translation import gettext as _

from cluster_portal.toolkit.states import check_move
from faq.community.models import CONTRIBUTION_MOVES, Contribution, ContributionStatus

S = ContributionStatus


def locked(contribution_id: int) -> Contribution:
    """With all that came from the same guest, always in the same order: who waits depends on it."""
    email = Contribution.objects.values_list("guest_email", flat=True).get(pk=contribution_id)
    theirs = Q(guest_email=email) & ~Q(guest_email="")
    rows = (
        Contribution.objects.select_for_update(of=("self",))
        .filter(Q(pk=contribution_id) | theirs)
        .order_by("pk")
    )
    for row in rows:
        if row.pk == contribution_id:
            return row
    raise Contribution.DoesNotExist


def check(contribution: Contribution, target: ContributionStatus) -> None:
    check_move(CONTRIBUTION_MOVES, S(contribution.status), target, _("This comment"))


def has_another_waiting(contribution: Contribution) -> bool:
    others = Contribution.objects.waiting().of_guest(contribution.guest_email)
    return others.exclude(pk=contribution.pk).exists()


def to_office(contribution: Contribution) -> None:
    """A confirmed one waits for the office, or behind the guest's other one that does."""
    target = S.UNCONFIRMED if has_another_waiting(contribution) else S.PENDING
    if contribution.status != target:
        check(contribution, target)
        contribution.status = target
        contribution.save(update_fields=["status"])


def next_in_queue(email: str) -> None:
    """The guest's place at the office is free."""
    waiting = Contribution.objects.queued().of_guest(email).first()
    if waiting and not has_another_waiting(waiting):
        to_office(waiting)
