"""Who may be a member, and from when to when it is one."""

import datetime as dt

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.lookups import Unaccent
from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.functional import cached_property
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from cluster_portal.toolkit.fields import LineField, RenderedMarkdownField
from cluster_portal.toolkit.uploads import IMAGES, StoredUnder, UploadValidator


class Category(models.TextChoices):
    """The quadruple helix: companies, knowledge, authorities and catalysts, community."""

    COMPANY = "company", _("Company")
    UNIVERSITY = "university", _("University or research institute")
    AUTHORITY = "authority", _("Public authority")
    CATALYST = "catalyst", _("Catalyst organisation")
    COMMUNITY = "community", _("Community organisation")


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def active_members(self, on: dt.date | None = None) -> "OrganisationQuerySet":
        """Who is a member with all rights on a day: the one definition in SQL."""
        held = Membership.objects.active(on).filter(organisation=OuterRef("pk"))
        return self.filter(Exists(held))

    def held(self, organisation_id: int) -> "Organisation":
        """It under its lock until the transaction ends: the first that whoever changes it, its
        people or its money takes. Rows that point to it may still be added by others.
        """
        return self.select_for_update(no_key=True).get(pk=organisation_id)

    def visible_to(self, viewer) -> "OrganisationQuerySet":
        """The public sees active members; staff see all; people see what they represent."""
        if getattr(viewer, "is_staff", False):
            return self
        seen = Q(Exists(Membership.objects.active().filter(organisation=OuterRef("pk"))))
        if viewer.is_authenticated:
            seen |= Q(pk__in=viewer.representations.open().values("organisation"))
        return self.filter(seen)

    def by_name(self) -> "OrganisationQuerySet":
        """In the order of a reader: neither case nor the marks of ă â î ș ț count."""
        return self.order_by(Unaccent(Lower("display_name")), "pk")

    def with_member_since(self) -> "OrganisationQuerySet":
        """Adds `member_since`, the day the present membership began."""
        held = Membership.objects.active().filter(organisation=OuterRef("pk"))
        return self.annotate(member_since=Subquery(held.values("started_on")[:1]))

    def counted_by_category(self) -> dict[str, int]:
        return dict(self.order_by().values_list("category").annotate(number=Count("pk")))

    def members_without_administrator(self) -> "OrganisationQuerySet":
        """With an open membership, and nobody who can sign in administers it: the office must
        find somebody.
        """
        administrator = {
            "representatives__ended_on__isnull": True,
            "representatives__user__is_active": True,
            "representatives__roles_held__role": "administrator",
            "representatives__roles_held__ended_at__isnull": True,
        }
        administered = Organisation.objects.filter(**administrator).values("pk")
        held = Membership.objects.open().values("organisation")
        return self.filter(pk__in=held).exclude(pk__in=administered)


