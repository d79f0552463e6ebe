import pytest
from django.test import Client

from faq.community import screening
from tests.factories.faq import QuestionFactory

OURS = {"Sec-Fetch-Site": "same-origin"}
WORDS = "The second paragraph names last year's fee."


@pytest.fixture
def question(db):
    return QuestionFactory(text__title="What does it cost?", text__slug="what-does-it-cost")


@pytest.fixture
def reader(db):
    """A browser: it says that its posts come from our pages."""
    return Client(headers=OURS)


def sent(**changes):
    """What the form about an answer carries."""
    return {
        "kind": "correction",
        "text": WORDS,
        "name": "Gina Guest",
        "email": "gina@example.org",
        "organisation": "Guest Ltd",
        "revision": "1",
        "fax": "",
        "stamp": screening.fresh_stamp(),
        **changes,
    }
