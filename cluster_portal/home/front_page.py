"""What the home page tells a visitor, each part in one or two queries whatever its length."""

from dataclasses import dataclass
from decimal import Decimal

from django.contrib.auth.models import AnonymousUser
from django.db.models import Max, Min, Prefetch, Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cluster_portal.home import helix
from faq.questions.models import Audience, Question, Translation
from governance.meetings.models import Body, Meeting, MeetingStatus
from members.fees.models import FeeBand, FeeTable, FeeTableStatus
from members.organisations.models import Category, Organisation
from working_groups.groups.models import WorkingGroup
from working_groups.projects.models import Project, ProjectStatus

VISITOR = AnonymousUser()
NAMES_SHOWN = 60
QUESTIONS_SHOWN = 5
ROWS_SHOWN = 6

# The four strands of the quadruple helix; authorities and catalysts share one.
STRANDS: list[tuple[Promise | str, str, tuple[str, ...]]] = [
    (_("Companies"), Category.COMPANY, (Category.COMPANY,)),
    (_("Universities and research"), Category.UNIVERSITY, (Category.UNIVERSITY,)),
    (
        _("Authorities and catalysts"),
        Category.AUTHORITY,
        (Category.AUTHORITY, Category.CATALYST),
    ),
    (_("Community"), Category.COMMUNITY, (Category.COMMUNITY,)),
]


@dataclass(frozen=True)
class Strand:
    label: Promise | str
    category: str
    count: int


@dataclass(frozen=True)
class Who:
    strands: list[Strand]
    total: int
    shown: list[Organisation]
    drawing: helix.Drawing

    @property
    def not_shown(self) -> int:
        return self.total - len(self.shown)


@dataclass(frozen=True)
class Cost:
    """The span of a company's yearly fee, from the newest published table."""

    lowest: Decimal
    highest: Decimal
    currency: str
    year: int
    is_example: bool


def who() -> Who:
    members = list(Organisation.objects.active_members().only("display_name", "slug", "category"))
    strands = [
        Strand(label, category, sum(member.category in kinds for member in members))
        for label, category, kinds in STRANDS
    ]
    return Who(
        strands=strands,
        total=len(members),
        shown=members[:NAMES_SHOWN],
        drawing=helix.drawing(tuple(strand.count for strand in strands)),
    )


def questions() -> list[Question]:
    """The questions people ask before they join, pinned ones first."""
    return list(
        Question.objects.visible_to(VISITOR)
        .filter(Q(audiences__contains=[Audience.JOINING]) | Q(is_pinned=True))
        .order_by("-is_pinned", "topic__position", "position", "pk")
        .prefetch_related(Prefetch("translations", Translation.objects.defer("body", "body_html")))[
            :QUESTIONS_SHOWN
        ]
    )


def groups() -> list[WorkingGroup]:
    """Running groups, with `organisation_count`: how many organisations hold a seat."""
    return list(WorkingGroup.objects.visible_to(VISITOR).running().for_list()[:ROWS_SHOWN])


def projects() -> list[Project]:
    return list(
        Project.objects.visible_to(VISITOR)
        .filter(status=ProjectStatus.RUNNING)
        .defer("body", "body_html")
        .order_by("-started_on", "name")[:ROWS_SHOWN]
    )


def next_board_meetings(count: int = 2) -> list[Meeting]:
    return list(Meeting.objects.upcoming().filter(body=Body.BOARD)[:count])


def last_board_meeting() -> Meeting | None:
    return (
        Meeting.objects.filter(
            body=Body.BOARD, status=MeetingStatus.HELD, starts_at__lte=timezone.now()
        )
        .order_by("-starts_at")
        .first()
    )


def cost() -> Cost | None:
    table = (
        FeeTable.objects.filter(
            status=FeeTableStatus.PUBLISHED, year__lte=timezone.localdate().year
        )
        .order_by("-year")
        .first()
    )
    if table is None:
        return None
    span = FeeBand.objects.filter(table=table, category=Category.COMPANY).aggregate(
        lowest=Min("amount"), highest=Max("amount")
    )
    if span["lowest"] is None:
        return None
    return Cost(**span, currency=table.currency, year=table.year, is_example=table.is_example)
