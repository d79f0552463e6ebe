from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from members.accounts.errors import AccountClosedError
from members.accounts.models import User


def person_at(email: str) -> User | None:
    """Who signs in with this address, in any spelling, or has proven that it is theirs."""
    proven = EmailAddress.objects.filter(email=email.lower(), verified=True)
    return (
        User.objects.filter(email__iexact=email).first()
        or User.objects.filter(pk__in=proven.values("user")).first()
    )


@transaction.atomic
def find_or_make_person(*, email: str, full_name: str, language: str, phone: str = "") -> User:
    """The person with this address in any spelling, or a new one who signs in by code.

    What a known person wrote about themselves stays; only what is empty is filled in. Raises
    AccountClosedError when the office has closed the account.
    """
    email = email.strip().lower()
    person = person_at(email)
    if person is None:
        try:
            with transaction.atomic():
                person = User.objects.create_user(
                    email, full_name=full_name, language=language, phone=phone
                )
        except IntegrityError:  # somebody made it in the same moment
            person = User.objects.get(email__iexact=email)
    if not person.is_active:
        raise AccountClosedError(
            _("The account of %(email)s is closed. The office can open it again.")
            % {"email": email}
        )
    _fill_in(person, full_name=full_name, phone=phone)
    if not EmailAddress.objects.filter(user=person, primary=True).exists():
        EmailAddress.objects.create(user=person, email=person.email.lower(), primary=True)
    return person


def _fill_in(person: User, **values: str) -> None:
    empty = {name: value for name, value in values.items() if value and not getattr(person, name)}
    if empty:
        for name, value in empty.items():
            setattr(person, name, value)
        person.save(update_fields=list(empty))
