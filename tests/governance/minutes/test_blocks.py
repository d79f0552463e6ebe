import pytest
from django.utils import translation

from governance.minutes.blocks import NEWEST, latest_minutes
from tests.factories.governance import (
    ApprovedMinutesFactory,
    DraftMinutesFactory,
    MeetingFactory,
    MinutesFactory,
    in_days,
)

pytestmark = pytest.mark.django_db


def test_block_tells_the_days_of_published_minutes_and_nothing_that_stands_in_them():
    minutes = MinutesFactory(
        body_en="The secret price.", meeting=MeetingFactory(title="Sale of the house")
    )
    for factory in (ApprovedMinutesFactory, DraftMinutesFactory):
        factory(meeting=MeetingFactory(starts_at=in_days(-2)))

    html = latest_minutes.tell()

    assert html.count("<li>") == 1
    assert minutes.meeting.get_absolute_url() in html
    assert "secret" not in html
    assert "Sale of the house" not in html
    assert minutes.number_label not in html.replace(minutes.meeting.get_absolute_url(), "")
    with translation.override("ro"):
        assert "/ro/board/meetings/" in latest_minutes.tell()


def test_block_shows_the_newest_few():
    for day in range(1, NEWEST + 3):
        MinutesFactory(meeting=MeetingFactory(starts_at=in_days(-day)))

    assert latest_minutes.tell().count("<li>") == NEWEST


def test_block_has_nothing_to_tell_without_minutes():
    assert latest_minutes.tell() == ""
