"""May this person? An accountant from outside has these rights and those to see documents alone."""

from django.contrib.auth.models import AnonymousUser

from members.accounts.models import User

Person = User | AnonymousUser


def can_order_month(user: Person) -> bool:
    return user.has_perm("members.add_accountantmonth")


def can_download_month(user: Person) -> bool:
    return user.has_perm("members.view_accountantmonth")
