"""May this person of the office? Applicants act by their link, which is asked in the queryset."""

from django.contrib.auth.models import AnonymousUser

from members.accounts.models import User

Person = User | AnonymousUser


def can_decide(user: Person) -> bool:
    """Record what the Board decided."""
    return user.has_perm("members.decide_application")


def can_handle(user: Person) -> bool:
    """Ask the applicant for more, write down an answer, send the link again."""
    return user.has_perm("members.change_application")


def can_see_papers(user: Person) -> bool:
    return user.is_staff and user.has_perm("members.view_application")
