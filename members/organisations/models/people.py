"""Who speaks for an organisation, in which roles, and who is invited to."""

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.signing import BadSignature, Signer
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cluster_portal.toolkit.fields import LineField
from members.accounts.models import User
from members.organisations.models.organisation import Membership, Organisation


class Role(models.TextChoices):
    PRIMARY_CONTACT = "primary_contact", _("Primary contact")
    ADMINISTRATOR = "administrator", _("Administrator")
    BILLING = "billing", _("Billing")
    LEGAL_SIGNATORY = "legal_signatory", _("Legal signatory")
    ASSEMBLY_DELEGATE = "assembly_delegate", _("Assembly delegate")
    REPRESENTATIVE = "representative", _("Representative")


VITAL_ROLES = {Role.PRIMARY_CONTACT, Role.ADMINISTRATOR}
SINGLE_ROLES = (Role.PRIMARY_CONTACT, Role.ASSEMBLY_DELEGATE)
INVITABLE_ROLES = tuple(role for role in Role if role not in SINGLE_ROLES)


class RepresentativeQuerySet(models.QuerySet):
    def open(self) -> "RepresentativeQuerySet":
        return self.filter(ended_on__isnull=True)

    def with_role(self, *roles: str) -> "RepresentativeQuerySet":
        held = RoleHeld.objects.open().filter(representative=OuterRef("pk"), role__in=roles)
        return self.filter(Exists(held))

    def visible_to(self, viewer) -> "RepresentativeQuerySet":
        """People see their colleagues, staff see all."""
        if getattr(viewer, "is_staff", False):
            return self
        if not viewer.is_authenticated:
            return self.none()
        own = Representative.objects.open().filter(user=viewer).values("organisation")
        return self.filter(organisation__in=own)

    def of_active_members(self) -> "RepresentativeQuerySet":
        held = Membership.objects.active().filter(organisation=OuterRef("organisation"))
        return self.open().filter(Exists(held))


class Representative(models.Model):
    """A person who speaks for an organisation, from a day to a day."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="representatives")
    user = models.ForeignKey(User, models.PROTECT, related_name="representations")
    job_title = LineField(_("job title"), max_length=120, blank=True)
    started_on = models.DateField(_("from"))
    ended_on = models.DateField(_("until"), null=True, blank=True)
    is_public = models.BooleanField(_("name shown on the public page"), default=False)

    objects = RepresentativeQuerySet.as_manager()

    class Meta:
        verbose_name = _("representative")
        verbose_name_plural = _("representatives")
        ordering = ["organisation__display_name", "user__full_name", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="representative_once_per_organisation",
                fields=["organisation", "user"],
                condition=Q(ended_on__isnull=True),
            ),
            models.CheckConstraint(
                name="representative_ends_after_start",
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("started_on")),
            ),
        ]

    def __str__(self):
        return f"{self.user}, {self.organisation}"

    @property
    def open_roles(self) -> list["RoleHeld"]:
        """The roles held now, in the order of Role; prefetch `roles_held` for a list of people."""
        held = {one.role: one for one in self.roles_held.all() if one.is_open}
        return [held[role] for role in Role.values if role in held]

    @property
    def gets_documents(self) -> bool:
        """The organisation's documents are mailed to an address of this very person."""
        address = self.organisation.billing_email.lower()
        if not address:
            return False
        others = EmailAddress.objects.filter(user=self.user_id, email__iexact=address)
        return address == self.user.email.lower() or others.exists()

    @property
    def would_hand_over(self) -> list[str]:
        """The roles that a successor would get; to represent is nothing to hand over."""
        return [held.role for held in self.open_roles if held.role != Role.REPRESENTATIVE]

    def would_leave_empty(self) -> list[str]:
        """The roles of this person that somebody must hold and nobody else does."""
        own = set(self.roles_held.open().values_list("role", flat=True))
        others = self.possible_successors().with_role(Role.ADMINISTRATOR)
        needed = {Role.PRIMARY_CONTACT} if others.exists() else VITAL_ROLES
        return [role for role in Role.values if role in own & needed]

    def held_by_nobody_else(self) -> list[str]:
        """Of what a successor would get and the portal does not insist on: what would stay
        without anybody.
        """
        others = RoleHeld.objects.open().filter(representative__in=self.possible_successors())
        taken = {*others.values_list("role", flat=True), *self.would_leave_empty()}
        return [role for role in self.would_hand_over if role not in taken]

    def possible_successors(self) -> RepresentativeQuerySet:
        """Who of the organisation may take over: those who can sign in."""
        everybody = Representative.objects.open().filter(organisation=self.organisation_id)
        return everybody.filter(user__is_active=True).exclude(pk=self.pk)


class RoleHeldQuerySet(models.QuerySet):
    def open(self) -> "RoleHeldQuerySet":
        return self.filter(ended_at__isnull=True)


