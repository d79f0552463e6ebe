from django.conf import settings
from django.db import transaction
from django.forms.models import model_to_dict
from django.utils.translation import gettext as _

from cluster_portal.toolkit.errors import NotAllowedError
from cluster_portal.toolkit.history import actions as history
from cluster_portal.toolkit.states import check_move
from members.accounts.models import User
from members.fees import policies
from members.fees.calendars import day_in_year
from members.fees.errors import TableIncompleteError
from members.fees.models import (
    FEE_TABLE_MOVES,
    FeeBand,
    FeeEvent,
    FeeTable,
    FeeTableStatus,
    InstalmentPlan,
)
from members.organisations.models import Category


@transaction.atomic
def publish_table(*, table_id: int, actor: User) -> FeeTable:
    """From now on this is what the year costs; the table can no longer be changed.

    Raises TableIncompleteError, which names the first thing that is missing.
    """
    if not policies.can_publish_table(actor):
        raise NotAllowedError
    table = FeeTable.objects.get(pk=table_id)
    rivals = FeeTable.objects.select_for_update().filter(year=table.year).order_by("pk")
    table = next(row for row in rivals if row.pk == table_id)
    check_move(
        FEE_TABLE_MOVES, FeeTableStatus(table.status), FeeTableStatus.PUBLISHED, _("This table")
    )
    if FeeTable.objects.published().filter(year=table.year).exists():
        raise TableIncompleteError(
            _("The year %(year)s has a published fee table already.") % {"year": table.year}
        )
    check_complete(table)
    table.status = FeeTableStatus.PUBLISHED
    table.save(update_fields=["status"])
    history.record(subject=table, kind=FeeEvent.TABLE_PUBLISHED, actor=actor)
    return table


@transaction.atomic
def copy_table(*, table_id: int, actor: User) -> FeeTable:
    """The table of a year as the draft of the next one, to be changed there: its bands, measures,
    tiers and plans; days move to the same day of that year. What decided it does not come along.
    """
    if not policies.can_draft_table(actor):
        raise NotAllowedError
    source = FeeTable.objects.select_for_update().with_parts().get(pk=table_id)
    year = source.year + 1
    plain = model_to_dict(source, exclude=["id", "year", "status", "decision_reference"])
    for name in ("half_year_from", "next_year_from"):
        if plain[name] is not None:
            plain[name] = day_in_year(plain[name], year)
    draft = FeeTable.objects.create(year=year, **plain)
    for manager in (source.bands, source.measures, source.tiers, source.plans):
        for row in manager.all():
            row.pk, row._state.adding, row.table = None, True, draft
            row.save(force_insert=True)
    history.record(
        subject=draft,
        kind=FeeEvent.TABLE_COPIED,
        actor=actor,
        changes={"year": [source.year, year]},
    )
    return draft


def check_complete(table: FeeTable) -> None:
    """Every size of every category has one fee; every text has both languages. Raises
    TableIncompleteError.
    """
    for category in Category:
        _check_bands(table, category, table.bands_of(category))
    _check_days(table)
    for tier in table.tiers.all():
        _check_languages(tier, "name", _("the name of tier “%s”") % tier.code)
        _check_languages(tier, "description", _("what tier “%s” gives") % tier.code)
    for plan in table.plans.all():
        _check_languages(plan, "name", _("the name of instalment plan “%s”") % plan.code)
        _check_plan(plan)
    if any((table.notes_en, table.notes_ro)):  # type: ignore[attr-defined]  # of modeltranslation
        _check_languages(table, "notes", _("the notes for readers"))


def _check_bands(table: FeeTable, category: Category, bands: list[FeeBand]) -> None:
    """Every size from none upwards has one fee; no overlap is left by the constraint."""
    measure = table.measure_of(category)
    expected, is_closed = 0, False
    for band in bands:
        if band.size_from != expected or is_closed:
            break
        if band.size_to is None:
            is_closed = True
        else:
            expected = band.size_to + 1
    if not is_closed:
        raise TableIncompleteError(
            _("“%(category)s” has no fee for %(size)s. The bands must begin at 0, follow each "
              "other without a hole, and the last one has no upper end.")
            % {"category": category.label, "size": _size_in_words(expected, measure)}
        )  # fmt: skip
    if len(bands) == 1:
        return
    if measure is None:
        raise TableIncompleteError(
            _("The fee of “%(category)s” depends on its size: say how that is measured.")
            % {"category": category.label}
        )
    _check_languages(
        measure, "definition", _("what is counted for “%s”") % category.label
    )  # fmt: skip


def _size_in_words(size: int, measure: object | None) -> str:
    currency = getattr(measure, "currency", "")
    if currency:
        return _("a turnover of %(size)s %(currency)s") % {"size": size, "currency": currency}
    return _("%(count)s staff") % {"count": size}


def _check_days(table: FeeTable) -> None:
    for name in ("half_year_from", "next_year_from"):
        day = getattr(table, name)
        if day is not None and day.year != table.year:
            raise TableIncompleteError(
                _("“%(field)s” must be a day of %(year)s.")
                % {"field": table._meta.get_field(name).verbose_name, "year": table.year}  # type: ignore[union-attr]  # names of plain fields
            )


def _check_plan(plan: InstalmentPlan) -> None:
    if not plan.is_whole:
        raise TableIncompleteError(
            _("The parts of instalment plan “%(plan)s” must make 100 %% together, and be due one "
              "after the other.")
            % {"plan": plan.code}
        )  # fmt: skip


def _check_languages(row: object, field: str, what: str) -> None:
    for code, name in settings.LANGUAGES:
        if not (getattr(row, f"{field}_{code}", "") or "").strip():
            raise TableIncompleteError(
                _("Please write %(what)s in each language: %(language)s is missing.")
                % {"what": what, "language": str(name)}
            )
