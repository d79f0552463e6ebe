import datetime as dt
from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.signing import BadSignature, Signer
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cluster_portal.toolkit.fields import LineField
from members.fees.models import MONEY, FeeTable
from members.legal_texts.models import Acceptance
from members.organisations.models import Category, Objective, Organisation
from members.registration.models.states import (
    DRAFT_LASTS,
    OPEN,
    REMINDED_BEFORE,
    TAKES_PAPERS,
    WAITING,
    ApplicationStatus,
    S,
)

TURNOVER: dict[str, Any] = {"max_digits": 16, "decimal_places": 2}
_LINKS = Signer(salt="members.registration.application", sep=".")


class ApplicationQuerySet(models.QuerySet):
    def waiting(self) -> "ApplicationQuerySet":
        return self.filter(status__in=WAITING)

    def with_answers(self) -> "ApplicationQuerySet":
        """Adds `is_answered`: the applicant has answered a question of the office."""
        answered = Application.objects.filter(
            pk=OuterRef("pk"), information_requests__answered_at__isnull=False
        )
        return self.annotate(is_answered=Exists(answered))

    def to_screen(self) -> "ApplicationQuerySet":
        """With the office, the nearest statute date first; with `is_answered`."""
        rows = self.filter(status__in=[S.SUBMITTED, S.SCREENING]).with_answers()
        return rows.order_by("decide_by", "submitted_at", "pk")

    def for_decision(self) -> "ApplicationQuerySet":
        """Ready for the Board, the nearest statute date first."""
        return self.filter(status=S.READY).order_by("decide_by", "submitted_at", "pk")

    def to_remind(self, now: dt.datetime) -> "ApplicationQuerySet":
        """Drafts untouched for so long that they end in a week, and not reminded since."""
        return self.filter(
            Q(reminded_at__isnull=True) | Q(reminded_at__lt=F("saved_at")),
            status=S.DRAFT,
            saved_at__lte=now - DRAFT_LASTS + REMINDED_BEFORE,
        )

    def to_expire(self, now: dt.datetime) -> "ApplicationQuerySet":
        """Drafts whose time is over and whose reminder is a week old, however late it was sent."""
        return self.filter(
            status=S.DRAFT,
            saved_at__lte=now - DRAFT_LASTS,
            reminded_at__gte=F("saved_at"),
            reminded_at__lte=now - REMINDED_BEFORE,
        )

    def by_token(self, token: str) -> "ApplicationQuerySet":
        """The application behind a signed link; none for a forged or replaced one."""
        try:
            key, version = _LINKS.unsign(token).split("-")
        except (BadSignature, ValueError):
            return self.none()
        return self.filter(pk=int(key), link_version=int(version))


