"""Who takes what from the register."""

from members.organisations.models import Representative
from members.organisations.policies import Person


def can_take_contacts(viewer: Person) -> bool:
    """The contact cards and the list as a file: for people of active members and the office."""
    if not viewer.is_authenticated:
        return False
    if viewer.is_staff:
        return True
    return Representative.objects.of_active_members().filter(user=viewer).exists()
