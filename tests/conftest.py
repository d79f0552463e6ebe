"""The three people everyone knows: Ana represents a member, Bogdan administers it, Carmen is a
stranger. And the caches are empty before each test, since rate limits live there.
"""

import pytest
from django.conf import settings
from django.core.cache import cache
from django.utils import translation

from members.accounts.models import User
from members.organisations.models import Organisation, Role
from tests import flushing
from tests.factories.members import (
    ActiveMemberFactory,
    AssociationFactory,
    UserFactory,
    represent,
)

flushing.hurry()

# What takes long begins first, so that no worker is left with it at the end.
LONG = ("tests/startup/test_run", "tests/faq/test_size", "tests/browser", "tests/sample",
        "tests/test_access", "tests/flows", "tests/startup")  # fmt: skip


def pytest_collection_modifyitems(items):
    def place(item) -> int:
        begins = (item.nodeid.startswith(name) for name in LONG)
        return next((number for number, is_one in enumerate(begins) if is_one), len(LONG))

    items.sort(key=place)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        flushing.remember()


@pytest.fixture(autouse=True)
def _empty_cache():
    cache.clear()


@pytest.fixture(autouse=True)
def _plain_language():
    """A page asked for in Romanian leaves its language behind in the thread."""
    translation.activate(settings.LANGUAGE_CODE)


@pytest.fixture
def association(db):
    return AssociationFactory()


@pytest.fixture
def member(db) -> Organisation:
    """An active member company, which Ana represents and Bogdan administers."""
    return ActiveMemberFactory(display_name="Member Ltd")


@pytest.fixture
def ana(member) -> User:
    person = UserFactory(full_name="Ana Represents", email="ana@example.org")
    represent(person, member, Role.REPRESENTATIVE)
    return person


@pytest.fixture
def bogdan(member) -> User:
    person = UserFactory(full_name="Bogdan Administers", email="bogdan@example.org")
    represent(person, member, Role.ADMINISTRATOR, Role.PRIMARY_CONTACT)
    return person


@pytest.fixture
def carmen(db) -> User:
    return UserFactory(full_name="Carmen Stranger", email="carmen@example.org")


@pytest.fixture
def office(db) -> User:
    """Somebody of the office who may do everything."""
    return UserFactory(
        full_name="Olga Office", email="office@example.org", is_staff=True, is_superuser=True
    )
