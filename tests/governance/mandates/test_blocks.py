import datetime as dt

import pytest
from django.utils import timezone

from governance.mandates.blocks import board_members
from governance.mandates.models import Office
from tests.factories.governance import MandateFactory

pytestmark = pytest.mark.django_db


def test_block_shows_who_serves_today_the_president_first():
    serving = MandateFactory(person_name="Ada <Member>", organisation_name="Member Ltd")
    MandateFactory(person_name="Zoe Chairs", office=Office.PRESIDENT, term=serving.term)
    MandateFactory(
        person_name="Gone Early",
        term=serving.term,
        ended_on=timezone.localdate() - dt.timedelta(days=1),
        end_reason="moved away",
    )

    html = board_members.tell()

    assert html.index("Zoe Chairs") < html.index("Ada &lt;Member&gt;")
    assert "Member Ltd" in html
    assert "Gone Early" not in html
    assert "moved away" not in html


def test_block_has_nothing_to_tell_without_a_board():
    assert board_members.tell() == ""
