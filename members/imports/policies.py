from members.organisations.policies import Person


def can_import(user: Person) -> bool:
    """It enters organisations and people, so the right is one of its own."""
    return user.has_perm("members.add_importrun")


def can_undo(user: Person) -> bool:
    return user.has_perm("members.undo_importrun")
