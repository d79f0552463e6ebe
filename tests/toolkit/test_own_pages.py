"""Forms without a CSRF cookie take a POST from our own pages only."""

import pytest
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.test import RequestFactory

from cluster_portal.toolkit.own_pages import sent_from_our_pages

view = sent_from_our_pages(lambda request: HttpResponse("done"))
HERE = "http://testserver"


def post(**headers):
    request = RequestFactory().post("/", headers=headers)
    return view(request)


@pytest.mark.parametrize("headers", [
    {},
    {"Origin": HERE},
    {"Sec-Fetch-Site": "same-origin"},
    {"Sec-Fetch-Site": "same-origin", "Origin": HERE},
    {"Sec-Fetch-Site": "same-origin", "Cookie": "sessionid=x"},
])  # fmt: skip
def test_own_page_and_plain_visitor_are_taken(headers):
    assert post(**headers).status_code == 200


@pytest.mark.parametrize("headers", [
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "none"},
    {"Sec-Fetch-Site": ""},
    {"Origin": "https://testserver"},
    {"Origin": "http://testserver.evil.example"},
    {"Origin": "null"},
    {"Origin": ""},
    {"Sec-Fetch-Site": "same-origin", "Origin": "https://evil.example"},
    {"Cookie": "sessionid=x"},
])  # fmt: skip
def test_everything_else_is_refused(headers):
    with pytest.raises(PermissionDenied):
        post(**headers)


def test_site_that_the_settings_trust_is_taken(settings):
    settings.CSRF_TRUSTED_ORIGINS = ["https://portal.example.org"]

    assert post(Origin="https://portal.example.org").status_code == 200


def test_looking_is_free():
    request = RequestFactory().get("/", headers={"Sec-Fetch-Site": "cross-site"})

    assert view(request).status_code == 200
    assert view.csrf_exempt
