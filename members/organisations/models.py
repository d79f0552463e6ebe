import datetime as dt

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cluster_portal.toolkit.fields import RenderedMarkdownField
from cluster_portal.toolkit.uploads import IMAGES, StoredUnder, UploadValidator
from members.accounts.models import User


class Category(models.TextChoices):
    """The quadruple helix: companies, knowledge, authorities and catalysts, community."""

    COMPANY = "company", _("Company")
    UNIVERSITY = "university", _("University or research institute")
    AUTHORITY = "authority", _("Public authority")
    CATALYST = "catalyst", _("Catalyst organisation")
    COMMUNITY = "community", _("Community organisation")


class Association(models.Model):
    """The cluster's own record: one row, whose data make this portal that cluster's portal."""

    name = models.CharField(_("name"), max_length=120)
    legal_name = models.CharField(_("legal name"), max_length=200)
    tagline = models.CharField(_("in one sentence"), max_length=250, blank=True)
    about = models.TextField(_("about (Markdown)"), blank=True)
    about_html = RenderedMarkdownField()
    fiscal_code = models.CharField(_("fiscal code"), max_length=20, blank=True)
    register_entries = models.TextField(
        _("register entries"), blank=True, help_text=_("One a line, as they are printed.")
    )
    street = models.CharField(_("street and number"), max_length=200, blank=True)
    city = models.CharField(_("city"), max_length=100, blank=True)
    county = models.CharField(_("county"), max_length=100, blank=True)
    postal_code = models.CharField(_("postal code"), max_length=12, blank=True)
    country = models.CharField(_("country"), max_length=2, default="RO")
    email = models.EmailField(_("e-mail address"), blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    website = models.URLField(_("website"), blank=True)
    founded_on = models.DateField(_("founded"), null=True, blank=True)
    privacy_contact = models.CharField(_("contact for personal data"), max_length=200, blank=True)
    accent = models.CharField(
        _("accent colour"),
        max_length=7,
        default="#0b5c6b",
        validators=[RegexValidator(r"^#[0-9a-fA-F]{6}$", _("Write a colour such as #0b5c6b."))],
    )
    is_sample = models.BooleanField(
        _("this is sample data"),
        default=False,
        help_text=_("Every page then says that people, organisations and fees are invented."),
    )

    class Meta:
        verbose_name = _("association")
        verbose_name_plural = _("association")
        constraints = [
            models.CheckConstraint(name="association_is_one_row", condition=Q(pk=1)),
        ]

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        self.pk = 1
        super().save(*args, **kwargs)


class BankAccount(models.Model):
    """Where dues are paid; closed, never overwritten, so that old notices stay true."""

    association = models.ForeignKey(Association, models.PROTECT, related_name="bank_accounts")
    iban = models.CharField("IBAN", max_length=34)
    bank = models.CharField(_("bank"), max_length=120, blank=True)
    bic = models.CharField("BIC", max_length=11, blank=True)
    currency = models.CharField(_("currency"), max_length=3, default="RON")
    opened_on = models.DateField(_("in use from"))
    closed_on = models.DateField(_("in use until"), null=True, blank=True)
    is_example = models.BooleanField(_("example"), default=False)

    class Meta:
        verbose_name = _("bank account")
        verbose_name_plural = _("bank accounts")
        ordering = ["currency", "-opened_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="bank_account_one_open_per_currency",
                fields=["association", "currency"],
                condition=Q(closed_on__isnull=True),
                violation_error_message=_("Close the present account in this currency first."),
            ),
        ]

    def __str__(self):
        return f"{self.iban} ({self.currency})"


class MembershipBegins(models.TextChoices):
    AT_DECISION = "at_decision", _("with the Board's decision")
    AT_FIRST_PAYMENT = "at_first_payment", _("with the first payment")


class StatuteRulesQuerySet(models.QuerySet):
    def in_force(self, on: dt.date) -> "StatuteRules | None":
        return self.filter(valid_from__lte=on).order_by("-valid_from").first()


class StatuteRules(models.Model):
    """What the statute says, from a day on. A change is a new row, never an edit of the past."""

    association = models.ForeignKey(Association, models.PROTECT, related_name="statute_rules")
    valid_from = models.DateField(_("valid from"))
    source = models.CharField(_("article or decision"), max_length=200, blank=True)
    is_example = models.BooleanField(_("example value, to be confirmed"), default=False)
    membership_begins = models.CharField(
        _("membership begins"),
        max_length=20,
        choices=MembershipBegins,
        default=MembershipBegins.AT_FIRST_PAYMENT,
    )
    decision_days = models.PositiveSmallIntegerField(
        _("days for a decision on an application"), default=30
    )
    fee_due_days = models.PositiveSmallIntegerField(_("days to pay a fee notice"), default=30)
    reapply_days = models.PositiveSmallIntegerField(
        _("days before one may apply again"), default=365
    )
    board_term_months = models.PositiveSmallIntegerField(_("Board's term in months"), default=24)

    objects = StatuteRulesQuerySet.as_manager()

    class Meta:
        verbose_name = _("statute rules")
        verbose_name_plural = _("statute rules")
        ordering = ["-valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["association", "valid_from"], name="statute_rules_once_a_day"
            ),
        ]

    def __str__(self):
        return f"{self.valid_from:%Y-%m-%d}"


