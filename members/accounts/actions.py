from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from members.accounts.errors import AccountClosedError, AccountError
from members.accounts.models import User


@transaction.atomic
def find_or_make_person(*, email: str, full_name: str, language: str, phone: str = "") -> User:
    """The person with this address in any spelling, or a new one who signs in by code.

    What a known person wrote about themselves stays; only what is empty is filled in. Raises
    AccountClosedError when the office has closed the account.
    """
    email = email.strip().lower()
    person = User.objects.at_address(email)
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
    _address_of(person)
    return person


@transaction.atomic
def address_is_proven(*, person: User) -> None:
    address = _address_of(person)
    if not address.verified:
        address.verified = True
        address.save(update_fields=["verified"])


@transaction.atomic
def change_email(*, person_id: int, email: str) -> User:
    """The office corrects the address somebody signs in with; it is proven by the next code.

    Raises AccountError when another person has it.
    """
    person = User.objects.select_for_update().get(pk=person_id)
    email = email.strip().lower()
    owner = User.objects.at_address(email)
    if owner and owner != person:
        raise AccountError(_("Another person signs in with this address."))
    person.email = email
    person.save(update_fields=["email"])
    EmailAddress.objects.filter(user=person).exclude(email=email).delete()
    _address_of(person)
    return person


@transaction.atomic
def describe_person(*, person_id: int, full_name: str, phone: str, language: str) -> User:
    """What a person says about themselves; acts of the past keep the name as it was."""
    person = User.objects.select_for_update().get(pk=person_id)
    person.full_name, person.phone, person.language = full_name, phone, language
    person.save(update_fields=["full_name", "phone", "language"])
    return person


def _address_of(person: User) -> EmailAddress:
    """The row by which allauth knows the address; accounts that were not signed up have none."""
    has_primary = EmailAddress.objects.filter(user=person, primary=True).exists()
    address, _made = EmailAddress.objects.get_or_create(
        user=person, email=person.email, defaults={"primary": not has_primary}
    )
    return address


def _fill_in(person: User, **values: str) -> None:
    empty = {name: value for name, value in values.items() if value and not getattr(person, name)}
    if empty:
        for name, value in empty.items():
            setattr(person, name, value)
        person.save(update_fields=list(empty))


@transaction.atomic
def end_sessions(*, person: User, keep: str = "") -> int:
    """Sign a person out everywhere, except in the session of this key; how many that were."""
    sessions = list(UserSession.objects.filter(user=person).exclude(session_key=keep))
    for session in sessions:
        session.end()
    return len(sessions)


def proven_addresses(person: User) -> set[str]:
    """Those that a code has reached, in small letters. An account that the office made has none
    until its first sign-in.
    """
    addresses = EmailAddress.objects.filter(user=person, verified=True)
    return {address.lower() for address in addresses.values_list("email", flat=True)}
