import re

import pytest

from members.certificates import actions
from members.certificates.models import Certificate
from tests.factories.members import AssociationFactory, MembershipFactory, UserFactory
from tests.members.racing import at_once


@pytest.mark.django_db(transaction=True)
def test_a_double_click_gives_one_certificate():
    AssociationFactory()
    held = MembershipFactory()
    office = UserFactory(is_staff=True, is_superuser=True)

    first, second = at_once(
        *[lambda: actions.issue(organisation_id=held.organisation_id, language="en", actor=office)]
        * 2
    )

    assert first == second
    assert re.fullmatch(r"AM-\d{4}-0001", Certificate.objects.get().number)
