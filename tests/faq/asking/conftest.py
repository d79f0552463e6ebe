import pytest
from django.contrib.auth.models import Permission

from faq.asking import actions
from faq.asking.models import Ask
from members.accounts.models import User
from tests.factories.members import UserFactory


@pytest.fixture
def answerer(db) -> User:
    """Wanda of the office answers what is asked, and publishes."""
    person = UserFactory(full_name="Wanda Answers", is_staff=True, email="wanda@example.org")
    person.user_permissions.set(
        Permission.objects.filter(
            codename__in=["view_ask", "change_ask", "change_question", "add_question",
                          "publish_question"]
        )
    )  # fmt: skip
    return person


@pytest.fixture
def guests_question(db) -> Ask:
    """Gina, a guest, has asked and confirmed."""
    ask = actions.ask(
        text="May a sole trader join?", details="I work alone.", language="ro", author=None,
        guest_name="Gina Guest", guest_email="Gina@Example.org",
    )  # fmt: skip
    return actions.confirm(ask_id=ask.pk)
