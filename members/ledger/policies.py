"""May this person see and move money? The pair of the querysets' visible_to()."""

from django.contrib.auth.models import AnonymousUser

from members.accounts.models import User
from members.organisations.models import Organisation, Representative, Role

Person = User | AnonymousUser
SEES_ACCOUNT = (Role.PRIMARY_CONTACT, Role.ADMINISTRATOR, Role.BILLING, Role.LEGAL_SIGNATORY)


def can_see_account(user: Person, organisation: Organisation) -> bool:
    """Sums are for those of its people who answer for money or for the organisation, and for
    the office; a representative without such a role does not see them.
    """
    if user.is_staff and user.has_perm("members.view_receivable"):
        return True
    return (
        user.is_authenticated
        and Representative.objects.open()
        .filter(user=user, organisation=organisation)
        .with_role(*SEES_ACCOUNT)
        .exists()
    )


def can_record_payment(user: Person) -> bool:
    return user.has_perm("members.add_payment")


def can_reverse_payment(user: Person) -> bool:
    return user.has_perm("members.change_payment")


def can_refund(user: Person) -> bool:
    return user.has_perm("members.refund_payment")
