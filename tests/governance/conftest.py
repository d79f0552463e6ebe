import pytest

from members.accounts.models import User
from tests.factories.governance import MandateFactory
from tests.factories.members import UserFactory


@pytest.fixture
def dana(db) -> User:
    """Dana has a seat on the Board of today."""
    person = UserFactory(full_name="Dana Directs", email="dana@example.org")
    MandateFactory(user=person, organisation_name="Board Works")
    return person
