import factory
from django.utils import timezone

from faq.demand.models import Confidence, Gap, GapQuery, SearchEvent


class SearchEventFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = SearchEvent

    words = factory.Sequence(lambda n: f"wanted thing{n}")
    language = "en"
    confidence = Confidence.NONE
    created_at = factory.LazyFunction(timezone.now)
    searched_at = factory.LazyFunction(timezone.now)


class GapFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Gap

    title = factory.Sequence(lambda n: f"wanted thing{n}")
    stems = factory.LazyAttribute(lambda gap: gap.title.split())
    times = 1
    first_at = factory.LazyFunction(timezone.now)
    last_at = factory.LazyFunction(timezone.now)


class GapQueryFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = GapQuery

    gap = factory.SubFactory(GapFactory)
    words = factory.LazyAttribute(lambda query: query.gap.title)
    language = "en"
    times = 1
    last_at = factory.LazyFunction(timezone.now)
