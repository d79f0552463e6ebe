"""The association's figures: reckoned from the rows that say when what was so, never stored."""

import datetime as dt
from collections import defaultdict
from decimal import Decimal

from django.db.models import Count, Q, Sum
from django.db.models.functions import TruncMonth
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from cluster_portal.toolkit.charts.drawing import (
    Chart,
    Number,
    Series,
    bar_chart,
    line_chart,
    stacked_chart,
)
from cluster_portal.toolkit.templatetags.portal import money
from members.ledger.models import Payment, Receivable
from members.organisations import continuity
from members.organisations.models import Category, Membership
from members.registration.models import Application, ApplicationStatus

YEARS = 8
MONTHS = 12
# Days that a debt is late, from and to, as accountants age debts.
STEPS = ((1, 30), (31, 60), (61, 90))


def funnel(today: dt.date) -> Chart:
    """Of the applications begun in the last twelve months: how far each came."""
    rows = Application.objects.filter(created_at__date__gt=today - dt.timedelta(days=365))
    reached = rows.aggregate(
        begun=Count("pk"),
        sent=Count("pk", filter=Q(submitted_at__isnull=False)),
        decided=Count("pk", filter=Q(decided_on__isnull=False)),
        approved=Count("pk", filter=Q(status=ApplicationStatus.APPROVED)),
        rejected=Count("pk", filter=Q(status=ApplicationStatus.REJECTED)),
        withdrawn=Count("pk", filter=Q(status=ApplicationStatus.WITHDRAWN)),
        expired=Count("pk", filter=Q(status=ApplicationStatus.EXPIRED)),
    )
    labels = {
        "begun": pgettext("applications", "begun"),
        "sent": pgettext("applications", "sent in"),
        "decided": pgettext("applications", "decided"),
        "approved": pgettext("applications", "approved"),
        "rejected": _("– not approved"),
        "withdrawn": _("– withdrawn"),
        "expired": _("– expired as a draft"),
    }
    return bar_chart(
        "funnel",
        _("Applications of the last twelve months"),
        list(labels.values()),
        [reached[name] for name in labels],
        head=(_("How far they came"), _("Applications")),
        note=_("Each bar is a part of the one above; with a dash, those that ended otherwise."),
    )


def members_by_category(today: dt.date) -> Chart:
    """At the end of each year, and today."""
    days = [dt.date(today.year - back, 12, 31) for back in range(YEARS - 1, 0, -1)] + [today]
    counts: dict[tuple[str, dt.date], int] = defaultdict(int)
    for category, started, ended in _spans():
        for day in days:
            if started <= day and (ended is None or ended > day):
                counts[category, day] += 1
    series = [Series(str(one.label), [counts[one.value, day] for day in days]) for one in Category]
    labels = [str(day.year) for day in days[:-1]] + [_("today")]
    return stacked_chart(
        "members",
        _("Members by category"),
        labels,
        series,
        head=_("At the end of"),
        note=_("At the end of each year, and today. Suspended members are counted too."),
    )


def retention(today: dt.date) -> Chart:
    """Of those who were members at the beginning of a year, how many still were at its end; from
    the first year that began with a member.
    """
    spans = _spans()
    begun = min((started.year for _category, started, _ended in spans), default=today.year) + 1
    years = range(max(begun, today.year - YEARS + 1), today.year + 1)
    kept: dict[str, list[Number]] = {"all": [], "companies": []}
    for year in years:
        first, last = dt.date(year, 1, 1), min(dt.date(year, 12, 31), today)
        for name, wanted in (("all", None), ("companies", Category.COMPANY.value)):
            held = [
                ended for category, started, ended in spans
                if wanted in (None, category) and started < first
                and (ended is None or ended > first)
            ]  # fmt: skip
            stayed = sum(1 for ended in held if ended is None or ended > last)
            kept[name].append(round(100 * stayed / len(held), 1) if held else 0)
    return line_chart(
        "retention",
        _("Members that stayed"),
        [str(year) for year in years],
        [Series(_("all members"), kept["all"]), Series(_("companies"), kept["companies"])],
        head=_("Year"),
        shown=percent,
        note=_("Of those who were members on 1 January, how many still were on 31 December; "
               "this year, until today."),
    )  # fmt: skip


