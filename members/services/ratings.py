"""How members rate a service, told only when nobody can be guessed behind the number."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Avg, Count

from members.services.models import ServiceRating

FEWEST = 5


@dataclass(frozen=True)
class Average:
    stars: float
    number: int


def averages(keys: Iterable[str]) -> dict[str, Average]:
    """Through all years of a service; those with fewer than five ratings are left out."""
    rows = (
        ServiceRating.objects.filter(request__service__key__in=list(keys))
        .order_by()
        .values("request__service__key")
        .annotate(stars=Avg("stars"), number=Count("pk"))
        .filter(number__gte=FEWEST)
    )
    return {row["request__service__key"]: Average(row["stars"], row["number"]) for row in rows}
