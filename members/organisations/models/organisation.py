"""Who may be a member, and from when to when it is one."""

import datetime as dt

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cluster_portal.toolkit.fields import RenderedMarkdownField
from cluster_portal.toolkit.uploads import IMAGES, StoredUnder, UploadValidator


class Category(models.TextChoices):
    """The quadruple helix: companies, knowledge, authorities and catalysts, community."""

    COMPANY = "company", _("Company")
    UNIVERSITY = "university", _("University or research institute")
    AUTHORITY = "authority", _("Public authority")
    CATALYST = "catalyst", _("Catalyst organisation")
    COMMUNITY = "community", _("Community organisation")


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
            seen |= Q(pk__in=viewer.representations.open().values("organisation"))
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
    MembershipStatus.AWAITING_PAYMENT: frozenset({MembershipStatus.ACTIVE, MembershipStatus.ENDED}),
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
        rows = self.filter(started_on__lte=day).filter(
            Q(ended_on__isnull=True) | Q(ended_on__gt=day)
        )
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
    end_reason = models.CharField(_("why it ended"), max_length=20, choices=EndReason, blank=True)

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
