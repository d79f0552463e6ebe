"""What a signed-in person finds on one page: what needs them, and where they belong."""

import datetime as dt
from dataclasses import dataclass, field, replace

from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet
from django.utils import timezone

from governance.mandates.policies import sits_with_board
from governance.meetings.models import Meeting
from governance.minutes.models import Minutes
from members.accounts.models import User
from members.fees.models import FeeNotice
from members.ledger import policies as ledger_policies
from members.ledger.models import Receivable, ReceivableKind
from members.onboarding import steps as onboarding
from members.organisations.models import (
    Invitation,
    InvitationStatus,
    JoinRequest,
    Membership,
    MembershipStatus,
    Organisation,
    Representative,
    Role,
    RoleHeld,
)
from members.payments.models import ClaimStatus, PaymentClaim
from members.registration.models import Application
from members.services import policies as service_policies
from members.services.models import RequestStatus, ServiceRequest
from working_groups.groups.models import Seat

NEW_FOR = dt.timedelta(days=60)
ROWS_SHOWN = 5
TONES = {
    MembershipStatus.AWAITING_PAYMENT: "wait",
    MembershipStatus.ACTIVE: "good",
    MembershipStatus.SUSPENDED: "bad",
    MembershipStatus.ENDED: "note",
}


@dataclass(frozen=True)
class MyPage:
    invitations: list[Invitation] = field(default_factory=list)
    applications: list[Application] = field(default_factory=list)
    fees: list[FeeNotice] = field(default_factory=list)
    invoices: list[Receivable] = field(default_factory=list)
    colleagues: list[JoinRequest] = field(default_factory=list)
    services: list[ServiceRequest] = field(default_factory=list)
    first_steps: onboarding.Hint | None = None
    sees_fees: bool = False
    requests: list[Seat] = field(default_factory=list)
    membership: Membership | None = None
    roles: list[RoleHeld] = field(default_factory=list)
    sits_with_board: bool = False
    seats: list[Seat] = field(default_factory=list)
    meetings: list[Meeting] = field(default_factory=list)
    minutes: list[Minutes] = field(default_factory=list)

    @property
    def tone(self) -> str:
        return self.membership.tone if self.membership else "note"

    @property
    def waiting(self) -> int:
        """Colleagues who ask are one thing: they wait on one page."""
        rows = len(self.invitations) + len(self.applications) + len(self.fees)
        rows += len(self.invoices) + len(self.services) + len(self.requests)
        return rows + bool(self.colleagues) + bool(self.first_steps)

    @property
    def who_asks(self) -> str:
        """The first of the colleagues who ask, by the address that they proved."""
        named = [f"{asked.user}, {asked.email}" for asked in self.colleagues[:ROWS_SHOWN]]
        return "; ".join(named) + (" …" if len(self.colleagues) > ROWS_SHOWN else "")


def of(user: User, acting: Representative | None) -> MyPage:
    """`acting` says for which organisation; without one only what is the person's own."""
    page = MyPage(
        invitations=list(
            Invitation.objects.filter(
                email__iexact=user.email,
                status=InvitationStatus.OPEN,
                expires_at__gt=timezone.now(),
            ).select_related("organisation", "invited_by")
        ),
        applications=list(
            Application.objects.waiting().filter(contact_email__iexact=user.email)[:ROWS_SHOWN]
        ),
        requests=list(
            Seat.objects.requested()
            .filter(group__in=Seat.objects.coordinating().filter(user=user).values("group"))
            .select_related("group", "organisation")
            .order_by("requested_at")
        ),
        seats=list(
            Seat.objects.held().filter(user=user).select_related("group").order_by("group__name")
        ),
        sits_with_board=sits_with_board(user),
        meetings=list(Meeting.objects.visible_to(user).upcoming()[:3]),
        minutes=list(
            Minutes.objects.visible_to(user)
            .filter(published_at__gte=timezone.now() - NEW_FOR)
            .select_related("meeting")
            .defer("body", "body_html")[:ROWS_SHOWN]
        ),
    )
    return with_organisation(page, user, acting) if acting else page


def with_organisation(page: MyPage, user: User, acting: Representative) -> MyPage:
    organisation = acting.organisation
    sees_fees = ledger_policies.can_see_account(user, organisation)
    roles = list(acting.roles_held.open().order_by("started_at"))
    return replace(
        page,
        sees_fees=sees_fees,
        fees=open_fees(organisation) if sees_fees else [],
        invoices=open_invoices(organisation) if sees_fees else [],
        colleagues=colleagues_who_ask(organisation, roles),
        services=services_to_answer(user, organisation),
        first_steps=onboarding.hint_for(organisation),
        membership=organisation.memberships.order_by("-approved_on", "-pk").first(),
        roles=roles,
    )


def open_fees(organisation: Organisation) -> list[FeeNotice]:
    """What is still to be paid, the most pressing first, each with `is_late` and `next_part`."""
    notices = FeeNotice.objects.open().with_next_part().filter(organisation=organisation)
    return list(pressing(notices.exclude(receivable__in=looked_for())))


def open_invoices(organisation: Organisation) -> list[Receivable]:
    """Like the fees; each with its `invoice`."""
    debts = Receivable.objects.open().with_next_part().filter(organisation=organisation)
    invoiced = debts.filter(kind=ReceivableKind.INVOICE, invoice__isnull=False)
    return list(pressing(invoiced.exclude(pk__in=looked_for())).select_related("invoice"))


def looked_for() -> QuerySet:
    """Debts that a member says it has paid: the office has the next step."""
    return PaymentClaim.objects.filter(status=ClaimStatus.OPEN).values("receivable")


def pressing(debts: QuerySet) -> QuerySet:
    is_late = ExpressionWrapper(Q(next_due_on__lt=timezone.localdate()), BooleanField())
    return debts.annotate(is_late=is_late).order_by("next_due_on", "pk")


def colleagues_who_ask(organisation: Organisation, roles: list[RoleHeld]) -> list[JoinRequest]:
    """Who asks to represent it by a mail domain, for those who decide it, by their roles in it."""
    if Role.ADMINISTRATOR not in {held.role for held in roles}:
        return []
    return list(
        organisation.join_requests.waiting().select_related("user").order_by("requested_at", "pk")
    )


def services_to_answer(user: User, organisation: Organisation) -> list[ServiceRequest]:
    """Quotes for those who may approve them; deliveries to confirm for them and for who asked."""
    mine = Q(status=RequestStatus.DELIVERED, requested_by=user)
    if service_policies.can_approve(user, organisation):
        mine = Q(status__in=[RequestStatus.QUOTED, RequestStatus.DELIVERED])
    rows = ServiceRequest.objects.filter(mine, organisation=organisation)
    return list(rows.select_related("service").order_by("due_on", "pk"))
