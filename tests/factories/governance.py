import datetime as dt

import factory
from django.utils import timezone

from governance.mandates.models import BoardTerm, Mandate, Office
from governance.meetings.models import AgendaItem, Meeting, MeetingStatus
from governance.minutes.models import Minutes, MinutesStatus
from tests.factories.members import UserFactory


class BoardTermFactory(factory.django.DjangoModelFactory):
    """The term that runs today."""

    class Meta:
        model = BoardTerm

    starts_on = factory.LazyFunction(lambda: timezone.localdate() - dt.timedelta(days=100))
    ends_on = factory.LazyFunction(lambda: timezone.localdate() + dt.timedelta(days=600))


class MandateFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Mandate

    term = factory.SubFactory(BoardTermFactory)
    office = Office.MEMBER
    user = factory.SubFactory(UserFactory)
    person_name = factory.LazyAttribute(lambda mandate: str(mandate.user))
    starts_on = factory.LazyAttribute(lambda mandate: mandate.term.starts_on)


class MeetingFactory(factory.django.DjangoModelFactory):
    """A Board meeting that was held a month ago."""

    class Meta:
        model = Meeting

    status = MeetingStatus.HELD
    starts_at = factory.LazyFunction(lambda: timezone.now() - dt.timedelta(days=30))
    convened_at = factory.LazyFunction(lambda: timezone.now() - dt.timedelta(days=37))


class AgendaItemFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = AgendaItem

    meeting = factory.SubFactory(MeetingFactory)
    position = factory.Sequence(lambda n: n + 1)
    title = factory.Sequence(lambda n: f"Item {n}")


class MinutesFactory(factory.django.DjangoModelFactory):
    """Published minutes."""

    class Meta:
        model = Minutes

    meeting = factory.SubFactory(MeetingFactory)
    status = MinutesStatus.PUBLISHED
    body = "The Board met and decided."
    approved_at = factory.LazyFunction(timezone.now)
    published_at = factory.LazyFunction(timezone.now)