class RoleHeld(models.Model):
    """A role of a representative; taken away it is closed, so that its time stays known."""

    representative = models.ForeignKey(Representative, models.PROTECT, related_name="roles_held")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    role = models.CharField(_("role"), max_length=20, choices=Role)
    started_at = models.DateTimeField(_("from"), default=timezone.now)
    ended_at = models.DateTimeField(_("until"), null=True, blank=True)

    objects = RoleHeldQuerySet.as_manager()

    class Meta:
        verbose_name = _("role")
        verbose_name_plural = _("roles")
        constraints = [
            models.UniqueConstraint(
                name="role_once_per_representative",
                fields=["representative", "role"],
                condition=Q(ended_at__isnull=True),
            ),
            models.UniqueConstraint(
                name="role_one_primary_contact",
                fields=["organisation"],
                condition=Q(role="primary_contact", ended_at__isnull=True),
                violation_error_message=_("This organisation has a primary contact already."),
            ),
            models.UniqueConstraint(
                name="role_one_assembly_delegate",
                fields=["organisation"],
                condition=Q(role="assembly_delegate", ended_at__isnull=True),
                violation_error_message=_("This organisation has an Assembly delegate already."),
            ),
            models.CheckConstraint(name="role_known", condition=Q(role__in=Role.values)),
        ]

    def __str__(self):
        return f"{self.representative}: {self.get_role_display()}"

    @property
    def is_open(self) -> bool:
        return self.ended_at is None


class InvitationStatus(models.TextChoices):
    OPEN = "open", _("waiting for an answer")
    ACCEPTED = "accepted", _("accepted")
    DECLINED = "declined", _("declined")
    REVOKED = "revoked", _("taken back")


INVITATION_MOVES = {
    InvitationStatus.OPEN: frozenset(
        {InvitationStatus.ACCEPTED, InvitationStatus.DECLINED, InvitationStatus.REVOKED}
    ),
    InvitationStatus.ACCEPTED: frozenset(),
    InvitationStatus.DECLINED: frozenset(),
    InvitationStatus.REVOKED: frozenset(),
}


_LINKS = Signer(salt="members.organisations.invitation", sep=".")


class InvitationQuerySet(models.QuerySet):
    def open(self) -> "InvitationQuerySet":
        """Those that can be accepted now."""
        return self.filter(status=InvitationStatus.OPEN, expires_at__gt=timezone.now())

    def visible_to(self, viewer) -> "InvitationQuerySet":
        """The people of the organisation see whom it invites, staff see all."""
        if getattr(viewer, "is_staff", False):
            return self
        if not viewer.is_authenticated:
            return self.none()
        own = Representative.objects.open().filter(user=viewer).values("organisation")
        return self.filter(organisation__in=own)

    def by_token(self, token: str) -> "InvitationQuerySet":
        """The invitation behind a signed link, whatever became of it; none for a forged one."""
        try:
            key = int(_LINKS.unsign(token))
        except (BadSignature, ValueError):
            return self.none()
        return self.filter(pk=key)

    def sent_to(self, person: User) -> "InvitationQuerySet":
        """Those for an address of this person: the one they sign in with, or another proven one."""
        addresses = EmailAddress.objects.filter(user=person, verified=True)
        proven = addresses.values(lower=Lower("email"))
        mine = Q(email__iexact=person.email) | Q(lower_email__in=proven)
        return self.annotate(lower_email=Lower("email")).filter(mine)


class Invitation(models.Model):
    """An administrator asks a person to represent the organisation; the link comes by mail."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="invitations")
    email = models.EmailField(_("e-mail address"))
    full_name = LineField(_("full name"), max_length=150)
    job_title = LineField(_("job title"), max_length=120, blank=True)
    roles = ArrayField(models.CharField(max_length=20, choices=Role), verbose_name=_("roles"))
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)
    status = models.CharField(
        _("state"), max_length=10, choices=InvitationStatus, default=InvitationStatus.OPEN
    )
    invited_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(_("written"), auto_now_add=True)
    sent_at = models.DateTimeField(_("last sent"), default=timezone.now)
    expires_at = models.DateTimeField(_("valid until"))
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    accepted_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                "organisation",
                Lower("email"),
                name="invitation_one_open_per_address",
                condition=Q(status="open"),
                violation_error_message=_("This person has an open invitation already."),
            ),
            models.CheckConstraint(
                name="invitation_status_known", condition=Q(status__in=InvitationStatus.values)
            ),
        ]

    def __str__(self):
        return f"{self.email} → {self.organisation}"

    def get_absolute_url(self):
        return reverse("members:invitation", args=[self.token])

    @property
    def is_expired(self) -> bool:
        return self.expires_at <= timezone.now()

    @property
    def role_names(self) -> list[str]:
        return [str(Role(role).label) for role in self.roles]

    @property
    def token(self) -> str:
        return _LINKS.sign(str(self.pk))
