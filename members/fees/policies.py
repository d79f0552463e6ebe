"""May this person? Who may see the sums is asked of ledger.policies.can_see_account."""

from django.contrib.auth.models import AnonymousUser

from members.accounts.models import User

Person = User | AnonymousUser


def can_publish_table(user: Person) -> bool:
    return user.has_perm("members.publish_feetable")


def can_draft_table(user: Person) -> bool:
    return user.has_perm("members.add_feetable")


def can_issue_notice(user: Person) -> bool:
    return user.has_perm("members.add_feenotice")


def can_cancel_notice(user: Person) -> bool:
    return user.has_perm("members.change_feenotice")
