import datetime as dt

import factory
from django.utils import timezone

from governance.mandates.models import BoardTerm, Mandate, Office
from governance.meetings.models import (
    AgendaItem,
    Attendance,
    Meeting,
    MeetingStatus,
    Presence,
)
from governance.minutes.models import Minutes, MinutesStatus
from tests.factories.members import UserFactory


def in_days(days: int) -> dt.datetime:
    return timezone.now() + dt.timedelta(days=days)


class BoardTermFactory(factory.django.DjangoModelFactory):
    """The term that runs today."""

    class Meta:
        model = BoardTerm
        django_get_or_create = ["starts_on"]

    starts_on = factory.LazyFunction(lambda: timezone.localdate() - dt.timedelta(days=100))
    ends_on = factory.LazyFunction(lambda: timezone.localdate() + dt.timedelta(days=600))


class MandateFactory(factory.django.DjangoModelFactory):
    """A seat on the Board of today."""

    class Meta:
        model = Mandate

    term = factory.SubFactory(BoardTermFactory)
    office = Office.MEMBER
    user = factory.SubFactory(UserFactory)
    organisation = None
    person_name = factory.LazyAttribute(lambda mandate: str(mandate.user))
    organisation_name = factory.LazyAttribute(lambda mandate: str(mandate.organisation or ""))
    starts_on = factory.LazyAttribute(lambda mandate: mandate.term.starts_on)


class MeetingFactory(factory.django.DjangoModelFactory):
    """A Board meeting that was held a month ago."""

    class Meta:
        model = Meeting

    status = MeetingStatus.HELD
    starts_at = factory.LazyFunction(lambda: in_days(-30))
    convened_at = factory.LazyFunction(lambda: in_days(-37))


class PlannedMeetingFactory(factory.django.DjangoModelFactory):
    """A Board meeting in two weeks, with a place and nothing on its agenda."""

    class Meta:
        model = Meeting

    status = MeetingStatus.PLANNED
    starts_at = factory.LazyFunction(lambda: in_days(14))
    place = "Hall 2"
    online_url = "https://meet.example.org/board"


class ConvenedMeetingFactory(PlannedMeetingFactory):
    status = MeetingStatus.CONVENED
    convened_at = factory.LazyFunction(lambda: in_days(-1))


class AgendaItemFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = AgendaItem

    meeting = factory.SubFactory(MeetingFactory)
    position = factory.Sequence(lambda n: n + 1)
    title = factory.Sequence(lambda n: f"Item {n}")


class AttendanceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Attendance

    meeting = factory.SubFactory(MeetingFactory)
    office = Office.MEMBER
    person_name = factory.Sequence(lambda n: f"Director {n}")
    presence = Presence.IN_ROOM


class MinutesFactory(factory.django.DjangoModelFactory):
    """Published minutes."""

    class Meta:
        model = Minutes

    meeting = factory.SubFactory(MeetingFactory)
    status = MinutesStatus.PUBLISHED
    series = "minutes-board"
    year = 2026
    number = factory.Sequence(lambda n: n + 1)
    body = "The Board met and decided."
    approved_at = factory.LazyFunction(timezone.now)
    approval_reference = "Board meeting of today"
    published_at = factory.LazyFunction(timezone.now)


class ApprovedMinutesFactory(MinutesFactory):
    status = MinutesStatus.APPROVED
    published_at = None


class DraftMinutesFactory(MinutesFactory):
    status = MinutesStatus.DRAFT
    series = ""
    year = number = approved_at = published_at = None
    approval_reference = ""
