import re

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.urls import reverse

from cluster_portal.toolkit.mail import tasks
from cluster_portal.toolkit.mail.models import OutgoingMail
from members.accounts import actions
from members.accounts.models import User
from tests.factories.members import AssociationFactory, UserFactory

CODE = re.compile(r"^[0-9A-Z]{3,4}-?[0-9A-Z]{3,4}$", re.MULTILINE)


@pytest.fixture
def dan(association):
    """As `admit` and an accepted invitation make him: no password, nothing proven."""
    return actions.find_or_make_person(
        email="dan@example.org", full_name="Dan Director", language="en"
    )


def ask_for_code(client, email, prefix="", **query):
    return client.post(
        prefix + reverse("account_request_login_code"), {"email": email}, query_params=query or None
    )


def last_code(email="dan@example.org"):
    letter = OutgoingMail.objects.filter(to_address=email).first()
    return CODE.search(letter.text).group()


def enter(client, code, url=None):
    return client.post(url or reverse("account_confirm_login_code"), {"code": code})


def is_signed_in(client):
    return "_auth_user_id" in client.session


def test_person_made_by_the_office_signs_in_with_one_code(client, dan):
    response = ask_for_code(client, "Dan@example.org")
    response = enter(client, last_code(), response.url)

    assert is_signed_in(client)
    assert response.url == reverse("home:my")
    assert OutgoingMail.objects.count() == 1
    assert EmailAddress.objects.get(user=dan).verified


def test_person_without_an_address_row_signs_in_with_one_code(client, association):
    person = UserFactory(email="dan@example.org")

    response = ask_for_code(client, "dan@example.org")
    enter(client, last_code(), response.url)

    assert is_signed_in(client)
    assert EmailAddress.objects.get(user=person).verified


def test_code_comes_in_the_outbox_as_a_secret(client, dan):
    ask_for_code(client, "dan@example.org")

    letter = OutgoingMail.objects.get()
    assert letter.is_secret
    assert letter.subject == "Your code to sign in"
    assert last_code() not in letter.subject
    assert last_code() in letter.html
    assert "10 minutes" in letter.text


def test_code_comes_in_the_language_of_the_person(client, dan):
    dan.language = "ro"
    dan.save()

    ask_for_code(client, "dan@example.org")

    assert OutgoingMail.objects.get().language == "ro"


def test_wrong_code_lets_nobody_in(client, dan):
    response = ask_for_code(client, "dan@example.org")
    response = enter(client, "ZZZZ-ZZZZ", response.url)

    assert response.status_code == 200
    assert not is_signed_in(client)
    assert not EmailAddress.objects.get(user=dan).verified


def test_three_wrong_codes_end_the_attempt(client, dan):
    url = ask_for_code(client, "dan@example.org").url
    code = last_code()
    for _ in range(3):
        enter(client, "ZZZZ-ZZZZ", url)

    enter(client, code, url)

    assert not is_signed_in(client)


def test_fourth_code_within_a_minute_is_not_sent(dan):
    for _ in range(4):
        ask_for_code(Client(), "dan@example.org")

    assert OutgoingMail.objects.count() == 3


def test_unknown_address_is_answered_like_a_known_one(client, dan):
    known = ask_for_code(client, "dan@example.org")
    client.logout()
    unknown = ask_for_code(client, "nobody@example.org")

    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
    letter = OutgoingMail.objects.get(to_address="nobody@example.org")
    assert letter.subject == "No account has this address"
    assert not User.objects.filter(email="nobody@example.org").exists()


def test_closed_account_stays_closed(client, dan):
    dan.is_active = False
    dan.save()

    response = ask_for_code(client, "dan@example.org")
    for letter in OutgoingMail.objects.filter(subject="Your code to sign in"):
        enter(client, CODE.search(letter.text).group(), response.url)

    assert not is_signed_in(client)


@pytest.mark.parametrize(
    ("target", "lands"),
    [
        ("/my/people/", "/my/people/"),
        ("https://evil.example.com/", "/my/"),
        ("//evil.example.com/", "/my/"),
    ],
)
def test_next_is_followed_only_inside_the_portal(client, dan, target, lands):
    response = client.post(
        reverse("account_request_login_code"), {"email": "dan@example.org", "next": target}
    )
    response = enter(client, last_code(), response.url)

    assert response.url == lands


def test_password_of_the_account_works_too(client, dan):
    actions.address_is_proven(person=dan)
    dan.set_password("a long and quiet night")
    dan.save()

    response = client.post(
        reverse("account_login"),
        {"login": "dan@example.org", "password": "a long and quiet night"},
    )

    assert response.url == reverse("home:my")
    assert is_signed_in(client)


def test_password_without_a_proven_address_asks_for_a_code(client, dan):
    dan.set_password("a long and quiet night")
    dan.save()

    response = client.post(
        reverse("account_login"),
        {"login": "dan@example.org", "password": "a long and quiet night"},
    )

    assert response.url == reverse("account_email_verification_sent")
    assert not is_signed_in(client)


