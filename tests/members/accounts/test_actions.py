import threading

import pytest
from allauth.account.models import EmailAddress
from django.db import IntegrityError, connection

from members.accounts import actions
from members.accounts.errors import AccountClosedError, AccountError
from members.accounts.models import User
from tests.factories.members import UserFactory


@pytest.mark.django_db
def test_unknown_address_becomes_an_account_that_signs_in_by_code():
    person = actions.find_or_make_person(
        email=" Dan@Example.org ", full_name="Dan Director", language="ro", phone="0700"
    )

    assert (person.email, person.full_name, person.language, person.phone) == (
        "dan@example.org",
        "Dan Director",
        "ro",
        "0700",
    )
    assert not person.has_usable_password()
    address = EmailAddress.objects.get(user=person)
    assert (address.email, address.primary, address.verified) == ("dan@example.org", True, False)


@pytest.mark.django_db
def test_known_person_is_found_in_any_spelling_and_keeps_what_they_wrote():
    known = UserFactory(email="Dan@Example.org", full_name="Dan D.", language="en")

    person = actions.find_or_make_person(
        email="DAN@example.ORG", full_name="Somebody", language="ro", phone="0700"
    )

    assert person == known
    assert (person.full_name, person.language, person.phone) == ("Dan D.", "en", "0700")


@pytest.mark.django_db
def test_person_is_found_by_a_second_address_only_when_it_is_proven():
    known = UserFactory()
    address = EmailAddress.objects.create(user=known, email="second@example.org")

    assert User.objects.at_address("second@example.org") is None
    address.verified = True
    address.save()
    assert User.objects.at_address("Second@example.org") == known


@pytest.mark.django_db
def test_closed_account_is_not_used():
    UserFactory(email="dan@example.org", is_active=False)

    with pytest.raises(AccountClosedError, match=r"dan@example\.org is closed"):
        actions.find_or_make_person(email="dan@example.org", full_name="Dan", language="en")


@pytest.mark.django_db
def test_office_corrects_an_address_and_the_old_one_no_longer_signs_in():
    person = actions.find_or_make_person(email="dan@exmaple.org", full_name="Dan", language="en")

    actions.change_email(person_id=person.pk, email="Dan@example.org")

    person.refresh_from_db()
    assert person.email == "dan@example.org"
    address = EmailAddress.objects.get(user=person)
    assert (address.email, address.primary, address.verified) == ("dan@example.org", True, False)


@pytest.mark.django_db
def test_address_of_somebody_else_is_refused():
    UserFactory(email="ana@example.org")
    person = UserFactory(email="dan@example.org")

    with pytest.raises(AccountError, match="Another person"):
        actions.change_email(person_id=person.pk, email="ANA@example.org")

    person.refresh_from_db()
    assert person.email == "dan@example.org"


@pytest.mark.django_db
def test_database_keeps_an_address_to_one_person():
    UserFactory(email="dan@example.org")

    with pytest.raises(IntegrityError, match="user_email_once"):
        UserFactory(email="DAN@example.org")


@pytest.mark.django_db(transaction=True)
def test_same_new_address_at_once_is_one_person():
    start, found = threading.Barrier(2), []

    def make():
        start.wait()
        try:
            person = actions.find_or_make_person(
                email="dan@example.org", full_name="Dan", language="en"
            )
            found.append(person.pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=make) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(found) == 2
    assert len(set(found)) == 1
    assert EmailAddress.objects.count() == 1
