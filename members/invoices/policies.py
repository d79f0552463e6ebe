"""May this person? The pair of Invoice.objects.visible_to()."""

from django.contrib.auth.models import AnonymousUser

from members.accounts.models import User
from members.ledger import policies as ledger
from members.organisations.models import Organisation

Person = User | AnonymousUser


def can_see_invoices(user: Person, organisation: Organisation) -> bool:
    """Who sees what the organisation owes, and the office by the invoices' own permission."""
    if user.is_staff and user.has_perm("members.view_invoice"):
        return True
    return ledger.can_see_account(user, organisation)


def can_write_drafts(user: Person) -> bool:
    return user.has_perm("members.add_invoice")


def can_issue(user: Person) -> bool:
    return user.has_perm("members.issue_invoice")


def can_credit(user: Person) -> bool:
    return user.has_perm("members.credit_invoice")


def can_follow_efactura(user: Person) -> bool:
    """To write down what was sent and answered; the accountant's, who may be from outside."""
    return user.has_perm("members.change_efacturasubmission")


def can_download_efactura(user: Person) -> bool:
    return user.has_perm("members.view_efacturasubmission")
