import pytest
from allauth.mfa.models import Authenticator
from django.urls import reverse
from django.utils import translation

from tests.factories.members import UserFactory


@pytest.fixture
def _required(settings):
    settings.STAFF_MUST_HAVE_MFA = True


pytestmark = pytest.mark.usefixtures("_required", "association")


@pytest.mark.parametrize("route", ["admin:index", "members:organisation_list", "home:my"])
@pytest.mark.parametrize("language", ["en", "ro"])
def test_office_without_a_second_step_is_led_to_set_one_up(client, office, route, language):
    client.force_login(office)
    with translation.override(language):
        page, account = reverse(route), reverse("mfa_index")

    response = client.get(page)

    assert response.status_code == 302
    assert response.url == account


def test_it_says_why(client, office):
    client.force_login(office)

    page = client.get(reverse("home:my"), follow=True).content.decode()

    assert "protect their account with a passkey or a second step" in page


@pytest.mark.parametrize("route", ["mfa_index", "account_email", "theme"])
def test_pages_of_the_account_stay_open_to_it(client, office, route):
    client.force_login(office)

    assert client.get(reverse(route)).status_code == 200


def test_office_may_sign_out(client, office):
    client.force_login(office)

    client.post(reverse("account_logout"))

    assert "_auth_user_id" not in client.session


def test_office_with_a_second_step_comes_in(client, office):
    Authenticator.objects.create(
        user=office, type=Authenticator.Type.TOTP, data={"secret": "not used here"}
    )
    client.force_login(office)

    assert client.get(reverse("admin:password_change")).status_code == 200


def test_others_need_none(client):
    client.force_login(UserFactory())

    assert client.get(reverse("members:profile")).status_code == 200


def test_visitor_is_not_asked(client):
    assert client.get(reverse("members:organisation_list")).status_code == 200


def test_where_it_is_not_required_the_office_comes_in(client, office, settings):
    settings.STAFF_MUST_HAVE_MFA = False
    client.force_login(office)

    assert client.get(reverse("admin:password_change")).status_code == 200


def test_admin_has_no_door_of_its_own(client, carmen):
    login = reverse("account_login")
    response = client.get(reverse("admin:index"), follow=True)
    assert response.redirect_chain[-1] == (f"{login}?next=%2Fadmin%2F", 302)

    client.force_login(carmen)
    assert client.get(reverse("admin:index"), follow=True).status_code == 403
