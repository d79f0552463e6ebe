"""What the register can be narrowed by, with how many members each choice would leave."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Count, Exists, F, Func, OuterRef, Q, TextField
from django.http import HttpRequest

from cluster_portal.toolkit.folding import fold
from cluster_portal.toolkit.paging import words_asked
from members.directory.models import DirectoryEntry
from members.organisations.models import Category, Objective, OrganisationQuerySet

MOST_COMPETENCES = 60
SHOWN_AT_ONCE = 6


@dataclass(frozen=True)
class Choice:
    value: str
    label: str
    number: int
    is_chosen: bool


@dataclass(frozen=True)
class Narrowed:
    """What the address asks for; nonsense is as if it were not there."""

    category: str = ""
    competence: str = ""
    objective: int | None = None

    @classmethod
    def asked(cls, request: HttpRequest) -> "Narrowed":
        category = request.GET.get("category", "")
        return cls(
            category=category if category in Category.values else "",
            competence=fold(words_asked(request, "competence")),
            objective=_number(request.GET.get("objective", "")),
        )

    def of(self, rows: OrganisationQuerySet, *, but: str = "") -> OrganisationQuerySet:
        """The rows that fit; `but` names a choice to leave open, for its own counts."""
        wanted = Q()
        if self.category and but != "category":
            wanted &= Q(category=self.category)
        if self.competence and but != "competence":
            wanted &= Q(directory_entry__competences__contains=[self.competence])
        if self.objective and but != "objective":
            pursued = Objective.organisations.through.objects.filter(
                organisation=OuterRef("pk"), objective=self.objective
            )
            wanted &= Q(Exists(pursued))
        return rows.filter(wanted)

    def __bool__(self) -> bool:
        return bool(self.category or self.competence or self.objective)


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None


def categories(rows: OrganisationQuerySet, narrowed: Narrowed) -> list[Choice]:
    counts = narrowed.of(rows, but="category").counted_by_category()
    return [
        Choice(one.value, str(one.label), counts.get(one, 0), one == narrowed.category)
        for one in Category
        if counts.get(one) or one == narrowed.category
    ]


class Unnest(Func):
    function = "unnest"
    set_returning = True
    output_field = TextField()


def competences(rows: OrganisationQuerySet, narrowed: Narrowed) -> list[Choice]:
    """Those that most members name, first; each in the spelling that most of them use."""
    within = narrowed.of(rows, but="competence").order_by().values("pk")
    counted = (
        DirectoryEntry.objects.filter(organisation__in=within)
        .annotate(key=Unnest("competences"), spelled=Unnest(F("organisation__competences")))
        .values("key", "spelled")
        .annotate(number=Count("pk"))
    )
    numbers: dict[str, int] = defaultdict(int)
    spellings: dict[str, tuple[int, str]] = {}
    for row in counted:
        key, number = row["key"], row["number"]
        numbers[key] += number
        spellings[key] = max(spellings.get(key, (0, "")), (number, row["spelled"]))
    order = sorted(numbers, key=lambda key: (-numbers[key], key))[:MOST_COMPETENCES]
    if narrowed.competence and narrowed.competence not in order:
        order.insert(0, narrowed.competence)
    return [
        Choice(
            key,
            spellings[key][1] if key in spellings else key,
            numbers.get(key, 0),
            key == narrowed.competence,
        )
        for key in order
    ]


def objectives(rows: OrganisationQuerySet, narrowed: Narrowed) -> list[Choice]:
    """In the association's order; what nobody here pursues is left out."""
    within = narrowed.of(rows, but="objective").order_by().values("pk")
    counted = Objective.objects.annotate(
        number=Count("organisations", filter=Q(organisations__in=within))
    )
    return [
        Choice(str(one.pk), one.name, one.number, one.pk == narrowed.objective)
        for one in counted
        if one.number or one.pk == narrowed.objective
    ]