def income(today: dt.date) -> list[Chart]:
    """Money received by month, less what was paid back; a chart a currency, none converted."""
    first = _month_back(today, MONTHS - 1)
    months = [_month_back(today, back) for back in range(MONTHS - 1, -1, -1)]
    rows = (
        Payment.objects.filter(received_on__gte=first, received_on__lte=today)
        .order_by()
        .annotate(month=TruncMonth("received_on"))
        .values("currency", "month")
        .annotate(total=Sum("amount"))
    )
    sums: dict[str, dict[dt.date, Decimal]] = defaultdict(dict)
    for row in rows:
        sums[row["currency"]][row["month"]] = row["total"]
    return [
        bar_chart(
            f"income-{currency.lower()}",
            _("Income by month, %(currency)s") % {"currency": currency},
            [formats.date_format(month, "F Y") for month in months],
            [by_month.get(month, Decimal(0)) for month in months],
            head=(_("Month"), currency),
            shown=in_money,
            note=_("By the day of receipt; what was paid back or reversed is taken off."),
        )
        for currency, by_month in sorted(sums.items())
    ]


def ageing(today: dt.date) -> list[Chart]:
    """What is owed, each instalment by how long it is late; a chart a currency. All steps together
    are the balances of the ledger.
    """
    labels = [
        _("not due yet"),
        *(_("%(first)d to %(last)d days late") % {"first": a, "last": b} for a, b in STEPS),
        _("more than %(days)d days late") % {"days": STEPS[-1][1]},
    ]
    sums: dict[str, list[Decimal]] = defaultdict(lambda: [Decimal(0)] * len(labels))
    for debt in Receivable.objects.open().prefetch_related("instalments"):
        covered = debt.amount - debt.balance
        for part in debt.instalments.all():
            still = min(part.amount, part.running_total - covered)
            if still > 0:
                sums[debt.currency][_step((today - part.due_on).days)] += still
    return [
        bar_chart(
            f"ageing-{currency.lower()}",
            _("What is owed, by age, %(currency)s") % {"currency": currency},
            labels,
            amounts,
            head=(_("Age"), currency),
            shown=in_money,
        )
        for currency, amounts in sorted(sums.items())
    ]


def warnings() -> Chart:
    """Where members might fall silent, by the rules of members/organisations/continuity.py."""
    rows = list(continuity.with_warnings().order_by().values_list(*continuity.FLAGS))
    counts = [sum(row[place] for row in rows) for place in range(len(continuity.FLAGS))]
    return bar_chart(
        "continuity",
        _("Continuity warnings"),
        [str(rule.short) for rule in continuity.RULES],
        counts,
        head=(_("Warning"), _("Members")),
        note=_("A member can stand in several of them; the worklist names each."),
    )


def in_money(value: Number) -> str:
    return money(Decimal(value))


def percent(value: Number) -> str:
    return f"{formats.number_format(value, decimal_pos=1)} %"


def _spans() -> list[tuple[str, dt.date, dt.date | None]]:
    """Category, first day and the day of the end of every membership that began."""
    rows = Membership.objects.filter(started_on__isnull=False).order_by()
    found = rows.values_list("organisation__category", "started_on", "ended_on")
    return [(category, started, ended) for category, started, ended in found if started]


def _month_back(day: dt.date, months: int) -> dt.date:
    """The first day of the month so many months before."""
    place = day.year * 12 + day.month - 1 - months
    return dt.date(place // 12, place % 12 + 1, 1)


def _step(late: int) -> int:
    if late <= 0:
        return 0
    return next((n for n, (_a, last) in enumerate(STEPS, start=1) if late <= last), len(STEPS) + 1)
