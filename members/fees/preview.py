"""A table of next year against the members of this one: who would pay what, and why it changes."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _

from cluster_portal.toolkit.charts.drawing import Chart, bar_chart
from cluster_portal.toolkit.templatetags.portal import money
from members.fees.billed import Known, age_note, day_that_counts, quote_of
from members.fees.errors import FeeError, SizeNeededError
from members.fees.models import FeeTable
from members.fees.quotes import Quote
from members.fees.reasons import LineKind
from members.organisations.models import Category, Membership, Organisation

NOTHING = Decimal("0.00")


@dataclass(frozen=True)
class Row:
    """One member, by the old table and by the new one; `problem` where a quote cannot be made."""

    organisation: Organisation
    old: Quote | None
    new: Quote | None
    problem: str = ""
    lacks_size: bool = False
    note: str = ""

    @property
    def difference(self) -> Decimal | None:
        if self.old is None or self.new is None or self.old.currency != self.new.currency:
            return None
        return self.new.total - self.old.total

    @property
    def reason(self) -> str:
        """Which parts of the sum change, and what the new fee rests on."""
        if self.new is None:
            return self.problem
        parts = list(self._changed()) if self.difference is not None else []
        return "; ".join(filter(None, [*parts, self.new.lines[0].why, self.note]))

    def _changed(self) -> Iterator[str]:
        if self.old is None or self.new is None:
            return
        before, after = _by_kind(self.old), _by_kind(self.new)
        for kind in LineKind:
            if before[kind.value] != after[kind.value]:
                yield f"{kind.label}: {money(before[kind.value])} → {money(after[kind.value])}"


@dataclass
class Sum:
    """Of a category, in the currency of each table."""

    label: str
    members: int = 0
    old: Decimal = NOTHING
    new: Decimal = NOTHING
    unknown: int = 0

    @property
    def difference(self) -> Decimal:
        return self.new - self.old


@dataclass(frozen=True)
class Preview:
    table: FeeTable
    before: FeeTable | None
    rows: list[Row]
    sums: list[Sum] = field(default_factory=list)

    @property
    def total(self) -> Sum:
        found = Sum(_("Together"))
        for row in self.sums:
            found.members += row.members
            found.unknown += row.unknown
            found.old += row.old
            found.new += row.new
        return found

    @property
    def is_comparable(self) -> bool:
        return self.before is not None and self.before.currency == self.table.currency

    @property
    def chart(self) -> Chart | None:
        """What each category pays together, by the old table and by the new one; None where the
        two cannot be laid side by side.
        """
        if self.before is None or not self.is_comparable:
            return None
        years = (self.before.year, self.table.year)
        return bar_chart(
            "fees",
            _("What each category pays together, in %(currency)s")
            % {"currency": self.table.currency},
            [f"{row.label}, {year}" for row in self.sums for year in years],
            [amount for row in self.sums for amount in (row.old, row.new)],
            head=(_("Category"), _("Together")),
            shown=lambda amount: money(Decimal(amount)),
        )

    @property
    def lacking(self) -> int:
        """Members that have declared no size although their fee depends on it."""
        return sum(row.lacks_size for row in self.rows)


def preview(table: FeeTable) -> Preview:
    """Every open membership, by the table before and by this one; as members, not as joiners. The
    number of queries does not depend on how many there are.
    """
    today = timezone.localdate()
    parts = FeeTable.objects.with_parts()
    table = parts.get(pk=table.pk)
    before = parts.published().filter(year__lt=table.year).order_by("-year").first()
    memberships = Membership.objects.open().select_related("organisation")
    organisations = [
        membership.organisation
        for membership in memberships.order_by("organisation__display_name", "pk")
    ]
    known_then = Known.of(organisations, day_that_counts(before.year, today) if before else today)
    known_now = Known.of(organisations, day_that_counts(table.year, today))
    rows = [
        _row(organisation, table, before, known_now, known_then) for organisation in organisations
    ]
    return Preview(table, before, rows, _sums(rows))


def _row(
    organisation: Organisation,
    table: FeeTable,
    before: FeeTable | None,
    known_now: Known,
    known_then: Known,
) -> Row:
    old = None
    if before is not None:
        try:
            old = quote_of(
                organisation, before, known_then, fee_year=before.year, with_payable=False
            )
        except FeeError:
            old = None
    try:
        new = quote_of(organisation, table, known_now, fee_year=table.year, with_payable=False)
    except FeeError as error:
        lacks_size = isinstance(error, SizeNeededError)
        problem = _("No size is declared.") if lacks_size else str(error)
        return Row(organisation, old, None, problem, lacks_size)
    return Row(organisation, old, new, note=age_note(organisation, known_now.allowances))


def _sums(rows: list[Row]) -> list[Sum]:
    """Only of those for whom both quotes are known, so that the sums can be compared."""
    found = {category.value: Sum(str(category.label)) for category in Category}
    for row in rows:
        entry = found[row.organisation.category]
        entry.members += 1
        if row.difference is None or row.old is None or row.new is None:
            entry.unknown += 1
            continue
        entry.old += row.old.total
        entry.new += row.new.total
    return [entry for entry in found.values() if entry.members]


def _by_kind(quote: Quote) -> dict[str, Decimal]:
    found: dict[str, Decimal] = defaultdict(lambda: NOTHING)
    for line in quote.lines:
        found[line.kind] += line.amount
    return found


def counted(rows: list[Row]) -> Counter[str]:
    """How many pay more, less and the same."""
    words = {1: "more", 0: "same", -1: "less"}
    return Counter(
        "unknown" if row.difference is None else words[(row.difference > 0) - (row.difference < 0)]
        for row in rows
    )
