"""Joining a working group: with the keyboard alone, in the dark, on a phone."""

import pytest

from tests.browser import walk
from tests.factories import world as worlds

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def tab_to(page, name):
    """Press Tab until the thing with this name has the focus, as somebody without a mouse does."""
    for _ in range(60):
        page.keyboard.press("Tab")
        found = page.evaluate(
            "(document.activeElement.labels?.[0] ?? document.activeElement).innerText.trim()"
        )
        if found.startswith(name):
            assert page.evaluate(
                "getComputedStyle(document.activeElement).outlineStyle !== 'none'"
            ), f"“{name}” has the focus, and nothing shows it."
            return
    pytest.fail(f"“{name}” cannot be reached with the Tab key on {page.url}")


def test_person_joins_a_group_with_the_keyboard_alone(visit):
    world = worlds.make()
    ana = world.people["representative"]
    page = visit("desk")
    walk.sign_in(page, ana.email)
    walk.go(page, "/")

    tab_to(page, "Working groups")
    page.keyboard.press("Enter")
    page.wait_for_url("**/working-groups/")
    walk.check(page)
    tab_to(page, world.group.name)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{world.group.slug}/")
    walk.check(page)
    tab_to(page, "Ask to join")
    page.keyboard.press("Enter")
    page.wait_for_url("**/join/")
    walk.check(page)
    tab_to(page, "What brings you here")
    page.keyboard.type("We train models.")
    tab_to(page, "Ask to join")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{world.group.slug}/")

    walk.check(page)
    assert walk.reads(page, "You have asked to join")
    seat = world.group.seats.requested().get(user=ana)
    assert seat.message == "We train models."


@pytest.mark.parametrize("size", ["phone", "desk"])
def test_coordinator_runs_a_group_in_the_dark(visit, size):
    world = worlds.make()
    world.group.charter_en = (
        "## What for\n\nWe *share* data.\n\n| Who | What |\n|---|---|\n| Ana | it |"
    )
    world.group.save()
    page = visit(size, dark=True)
    walk.sign_in(page, world.people["coordinator"].email)
    address = f"/working-groups/{world.group.slug}/"

    for part in ("", "inside/", "inside/edit/", "leave/", "hand-over/"):
        walk.go(page, address + part)
    walk.go(page, f"{address}requests/{world.request.pk}/")
    walk.press(page, "Decline the request")
    assert walk.reads(page, "Please say why: the person reads it.")
    walk.press(page, "Accept the request")

    assert walk.reads(page, "takes part in the group from today.")
    assert world.group.seats.held().filter(pk=world.request.pk).exists()