class OrganisationQuerySet(models.QuerySet):
    def active_members(self, on: dt.date | None = None) -> "OrganisationQuerySet":
        """Who is a member with all rights on a day: the one definition in SQL."""
        held = Membership.objects.active(on).filter(organisation=OuterRef("pk"))
        return self.filter(Exists(held))

    def visible_to(self, viewer) -> "OrganisationQuerySet":
        """The public sees active members; staff see all; people see what they represent."""
        if getattr(viewer, "is_staff", False):
            return self
        seen = Q(Exists(Membership.objects.active().filter(organisation=OuterRef("pk"))))
        if viewer.is_authenticated:
            own = Representative.objects.open().filter(organisation=OuterRef("pk"), user=viewer)
            seen |= Q(Exists(own))
        return self.filter(seen)


class Organisation(models.Model):
    """Who may be a member: its identity, which outlives any membership."""

    category = models.CharField(_("category"), max_length=12, choices=Category)
    legal_name = models.CharField(_("legal name"), max_length=200)
    display_name = models.CharField(_("name as shown"), max_length=120)
    slug = models.SlugField(_("address"), max_length=80, unique=True)
    country = models.CharField(_("country"), max_length=2, default="RO")
    identifier = models.CharField(
        _("fiscal or registration code"),
        max_length=40,
        help_text=_("In Romania the CUI/CIF, without RO."),
    )
    register_number = models.CharField(_("register number"), max_length=60, blank=True)
    street = models.CharField(_("street and number"), max_length=200, blank=True)
    city = models.CharField(_("city"), max_length=100, blank=True)
    county = models.CharField(_("county"), max_length=100, blank=True)
    postal_code = models.CharField(_("postal code"), max_length=12, blank=True)
    email = models.EmailField(_("public e-mail address"), blank=True)
    phone = models.CharField(_("public telephone"), max_length=40, blank=True)
    website = models.URLField(_("website"), blank=True)
    summary = models.CharField(_("in one sentence"), max_length=300, blank=True)
    description = models.TextField(_("description (Markdown)"), blank=True)
    description_html = RenderedMarkdownField()
    competences = ArrayField(
        models.CharField(max_length=60), verbose_name=_("competences"), default=list, blank=True
    )
    logo = models.FileField(
        _("logo"), upload_to=StoredUnder("logos"), blank=True,
        validators=[UploadValidator(IMAGES, megabytes=2)],
    )  # fmt: skip
    staff_count = models.PositiveIntegerField(_("number of staff"), null=True, blank=True)
    staff_counted_on = models.DateField(_("counted on"), null=True, blank=True)
    language = models.CharField(
        _("language of letters"), max_length=5, choices=settings.LANGUAGES, default="ro"
    )
    is_example = models.BooleanField(_("invented, for the sample"), default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["display_name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["country", "identifier"],
                name="organisation_identifier_once",
                violation_error_message=_("An organisation with this code is known already."),
            ),
            models.CheckConstraint(
                name="organisation_category_known", condition=Q(category__in=Category.values)
            ),
            models.CheckConstraint(
                name="organisation_staff_dated",
                condition=Q(staff_count__isnull=True) | Q(staff_counted_on__isnull=False),
            ),
        ]

    def __str__(self):
        return self.display_name

    def get_absolute_url(self):
        return reverse("members:organisation_detail", args=[self.slug])


class MembershipStatus(models.TextChoices):
    AWAITING_PAYMENT = "awaiting_payment", _("awaiting the first payment")
    ACTIVE = "active", _("active")
    SUSPENDED = "suspended", _("suspended")
    ENDED = "ended", _("ended")


MEMBERSHIP_MOVES = {
    MembershipStatus.AWAITING_PAYMENT: frozenset(
        {MembershipStatus.ACTIVE, MembershipStatus.ENDED}
    ),
    MembershipStatus.ACTIVE: frozenset({MembershipStatus.SUSPENDED, MembershipStatus.ENDED}),
    MembershipStatus.SUSPENDED: frozenset({MembershipStatus.ACTIVE, MembershipStatus.ENDED}),
    MembershipStatus.ENDED: frozenset(),
}


