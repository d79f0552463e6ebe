from members.accounts.models import User


def can_issue(user: User) -> bool:
    return user.has_perm("members.issue_renewalrun")


def can_look(user: User) -> bool:
    """Why a membership stands as it does, and what will happen to it."""
    return user.is_staff and user.has_perm("members.view_membership")


def can_do_tasks(user: User) -> bool:
    return user.has_perm("members.change_reminder")
