from django.contrib.auth.models import AnonymousUser

from members.accounts.models import User


def can_move(viewer: User | AnonymousUser) -> bool:
    """The office keeps the initiatives, by its permission in the admin."""
    return viewer.has_perm("working_groups.change_initiative")
