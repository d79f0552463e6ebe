import pytest
from django.utils import translation


@pytest.fixture(autouse=True)
def _association(association):
    """Pages and letters carry its name."""


@pytest.fixture(autouse=True)
def _english():
    """A page under /ro/ leaves its language behind for the next test."""
    with translation.override("en"):
        yield