class Application(models.Model):
    """An organisation asks to join. It is filled in step by step, without an account."""

    status = models.CharField(
        _("state"), max_length=16, choices=ApplicationStatus, default=ApplicationStatus.DRAFT
    )
    status_since = models.DateTimeField(_("in this state since"), default=timezone.now)
    link_version = models.PositiveSmallIntegerField(default=1, editable=False)
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)
    steps_done = models.JSONField(default=list, editable=False)
    filled = models.JSONField(
        default=dict, editable=False, help_text="step: {by, at}, who filled it in last, and when"
    )

    category = models.CharField(_("category"), max_length=12, choices=Category)
    legal_name = LineField(_("legal name"), max_length=200, blank=True)
    display_name = LineField(_("name as shown"), max_length=120, blank=True)
    country = models.CharField(_("country"), max_length=2, default="RO")
    identifier = models.CharField(_("fiscal or registration code"), max_length=40, blank=True)
    identifier_confirmed = models.BooleanField(
        _("unusual code confirmed by the applicant"), default=False
    )
    register_number = models.CharField(_("register number"), max_length=60, blank=True)
    founded_on = models.DateField(_("founded on"), null=True, blank=True)
    street = LineField(_("street and number"), max_length=200, blank=True)
    city = LineField(_("city"), max_length=100, blank=True)
    county = LineField(_("county"), max_length=100, blank=True)
    postal_code = LineField(_("postal code"), max_length=12, blank=True)
    website = models.URLField(_("website"), blank=True)

    contact_name = LineField(_("contact person"), max_length=150, blank=True)
    contact_email = models.EmailField(_("contact's e-mail address"))
    contact_job_title = LineField(_("contact's job title"), max_length=120, blank=True)
    contact_phone = models.CharField(_("contact's telephone"), max_length=40, blank=True)
    signatory_name = LineField(_("legal signatory"), max_length=150, blank=True)
    signatory_job_title = LineField(_("signatory's position"), max_length=120, blank=True)
    signatory_email = models.EmailField(_("signatory's e-mail address"), blank=True)

    staff_count = models.PositiveIntegerField(_("number of staff"), null=True, blank=True)
    staff_counted_on = models.DateField(_("counted on"), null=True, blank=True)
    turnover = models.DecimalField(
        _("turnover of the last year"), null=True, blank=True, **TURNOVER
    )
    turnover_currency = models.CharField(_("currency of the turnover"), max_length=3, blank=True)
    turnover_ended_on = models.DateField(_("last day of that year"), null=True, blank=True)
    size_definition = models.CharField(
        _("how it was counted"),
        max_length=300,
        blank=True,
        help_text=_("The words that stood beside the question when it was answered."),
    )
    tier = models.SlugField(_("membership"), max_length=30, blank=True)
    plan = models.SlugField(_("payment"), max_length=30, blank=True)
    code = models.SlugField(_("code of a discount"), max_length=30, blank=True)
    fee_table = models.ForeignKey(FeeTable, models.PROTECT, null=True, blank=True)
    quote = models.JSONField(_("fee quote, frozen"), null=True, blank=True)
    quoted_amount = models.DecimalField(_("quoted fee"), null=True, blank=True, **MONEY)

    motivation = models.TextField(_("reasons for joining"), blank=True)
    contribution = models.TextField(_("what it brings"), blank=True)
    objectives = models.ManyToManyField(
        Objective, blank=True, related_name="applications", verbose_name=_("strategic objectives")
    )
    groups = ArrayField(
        models.CharField(max_length=80),
        verbose_name=_("groups of interest"),
        default=list,
        blank=True,
        help_text=_("Keys of the provider named in JOINING_GROUPS."),
    )
    interests = models.TextField(_("topics of interest"), blank=True)

    statute_accepted_at = models.DateTimeField(_("statute accepted"), null=True, blank=True)
    statute_acceptance = models.ForeignKey(
        Acceptance, models.PROTECT, null=True, blank=True, related_name="+"
    )
    privacy_accepted_at = models.DateTimeField(_("privacy notice read"), null=True, blank=True)
    privacy_acceptance = models.ForeignKey(
        Acceptance, models.PROTECT, null=True, blank=True, related_name="+"
    )

    created_at = models.DateTimeField(_("begun"), auto_now_add=True)
    saved_at = models.DateTimeField(_("last saved"), auto_now=True)
    reminded_at = models.DateTimeField(_("reminded"), null=True, blank=True)
    submitted_at = models.DateTimeField(_("sent in"), null=True, blank=True)
    decide_by = models.DateField(_("decision due"), null=True, blank=True)
    snapshot = models.JSONField(_("as sent in"), null=True, blank=True)

    decided_at = models.DateTimeField(_("decision recorded"), null=True, blank=True)
    decided_on = models.DateField(_("day of the Board's decision"), null=True, blank=True)
    decision_reference = models.CharField(_("Board's decision"), max_length=120, blank=True)
    decision_reason = models.TextField(_("reason told to the applicant"), blank=True)
    decision_note = models.TextField(_("reason for the office and the Board"), blank=True)
    may_reapply_on = models.DateField(_("may apply again from"), null=True, blank=True)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="applications"
    )

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("application")
        verbose_name_plural = _("applications")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="application_one_open_per_identifier",
                fields=["country", "identifier"],
                condition=Q(status__in=["submitted", "screening", "info_requested", "ready"]),
            ),
            models.CheckConstraint(
                name="application_status_known",
                condition=Q(status__in=ApplicationStatus.values),
            ),
            models.CheckConstraint(
                name="application_sent_iff_dated",
                condition=Q(status__in=["draft", "withdrawn", "expired"])
                | Q(submitted_at__isnull=False, identifier__gt="", quote__isnull=False),
            ),
            models.CheckConstraint(
                name="application_decided_iff_dated",
                condition=Q(
                    status__in=["approved", "rejected"],
                    decided_at__isnull=False,
                    decided_on__isnull=False,
                )
                | Q(
                    ~Q(status__in=["approved", "rejected"]),
                    decided_at__isnull=True,
                    decided_on__isnull=True,
                ),
            ),
            models.CheckConstraint(
                name="application_approved_iff_organisation",
                condition=Q(status="approved", organisation__isnull=False)
                | (~Q(status="approved") & Q(organisation__isnull=True)),
            ),
            models.CheckConstraint(
                name="application_turnover_whole",
                condition=Q(turnover__isnull=True)
                | Q(turnover__gte=0, turnover_currency__gt="", turnover_ended_on__isnull=False),
            ),
        ]
        permissions = [("decide_application", _("Can record the Board's decision"))]

    def __str__(self):
        return self.display_name or self.legal_name or self.contact_email

    def get_absolute_url(self):
        return reverse("members:application", args=[self.token])

    @property
    def token(self) -> str:
        return _LINKS.sign(f"{self.pk}-{self.link_version}")

    @property
    def ends_at(self) -> dt.datetime:
        """When a draft that nobody touches any more expires."""
        return self.saved_at + DRAFT_LASTS

    @property
    def is_waiting(self) -> bool:
        return self.status in WAITING

    @property
    def is_open(self) -> bool:
        return self.status in OPEN

    @property
    def takes_papers(self) -> bool:
        """Until the Board's snapshot is fixed."""
        return self.status in TAKES_PAPERS

    @property
    def signatory_is_contact(self) -> bool:
        names = (self.signatory_name.strip().casefold(), self.contact_name.strip().casefold())
        addresses = (self.signatory_email.casefold(), self.contact_email.casefold())
        return bool(names[0]) and (names[0] == names[1] or addresses[0] == addresses[1])
