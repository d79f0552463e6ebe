import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from members.accounts.models import User
from tests.factories.governance import MandateFactory
from tests.factories.members import UserFactory


@pytest.fixture
def dana(db) -> User:
    """Dana has a seat on the Board of today."""
    person = UserFactory(full_name="Dana Directs", email="dana@example.org")
    MandateFactory(user=person, organisation_name="Board Works")
    return person


@pytest.fixture
def queries_of(client):
    """How many queries a page asks for, once everything that is kept in memory is there."""

    def count(address: str, **query: str) -> int:
        client.get(address, query)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address, query).status_code == 200
        return len(captured)

    return count
