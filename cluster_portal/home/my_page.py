"""What a signed-in person finds on one page: what needs them, and where they belong."""

import datetime as dt
from dataclasses import dataclass, field, replace

from django.db.models import BooleanField, ExpressionWrapper, Q
from django.utils import timezone

from governance.meetings.models import Meeting
from governance.minutes.models import Minutes
from members.accounts.models import User
from members.fees.models import FeeNotice
from members.ledger import policies as ledger_policies
from members.onboarding import steps as onboarding
from members.organisations.models import (
    Invitation,
    InvitationStatus,
    Membership,
    MembershipStatus,
    Organisation,
    Representative,
    RoleHeld,
)
from members.registration.models import Application
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
    first_steps: onboarding.Hint | None = None
    sees_fees: bool = False
    requests: list[Seat] = field(default_factory=list)
    membership: Membership | None = None
    roles: list[RoleHeld] = field(default_factory=list)
    seats: list[Seat] = field(default_factory=list)
    meetings: list[Meeting] = field(default_factory=list)
    minutes: list[Minutes] = field(default_factory=list)

    @property
    def tone(self) -> str:
        return self.membership.tone if self.membership else "note"

    @property
    def waiting(self) -> int:
        rows = len(self.invitations) + len(self.applications) + len(self.fees)
        return rows + len(self.requests) + bool(self.first_steps)


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
    return replace(
        page,
        sees_fees=sees_fees,
        fees=open_fees(organisation) if sees_fees else [],
        first_steps=onboarding.hint_for(organisation),
        membership=organisation.memberships.order_by("-approved_on", "-pk").first(),
        roles=list(acting.roles_held.open().order_by("started_at")),
    )


def open_fees(organisation: Organisation) -> list[FeeNotice]:
    """What is still to be paid, the most pressing first, each with `is_late`."""
    is_late = ExpressionWrapper(Q(next_due_on__lt=timezone.localdate()), BooleanField())
    notices = FeeNotice.objects.open().filter(organisation=organisation)
    return list(notices.annotate(is_late=is_late).order_by("next_due_on", "pk"))
