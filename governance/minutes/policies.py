from governance.mandates.policies import Person, sits_with_board


def can_read_drafts(user: Person) -> bool:
    return user.is_authenticated and (user.is_staff or sits_with_board(user))


def can_keep_minutes(user: Person) -> bool:
    """Begin, write, record the approval, publish, correct."""
    return user.has_perm("governance.change_minutes")
