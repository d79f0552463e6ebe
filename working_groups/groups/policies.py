"""Who may do what with a working group. Coordinators run it; the office may do so too, by the
permissions of the admin.
"""

from django.contrib.auth.models import AnonymousUser

from members.accounts.models import User
from members.organisations.models import Organisation, Representative
from working_groups.groups.models import GroupStatus, Seat, SeatRole, WorkingGroup

Viewer = User | AnonymousUser


def is_office(viewer: Viewer) -> bool:
    return viewer.has_perm("working_groups.change_workinggroup")


def may_look(viewer: Viewer) -> bool:
    """The office may read what groups keep to themselves, by its permissions in the admin."""
    return is_office(viewer) or viewer.has_perm("working_groups.view_workinggroup")


def coordinates(viewer: Viewer, group: WorkingGroup) -> bool:
    return (
        viewer.is_authenticated
        and Seat.objects.coordinating().filter(group=group, user=viewer).exists()
    )


def represents_a_member(viewer: Viewer) -> bool:
    """Speaks for an active member of the association, and may so see who takes part."""
    return (
        viewer.is_authenticated
        and Representative.objects.of_active_members().filter(user=viewer).exists()
    )


def can_join(viewer: Viewer, group: WorkingGroup, organisation: Organisation | None = None) -> bool:
    """Ask for a seat: representatives of active members, while the group is active."""
    if group.status != GroupStatus.ACTIVE or not viewer.is_authenticated:
        return False
    ties = Representative.objects.of_active_members().filter(user=viewer)
    return (ties.filter(organisation=organisation) if organisation else ties).exists()


def can_decide(viewer: Viewer, group: WorkingGroup) -> bool:
    """Accept and decline requests, name coordinators, end seats."""
    return viewer.has_perm("working_groups.change_seat") or coordinates(viewer, group)


def can_read_inside(viewer: Viewer, group: WorkingGroup) -> bool:
    return may_look(viewer) or (
        viewer.is_authenticated and Seat.objects.held().filter(group=group, user=viewer).exists()
    )


def can_edit_inside(viewer: Viewer, group: WorkingGroup) -> bool:
    """Not after the group has concluded: then its page is its archive."""
    return group.status != GroupStatus.CONCLUDED and (
        is_office(viewer) or coordinates(viewer, group)
    )


def can_see_people(viewer: Viewer, group: WorkingGroup) -> bool:
    """Read who sits in the group: the members of the association and the office."""
    return can_read_inside(viewer, group) or represents_a_member(viewer)


def is_last_coordinator(seat: Seat) -> bool:
    """Without this seat nobody would coordinate a group whose work is not over."""
    others = Seat.objects.coordinating().filter(group=seat.group_id).exclude(pk=seat.pk)
    return (
        seat.role == SeatRole.COORDINATOR
        and seat.group.status != GroupStatus.CONCLUDED
        and Seat.objects.coordinating().filter(pk=seat.pk).exists()
        and not others.exists()
    )


def organisations_of(viewer: Viewer) -> list[Organisation]:
    """The active members for which this person may ask for a seat."""
    ties = Representative.objects.of_active_members().filter(user=viewer.pk)
    return list(
        Organisation.objects.filter(pk__in=ties.values("organisation")).order_by("display_name")
    )
