from members.organisations.policies import Person


def can_see(user: Person) -> bool:
    return user.has_perm("members.view_overview")


def can_see_money(user: Person) -> bool:
    """Income and what is owed: also the right to read payments."""
    return can_see(user) and user.has_perm("members.view_payment")
