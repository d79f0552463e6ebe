from django.contrib.auth.models import AnonymousUser

from members.accounts.models import User


def can_change(viewer: User | AnonymousUser) -> bool:
    """The office keeps the catalogue, by its permission in the admin."""
    return viewer.has_perm("members.change_service")
