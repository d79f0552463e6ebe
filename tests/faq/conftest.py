import pytest
from django.contrib.auth.models import Permission

from members.accounts.models import User
from tests.factories.members import UserFactory


def _staff(name: str, *codenames: str) -> User:
    person = UserFactory(full_name=name, is_staff=True)
    person.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    return person


@pytest.fixture
def writer(db) -> User:
    """Wanda of the office writes answers; somebody else publishes them."""
    return _staff("Wanda Writes", "change_question", "add_question", "view_question")


@pytest.fixture
def editor(db) -> User:
    """Ed of the office writes and publishes."""
    return _staff("Ed Publishes", "change_question", "add_question", "publish_question")


@pytest.fixture
def reader(db) -> User:
    """Rita of the office may look at everything and changes nothing."""
    return _staff("Rita Reads", "view_question")
