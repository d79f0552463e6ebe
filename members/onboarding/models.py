"""The first steps of a new member: a row says that they are under way, the rest is facts."""

import datetime as dt

from django.core.signing import BadSignature, Signer
from django.db import models
from django.db.models import Count, Exists, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cluster_portal.toolkit.fields import LineField
from cluster_portal.toolkit.history.kinds import register_kinds
from members.accounts.models import User
from members.fees.models import FeeNotice, FeeNoticeStatus
from members.legal_texts.models import Acceptance, LegalText, TextKind
from members.organisations.models import (
    Invitation,
    InvitationStatus,
    Membership,
    Representative,
    Role,
)

REMINDED_EVERY = dt.timedelta(days=14)
MOST_REMINDERS = 3


@register_kinds
class OnboardingEvent(models.TextChoices):
    """Recorded about the organisation, whose people and office read it."""

    OPENED = "onboarding.opened", _("First steps begun")
    AGREED = "onboarding.agreed", _("Membership agreement accepted")
    WAIVED = "onboarding.waived", _("First fee waived")
    REMINDED = "onboarding.reminded", _("Reminded of the first steps")
    COMPLETED = "onboarding.completed", _("First steps done")


_LINKS = Signer(salt="members.onboarding.agreement", sep=".")


class OnboardingQuerySet(models.QuerySet):
    def open(self) -> "OnboardingQuerySet":
        return self.filter(completed_at__isnull=True, membership__ended_on__isnull=True)

    def to_remind(self, now: dt.datetime) -> "OnboardingQuerySet":
        """Open for two weeks since they began or were reminded of, three times at most."""
        before = now - REMINDED_EVERY
        never = Q(reminded_at__isnull=True, opened_at__lte=before)
        return self.open().filter(never | Q(reminded_at__lte=before), reminders__lt=MOST_REMINDERS)

    def with_facts(self) -> "OnboardingQuerySet":
        """Adds what the steps are reckoned from, so that a list of them asks one query."""
        organisation = OuterRef("membership__organisation")
        invitations = Invitation.objects.filter(
            organisation=organisation, status=InvitationStatus.OPEN
        )
        contacts = Representative.objects.open().with_role(Role.PRIMARY_CONTACT)
        notices = (
            FeeNotice.objects.with_balance()
            .filter(membership=OuterRef("membership"), status=FeeNoticeStatus.ISSUED)
            .order_by("issued_on", "pk")
        )
        texts = LegalText.objects.published().filter(
            kind=TextKind.AGREEMENT, valid_from__lte=timezone.localdate()
        )
        count = invitations.order_by().values("organisation").annotate(number=Count("pk"))
        return self.select_related("membership__organisation", "agreement").annotate(
            has_agreement_text=Exists(texts),
            open_invitations=Coalesce(Subquery(count.values("number")), Value(0)),
            contact_signed_in=Exists(
                contacts.filter(organisation=organisation, user__last_login__isnull=False)
            ),
            first_notice=Subquery(notices.values("pk")[:1]),
            first_balance=Subquery(notices.values("balance")[:1]),
            first_currency=Subquery(notices.values("currency")[:1]),
            first_due_on=Subquery(notices.values("due_on")[:1]),
        )

    def by_token(self, token: str) -> "OnboardingQuerySet":
        """Behind the signatory's link; none for a forged one."""
        try:
            key = int(_LINKS.unsign(token))
        except (BadSignature, ValueError):
            return self.none()
        return self.filter(pk=key)

    def visible_to(self, viewer: User) -> "OnboardingQuerySet":
        """Those who speak for the organisation, and the office by permission."""
        if viewer.is_staff and viewer.has_perm("members.view_onboarding"):
            return self
        own = Representative.objects.open().filter(user=viewer).values("organisation")
        return self.filter(membership__organisation__in=own)

    def signed_by(self, viewer: User) -> "OnboardingQuerySet":
        """Of the organisations for which this person signs."""
        own = Representative.objects.open().filter(user=viewer).with_role(Role.LEGAL_SIGNATORY)
        return self.filter(membership__organisation__in=own.values("organisation"))


class Onboarding(models.Model):
    """From the approval until agreement, people, fee and profile are there. `completed_at` is
    when all of them were true for the first time.
    """

    membership = models.OneToOneField(Membership, models.PROTECT, related_name="onboarding")
    opened_at = models.DateTimeField(_("begun"), default=timezone.now)
    language = models.CharField(_("language"), max_length=5)
    signatory_name = LineField(_("legal signatory"), max_length=150, blank=True)
    signatory_email = models.EmailField(_("signatory's e-mail address"), blank=True)
    agreement = models.OneToOneField(
        Acceptance, models.PROTECT, null=True, blank=True, related_name="onboarding",
        verbose_name=_("agreement accepted"),
    )  # fmt: skip
    fee_waived_at = models.DateTimeField(_("first fee waived"), null=True, blank=True)
    fee_waived_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    fee_waiver_reason = models.CharField(_("why it is waived"), max_length=500, blank=True)
    reminders = models.PositiveSmallIntegerField(_("reminders sent"), default=0, editable=False)
    reminded_at = models.DateTimeField(_("reminded"), null=True, editable=False)
    completed_at = models.DateTimeField(_("done"), null=True, blank=True)

    objects = OnboardingQuerySet.as_manager()

    class Meta:
        verbose_name = _("first steps of a member")
        verbose_name_plural = _("first steps of members")
        ordering = ["-opened_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="onboarding_waiver_whole",
                condition=Q(fee_waived_at__isnull=True, fee_waived_by__isnull=True)
                | Q(
                    fee_waived_at__isnull=False,
                    fee_waived_by__isnull=False,
                    fee_waiver_reason__gt="",
                ),
            ),
        ]
        permissions = [("waive_first_fee", _("Can waive a new member's first fee"))]

    def __str__(self):
        return str(self.membership.organisation)

    @property
    def token(self) -> str:
        return _LINKS.sign(str(self.pk))

    @property
    def agreement_url(self) -> str:
        """Where the signatory reads and accepts, without an account."""
        return reverse("members:onboarding_agreement", args=[self.token])
