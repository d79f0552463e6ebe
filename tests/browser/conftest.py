"""Headless Chromium against the live server. Where there is no Chromium these tests are skipped;
with CI=true its absence is a failure.
"""

import os
import shutil

import pytest
from playwright.sync_api import sync_playwright

from tests.browser import walk

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # playwright's loop runs beside the ORM

CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
SIZES = {"phone": {"width": 360, "height": 740}, "desk": {"width": 1440, "height": 900}}


@pytest.fixture(scope="module")
def chromium():
    """Closed after each file: Playwright keeps an event loop, which tests of the worker need."""
    if CHROMIUM is None:
        reason = "Chromium is not installed: apt-get install chromium"
        if os.environ.get("CI", "").lower() == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM)
        yield browser
        browser.close()


@pytest.fixture
def site(live_server, settings):
    """The live server's address, which links in letters carry, too."""
    settings.SITE_URL = live_server.url
    return live_server.url


@pytest.fixture
def visit(chromium, site):
    """Open a window of one's own: visit("phone"), visit("desk", dark=True)."""
    windows = []

    def open_window(size="desk", *, dark=False):
        context = chromium.new_context(
            base_url=site,
            viewport=SIZES[size],
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
            locale="en-GB",
            timezone_id="Europe/Bucharest",
        )
        context.set_default_timeout(10_000)
        windows.append(context)
        return walk.watched(context, site)

    yield open_window
    for context in windows:
        context.close()
