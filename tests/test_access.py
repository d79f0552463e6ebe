"""Who may open what: one row per route, and no route without a row.

A row's codes stand in the order of ROLES. 200 shown · 302 sent on (a visitor: to sign in) ·
403 may not · 404 not for them to know of · 405 a route that takes only POST.
"""

from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import AnonymousUser
from django.urls import URLResolver, get_resolver, reverse

from tests.access_rows import ROLES, ROWS, arguments
from tests.factories import world as worlds


def routes(resolver: Any, prefix: str = "") -> Any:
    for entry in resolver.url_patterns:
        if not isinstance(entry, URLResolver):
            yield f"{prefix}{entry.name}"
        elif entry.namespace != "admin":
            yield from routes(entry, f"{entry.namespace}:" if entry.namespace else prefix)


def test_every_route_has_a_row():
    assert set(routes(get_resolver())) == {row.partition(" #")[0] for row in ROWS}


@pytest.mark.django_db
@pytest.mark.parametrize("role", ROLES)
def test_who_may_open_what(client, role):
    world = worlds.make()
    wrong = {}
    for route, row in ROWS.items():
        if role != "visitor":
            client.force_login(world.people[role])
        wanted = int(row.split()[ROLES.index(role)])
        response = client.get(reverse(route.partition(" #")[0], args=arguments(route, world)))
        found = response.status_code
        goes_to_sign_in = ":" in route and "/accounts/login/" in response.headers.get(
            "Location", ""
        )
        if found != wanted or (role != "visitor" and goes_to_sign_in):
            wrong[route] = f"{found}, not {wanted}"
    assert wrong == {}


@pytest.mark.django_db
@pytest.mark.parametrize("role", ROLES)
def test_the_office_is_open_to_staff_by_permission_only(client, role):
    world = worlds.make()
    person = world.people.get(role, AnonymousUser())
    if role != "visitor":
        client.force_login(person)
    wrong = {}
    for model, registered in admin.site._registry.items():
        label = f"{model._meta.app_label}_{model._meta.model_name}"
        found = client.get(reverse(f"admin:{label}_changelist")).status_code
        if not getattr(person, "is_staff", False):
            wanted = 302
        else:
            request = type("Request", (), {"user": person})()
            wanted = 200 if registered.has_view_permission(request) else 403
        if found != wanted:
            wrong[label] = f"{found}, not {wanted}"
    assert wrong == {}
