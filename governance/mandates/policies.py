from django.contrib.auth.models import AnonymousUser

from governance.mandates.models import Mandate
from members.accounts.models import User

Person = User | AnonymousUser


def is_board_member(user: Person) -> bool:
    """Holds today a seat that votes: president, vice-president or member."""
    return user.is_authenticated and Mandate.objects.on().of_directors().filter(user=user).exists()


def sits_with_board(user: Person) -> bool:
    """Board members, and the Executive Director, who sits with them and does not vote."""
    return user.is_authenticated and Mandate.objects.on().filter(user=user).exists()


def can_keep_mandates(user: Person) -> bool:
    return user.has_perm("governance.change_mandate")