class EndReason(models.TextChoices):
    RESIGNED = "resigned", _("resigned")
    EXCLUDED = "excluded", _("excluded")
    DISSOLVED = "dissolved", _("dissolved or merged")
    NEVER_PAID = "never_paid", _("never took effect")


class MembershipQuerySet(models.QuerySet):
    def active(self, on: dt.date | None = None) -> "MembershipQuerySet":
        """Memberships that give rights on a day (today in Bucharest): started, not ended.

        Suspension is a state of now; it does not speak about past days.
        """
        today = timezone.localdate()
        day = on or today
        rows = self.filter(started_on__lte=day).filter(Q(ended_on__isnull=True) | Q(ended_on__gt=day))
        return rows.exclude(status=MembershipStatus.SUSPENDED) if day >= today else rows

    def open(self) -> "MembershipQuerySet":
        return self.filter(ended_on__isnull=True)


class Membership(models.Model):
    """The tie between an organisation and the association, from a day to a day."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="memberships")
    status = models.CharField(
        _("state"),
        max_length=20,
        choices=MembershipStatus,
        default=MembershipStatus.AWAITING_PAYMENT,
    )
    approved_on = models.DateField(_("approved"))
    decision_reference = models.CharField(_("Board's decision"), max_length=120, blank=True)
    started_on = models.DateField(_("member since"), null=True, blank=True)
    ended_on = models.DateField(_("ended"), null=True, blank=True)
    end_reason = models.CharField(
        _("why it ended"), max_length=20, choices=EndReason, blank=True
    )

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        ordering = ["-approved_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="membership_one_open_per_organisation",
                fields=["organisation"],
                condition=Q(ended_on__isnull=True),
            ),
            models.CheckConstraint(
                name="membership_status_known", condition=Q(status__in=MembershipStatus.values)
            ),
            models.CheckConstraint(
                name="membership_ended_iff_dated",
                condition=Q(status="ended", ended_on__isnull=False, end_reason__gt="")
                | (~Q(status="ended") & Q(ended_on__isnull=True, end_reason="")),
            ),
            models.CheckConstraint(
                name="membership_rights_need_a_start",
                condition=~Q(status__in=["active", "suspended"]) | Q(started_on__isnull=False),
            ),
            models.CheckConstraint(
                name="membership_ends_after_it_starts",
                condition=Q(ended_on__isnull=True)
                | Q(started_on__isnull=True)
                | Q(ended_on__gte=F("started_on")),
            ),
        ]

    def __str__(self):
        return f"{self.organisation}, {self.get_status_display()}"


class Role(models.TextChoices):
    PRIMARY_CONTACT = "primary_contact", _("Primary contact")
    ADMINISTRATOR = "administrator", _("Administrator")
    BILLING = "billing", _("Billing")
    LEGAL_SIGNATORY = "legal_signatory", _("Legal signatory")
    ASSEMBLY_DELEGATE = "assembly_delegate", _("Assembly delegate")
    REPRESENTATIVE = "representative", _("Representative")


class RepresentativeQuerySet(models.QuerySet):
    def open(self) -> "RepresentativeQuerySet":
        return self.filter(ended_on__isnull=True)

    def with_role(self, *roles: str) -> "RepresentativeQuerySet":
        held = RoleHeld.objects.open().filter(representative=OuterRef("pk"), role__in=roles)
        return self.filter(Exists(held))

    def of_active_members(self) -> "RepresentativeQuerySet":
        held = Membership.objects.active().filter(organisation=OuterRef("organisation"))
        return self.open().filter(Exists(held))


class Representative(models.Model):
    """A person who speaks for an organisation, from a day to a day."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="representatives")
    user = models.ForeignKey(User, models.PROTECT, related_name="representations")
    job_title = models.CharField(_("job title"), max_length=120, blank=True)
    started_on = models.DateField(_("from"))
    ended_on = models.DateField(_("until"), null=True, blank=True)
    is_public = models.BooleanField(
        _("name shown on the public page"), default=False
    )

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


class Invitation(models.Model):
    """An administrator asks a person to represent the organisation; the link comes by mail."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="invitations")
    email = models.EmailField(_("e-mail address"))
    full_name = models.CharField(_("full name"), max_length=150)
    job_title = models.CharField(_("job title"), max_length=120, blank=True)
    roles = ArrayField(models.CharField(max_length=20, choices=Role), verbose_name=_("roles"))
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)
    status = models.CharField(
        _("state"), max_length=10, choices=InvitationStatus, default=InvitationStatus.OPEN
    )
    invited_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(_("sent"), auto_now_add=True)
    expires_at = models.DateTimeField(_("valid until"))
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    accepted_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

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