class Organisation(models.Model):
    """Who may be a member: its identity, which outlives any membership."""

    category = models.CharField(_("category"), max_length=12, choices=Category)
    legal_name = LineField(_("legal name"), max_length=200)
    display_name = LineField(_("name as shown"), max_length=120)
    slug = models.SlugField(_("address"), max_length=80, unique=True)
    country = models.CharField(_("country"), max_length=2, default="RO")
    identifier = models.CharField(
        _("fiscal or registration code"),
        max_length=40,
        help_text=_("In Romania the CUI/CIF, without RO."),
    )
    register_number = models.CharField(_("register number"), max_length=60, blank=True)
    founded_on = models.DateField(
        _("founded on"),
        null=True,
        blank=True,
        help_text=_("As the register has it. Left empty, it is to be completed: exemptions by age "
                    "do not count."),
    )  # fmt: skip
    street = LineField(_("street and number"), max_length=200, blank=True)
    city = LineField(_("city"), max_length=100, blank=True)
    county = LineField(_("county"), max_length=100, blank=True)
    postal_code = LineField(_("postal code"), max_length=12, blank=True)
    email = models.EmailField(_("public e-mail address"), blank=True)
    phone = models.CharField(_("public telephone"), max_length=40, blank=True)
    website = models.URLField(_("website"), blank=True)
    summary = models.CharField(_("in one sentence"), max_length=300, blank=True)
    description = models.TextField(_("description (Markdown)"), blank=True)
    description_html = RenderedMarkdownField()
    competences = ArrayField(
        models.CharField(max_length=60), verbose_name=_("competences"), default=list, blank=True
    )
    markets = ArrayField(
        models.CharField(max_length=60), verbose_name=_("markets"), default=list, blank=True
    )
    logo = models.FileField(
        _("logo"), upload_to=StoredUnder("logos"), blank=True,
        validators=[UploadValidator(IMAGES, megabytes=2)],
    )  # fmt: skip
    staff_count = models.PositiveIntegerField(_("number of staff"), null=True, blank=True)
    staff_counted_on = models.DateField(_("counted on"), null=True, blank=True)
    billing_name = LineField(
        _("name on documents"),
        max_length=200,
        blank=True,
        help_text=_("Left empty, the legal name."),
    )
    billing_street = LineField(_("street and number"), max_length=200, blank=True)
    billing_city = LineField(_("city"), max_length=100, blank=True)
    billing_county = LineField(_("county"), max_length=100, blank=True)
    billing_postal_code = LineField(_("postal code"), max_length=12, blank=True)
    billing_country = models.CharField(_("country"), max_length=2, blank=True)
    billing_email = models.EmailField(
        _("address for documents"),
        blank=True,
        help_text=_("Where fee notices and invoices go. Left empty, to the people for billing."),
    )
    needs_purchase_order = models.BooleanField(_("needs a purchase order number"), default=False)
    vat_registered = models.BooleanField(_("registered for VAT"), default=False)
    vat_number = models.CharField(_("VAT number"), max_length=20, blank=True)
    vat_checked_on = models.DateField(
        _("VAT registration seen on"),
        null=True,
        blank=True,
        help_text=_("The day of the extract or of the look-up that the entry rests on."),
    )
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

    @property
    def address(self) -> str:
        """Street, place and county, as on an envelope, in one line."""
        return _in_one_line(self.street, self.postal_code, self.city, self.county)

    @property
    def billing_address(self) -> str:
        """The address on documents; without one of its own, the registered office."""
        own = _in_one_line(
            self.billing_street, self.billing_postal_code, self.billing_city, self.billing_county
        )
        return own or self.address

    @property
    def summary_in(self) -> str:
        return self._other_language("summary")

    @property
    def description_in(self) -> str:
        return self._other_language("description")

    def _other_language(self, field: str) -> str:
        """The language that a text is shown in when it is not the page's; else empty."""
        here = get_language() or settings.LANGUAGE_CODE
        if getattr(self, f"{field}_{here}", ""):
            return ""
        others = (code for code, _name in settings.LANGUAGES if code != here)
        return next((code for code in others if getattr(self, f"{field}_{code}", "")), "")

    @cached_property
    def lineage_steps(self) -> list:
        """New names, and what it came from or went into, the newest first."""
        steps = self.lineage_onward.model.objects.about(self)
        return list(steps)

    @property
    def present_membership(self) -> "Membership | None":
        """The one that is open, else the last one; None for an organisation that never was one."""
        return self.memberships.order_by(F("ended_on").desc(nulls_first=True), "-pk").first()


def _in_one_line(street: str, postal_code: str, city: str, county: str) -> str:
    return ", ".join(filter(None, [street, " ".join(filter(None, [postal_code, city])), county]))


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
    DISSOLVED = "dissolved", _("dissolved")
    MERGED = "merged", _("merged into another")
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

    def not_over(self) -> "MembershipQuerySet":
        """The open ones, and those that end on a day to come."""
        return self.filter(Q(ended_on__isnull=True) | Q(ended_on__gt=timezone.localdate()))


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
        return f"{self.organisation}, {self.state}"

    @property
    def gives_rights(self) -> bool:
        """The twin of MembershipQuerySet.active() for one row, today."""
        today = timezone.localdate()
        has_begun = self.started_on is not None and self.started_on <= today
        goes_on = self.ended_on is None or self.ended_on > today
        return has_begun and goes_on and self.status != MembershipStatus.SUSPENDED

    @property
    def leaves_on(self) -> dt.date | None:
        """A day to come from which it is no longer a member; None where none is set, or it is
        over.
        """
        if self.ended_on is None or self.ended_on <= timezone.localdate():
            return None
        return self.ended_on

    @property
    def last_day(self) -> dt.date | None:
        """The last one on which it is a member; None where no end is set."""
        return self.ended_on - dt.timedelta(days=1) if self.ended_on else None

    @property
    def state(self) -> str:
        """The word of a badge: whoever leaves on a day to come is a member until then."""
        if self.leaves_on is None:
            return str(self.get_status_display())
        day = formats.date_format(self.leaves_on, "DATE_FORMAT")
        return gettext("leaves on %(day)s") % {"day": day}

    @property
    def tone(self) -> str:
        if self.leaves_on is not None:
            return "wait"
        if self.gives_rights:
            return "good"
        return {"awaiting_payment": "wait", "suspended": "bad"}.get(self.status, "note")
