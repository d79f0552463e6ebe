"""The walk itself: it notices what it promises to notice."""

from contextlib import suppress

import pytest
from playwright.sync_api import Error

from tests.browser import walk
from tests.factories.members import AssociationFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ADD = "document.querySelector('main').insertAdjacentHTML('beforeend', '{}')"
MISHAPS = {
    "image-alt": ADD.format("<img src=/static/img/mark.svg>"),
    "color-contrast": "document.querySelector('h1').style.color = 'rgb(200 200 200)'",
    "content security policy: style-src": ADD.format("<style>b{}</style>"),
    "content security policy: img-src": "new Image().src = 'https://example.org/pixel.png'",
    "on the console: Oh": "console.error('Oh')",
    "in a script": "setTimeout(() => { throw new Error('Oh') })",
    "wider than the window": "document.querySelector('h1').style.width = '3000px'",
}


def test_walk_notices_what_is_wrong_with_a_page(visit):
    AssociationFactory()
    page = visit("phone")
    walk.go(page, "/accessibility/")
    for words, deed in MISHAPS.items():
        page.reload()
        page.evaluate(deed)
        page.wait_for_timeout(50)
        with pytest.raises(AssertionError, match=words):
            walk.check(page)
    with pytest.raises(AssertionError, match="it came with 404, not 200"):
        walk.go(page, "/there-is-no-such-page/")


def test_walk_notices_a_request_to_another_host(visit):
    AssociationFactory()
    page = visit("phone")
    with suppress(Error):
        page.goto("http://127.0.0.1:9/")
    page.wait_for_url("chrome-error://**")

    with pytest.raises(AssertionError, match=r"another host: http://127\.0\.0\.1:9/"):
        walk.go(page, "/accessibility/")
