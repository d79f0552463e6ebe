"""A small cluster with one of everything, for tests that look at the whole portal."""

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal

from django.contrib.auth.models import Permission
from django.utils import timezone

from faq.asking.models import Ask
from faq.briefs.models import Brief
from faq.community.models import Contribution, Follow
from faq.questions.models import Question, Visibility
from governance.meetings.models import Meeting
from governance.minutes.models import MinutesStatus
from members.accounts.models import User
from members.certificates import actions as certificates
from members.certificates.models import Certificate
from members.fees import actions as fees
from members.fees.models import FeeNotice
from members.invoices import actions as invoices
from members.invoices.models import Invoice
from members.organisations.models import Invitation, Organisation, Role
from members.registration.models import Application
from members.services.models import ServiceRequest
from tests.factories.faq import BriefFactory, ContributionFactory, FollowFactory, QuestionFactory
from tests.factories.governance import MandateFactory, MeetingFactory, MinutesFactory
from tests.factories.invoices import vat_law
from tests.factories.members import (
    ActiveMemberFactory,
    AssociationFactory,
    FeeTableFactory,
    ServiceRequestFactory,
    UserFactory,
    represent,
)
from tests.factories.working_groups import ProjectFactory, SeatFactory, WorkingGroupFactory
from working_groups.groups.models import GroupStatus, Seat, SeatRole, SeatStatus, WorkingGroup
from working_groups.projects.models import Project

STAFF_PERMISSIONS = [
    "change_question", "publish_question", "view_question", "view_application",
    "decide_application", "view_feenotice", "view_receivable", "view_organisation",
]  # fmt: skip


@dataclass
class World:
    """`people` maps a role of the access matrix to its person; a visitor is nobody."""

    member: Organisation
    group: WorkingGroup
    proposed_group: WorkingGroup
    project: Project
    question: Question
    brief: Brief
    secret: Question
    comment: Contribution
    wish: Follow
    meeting: Meeting
    draft_meeting: Meeting
    notice: FeeNotice
    invoice: Invoice
    certificate: Certificate
    application: Application
    ask: Ask
    invitation: Invitation
    request: Seat
    seat: Seat
    service_request: ServiceRequest
    people: dict[str, User] = field(default_factory=dict)


def make_notice(member: Organisation) -> FeeNotice:
    return fees.issue_by_table(
        membership_id=member.memberships.get().pk,
        fee_year=timezone.localdate().year,
        is_joining=False,
        actor=UserFactory(is_staff=True, is_superuser=True),
    )


def make_invoice(member: Organisation) -> Invoice:
    vat_law()
    return invoices.issue_invoice(
        organisation_id=member.pk,
        lines=[invoices.LineInput(description_ro="Instruire", unit_price=Decimal(100))],
        currency="RON",
        actor=None,
    )


def make() -> World:
    AssociationFactory()
    FeeTableFactory(year=timezone.localdate().year)
    member = ActiveMemberFactory(display_name="Member Ltd", slug="member-ltd")
    other = ActiveMemberFactory(display_name="Other Ltd", slug="other-ltd")
    ana, bogdan, carmen = (
        UserFactory(full_name=name) for name in ("Ana Member", "Bogdan Admin", "Carmen Stranger")
    )
    represent(ana, member, Role.REPRESENTATIVE)
    represent(bogdan, member, Role.ADMINISTRATOR, Role.PRIMARY_CONTACT, Role.BILLING)
    coordinator = UserFactory(full_name="Corina Coordinates")
    represent(coordinator, other, Role.REPRESENTATIVE)
    group = WorkingGroupFactory(slug="ai-and-data")
    SeatFactory(group=group, user=coordinator, organisation=other, role=SeatRole.COORDINATOR)
    sitter = UserFactory(full_name="Sorin Sits")
    represent(sitter, other, Role.REPRESENTATIVE)
    asker = UserFactory(full_name="Radu Requests")
    represent(asker, other, Role.REPRESENTATIVE)
    request = SeatFactory(
        group=group, user=asker, organisation=other, status=SeatStatus.REQUESTED, started_on=None
    )
    board = MandateFactory().user
    staff = UserFactory(full_name="Stela Staff", is_staff=True)
    staff.user_permissions.set(Permission.objects.filter(codename__in=STAFF_PERMISSIONS))
    draft = MinutesFactory(
        status=MinutesStatus.DRAFT,
        approved_at=None,
        published_at=None,
        meeting=MeetingFactory(starts_at=timezone.now() - dt.timedelta(days=3)),
    )
    return World(
        member=member,
        group=group,
        proposed_group=WorkingGroupFactory(slug="proposed", status=GroupStatus.PROPOSED),
        project=ProjectFactory(slug="a-project", group=group),
        question=QuestionFactory(),
        brief=BriefFactory(),
        secret=QuestionFactory(visibility=Visibility.MEMBERS),
        comment=ContributionFactory(),
        wish=FollowFactory(),
        meeting=MinutesFactory().meeting,
        draft_meeting=draft.meeting,
        notice=make_notice(member),
        invoice=make_invoice(member),
        certificate=certificates.issue(
            organisation_id=member.pk, language="en", actor=UserFactory(is_superuser=True)
        ),
        application=Application.objects.create(
            category="company", language="en", contact_email="director@example.org"
        ),
        ask=Ask.objects.create(text="May we?", language="en", guest_email="guest@example.org"),
        invitation=Invitation.objects.create(
            organisation=member,
            email="new@example.org",
            full_name="Nina New",
            roles=[Role.REPRESENTATIVE],
            language="en",
            invited_by=bogdan,
            expires_at=timezone.now() + dt.timedelta(days=14),
        ),
        request=request,
        seat=SeatFactory(group=group, user=sitter, organisation=other),
        service_request=ServiceRequestFactory(organisation=member, requested_by=ana),
        people={
            "stranger": carmen,
            "representative": ana,
            "administrator": bogdan,
            "coordinator": coordinator,
            "board": board,
            "staff": staff,
            "superuser": UserFactory(full_name="Sanda Super", is_staff=True, is_superuser=True),
        },
    )