def test_signing_up_asks_for_a_name_and_no_password(client, association):
    page = client.get(reverse("account_signup")).content.decode()
    assert 'name="full_name"' in page
    assert 'type="password"' not in page

    url = "/ro" + reverse("account_signup")
    response = client.post(url, {"email": "New@example.org", "full_name": "New Person"})

    person = User.objects.get()
    assert (person.email, person.full_name, person.language) == (
        "new@example.org",
        "New Person",
        "ro",
    )
    assert not person.has_usable_password()
    assert not is_signed_in(client)
    enter(client, last_code("new@example.org"), response.url)
    assert is_signed_in(client)


def test_signing_up_with_a_known_address_reveals_nothing(client, dan):
    known = client.post(
        reverse("account_signup"), {"email": "dan@example.org", "full_name": "Mallory"}
    )
    new = client.post(
        reverse("account_signup"), {"email": "new@example.org", "full_name": "New Person"}
    )

    assert (known.status_code, known.url) == (new.status_code, new.url)
    letter = OutgoingMail.objects.get(to_address="dan@example.org")
    assert letter.subject == "You have an account already"
    dan.refresh_from_db()
    assert dan.full_name == "Dan Director"


def test_forgotten_password_is_replaced_by_a_code(client, dan):
    actions.address_is_proven(person=dan)

    response = client.post(reverse("account_reset_password"), {"email": "dan@example.org"})
    letter = OutgoingMail.objects.get()
    assert letter.subject == "Your code to choose a new password"
    assert letter.is_secret
    response = enter(client, last_code(), response.url)
    password = {"password1": "a long and quiet night", "password2": "a long and quiet night"}
    client.post(response.url, password)

    dan.refresh_from_db()
    assert dan.check_password("a long and quiet night")
    notice = OutgoingMail.objects.first()
    assert notice.subject == "Your password was reset."
    assert not notice.is_secret


def test_changing_the_main_address_keeps_the_person_and_tells_the_old_one(client, dan):
    actions.address_is_proven(person=dan)
    EmailAddress.objects.create(user=dan, email="dan@new.example.org", verified=True)
    response = ask_for_code(client, "dan@example.org")
    enter(client, last_code(), response.url)

    client.post(reverse("account_email"), {"email": "dan@new.example.org", "action_primary": "yes"})

    dan.refresh_from_db()
    assert dan.email == "dan@new.example.org"
    notice = OutgoingMail.objects.get(subject__startswith="The main address")
    assert notice.to_address == "dan@example.org"
    assert "dan@new.example.org" in notice.text
    assert reverse("usersessions_list") in notice.text


PUBLIC = [
    "account_login",
    "account_signup",
    "account_request_login_code",
    "account_reset_password",
    "account_inactive",
]


@pytest.mark.parametrize("route", PUBLIC)
@pytest.mark.parametrize("prefix", ["", "/ro"])
def test_doors_are_open_to_everybody(client, association, route, prefix):
    assert client.get(prefix + reverse(route)).status_code == 200


@pytest.mark.parametrize(
    "route", ["account_email", "mfa_index", "usersessions_list", "members:profile"]
)
def test_own_pages_ask_for_a_sign_in(client, association, route):
    url = reverse(route)
    assert client.get(url).url == f"{reverse('account_login')}?next={url}"


def test_where_one_is_signed_in_is_listed(client, dan):
    response = ask_for_code(client, "dan@example.org")
    enter(client, last_code(), response.url)

    assert client.get(reverse("usersessions_list")).status_code == 200


def test_profile_keeps_what_a_person_says_about_themselves(client, carmen):
    client.force_login(carmen)

    response = client.post(
        reverse("members:profile"),
        {"full_name": "Carmen S.", "phone": "0700 000 000", "language": "ro"},
    )

    assert response.status_code == 302
    carmen.refresh_from_db()
    assert (carmen.full_name, carmen.phone, carmen.language) == ("Carmen S.", "0700 000 000", "ro")


def test_profile_without_a_name_says_so_and_keeps_the_rest(client, carmen):
    client.force_login(carmen)

    response = client.post(
        reverse("members:profile"), {"full_name": "", "phone": "0700 111", "language": "en"}
    )

    page = response.content.decode()
    assert "This field is required" in page
    assert "0700 111" in page
    carmen.refresh_from_db()
    assert carmen.full_name == "Carmen Stranger"


@pytest.mark.django_db
def test_name_with_a_comma_stays_one_recipient(client, mailoutbox):
    AssociationFactory()
    actions.find_or_make_person(email="dan@example.org", full_name="Director, Dan", language="en")

    ask_for_code(client, "dan@example.org")
    letter = OutgoingMail.objects.get()
    assert tasks.hand_over(letter) is None

    assert mailoutbox[0].message()["To"] == '"Director, Dan" <dan@example.org>'
