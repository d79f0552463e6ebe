"""People who ask to represent an organisation, and the mail domains by which they are believed."""

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cluster_portal.toolkit.fields import LineField
from members.accounts.models import User
from members.organisations.models.organisation import Organisation

ANSWERED_WITHIN = dt.timedelta(days=30)


def domain_of(address: str) -> str:
    return address.rpartition("@")[2].strip().lower()


class MailDomainQuerySet(models.QuerySet["MailDomain"]):
    def open(self) -> "MailDomainQuerySet":
        return self.filter(ended_at__isnull=True)

    def confirmed(self) -> "MailDomainQuerySet":
        return self.open().filter(confirmed_at__isnull=False)

    def to_confirm(self) -> "MailDomainQuerySet":
        return self.open().filter(confirmed_at__isnull=True)


class MailDomain(models.Model):
    """What stands behind the @ of an organisation's people. It counts once it is confirmed: by an
    address there which an administrator has proven, or by the office.
    """

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="mail_domains")
    domain = models.CharField(_("mail domain"), max_length=120)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("added by")
    )
    added_at = models.DateTimeField(_("added"), default=timezone.now)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("confirmed by"),
    )  # fmt: skip
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)
    ended_at = models.DateTimeField(_("until"), null=True, blank=True)

    objects = MailDomainQuerySet.as_manager()

    class Meta:
        verbose_name = _("mail domain")
        verbose_name_plural = _("mail domains")
        ordering = ["domain", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="mail_domain_once",
                fields=["organisation", "domain"],
                condition=Q(ended_at__isnull=True),
                violation_error_message=_("This domain is in the list already."),
            ),
            models.CheckConstraint(
                name="mail_domain_is_one",
                condition=Q(domain__regex=r"^[a-z0-9-]+(\.[a-z0-9-]+)+$"),
            ),
        ]

    def __str__(self):
        return f"{self.domain}, {self.organisation}"


class JoinStatus(models.TextChoices):
    ASKED = "asked", _("waiting for an answer")
    ACCEPTED = "accepted", _("accepted")
    DECLINED = "declined", _("declined")
    WITHDRAWN = "withdrawn", _("withdrawn")
    LAPSED = "lapsed", _("not answered in time")


JOIN_MOVES = {
    JoinStatus.ASKED: frozenset(
        {JoinStatus.ACCEPTED, JoinStatus.DECLINED, JoinStatus.WITHDRAWN, JoinStatus.LAPSED}
    ),
    JoinStatus.ACCEPTED: frozenset(),
    JoinStatus.DECLINED: frozenset(),
    JoinStatus.WITHDRAWN: frozenset(),
    JoinStatus.LAPSED: frozenset(),
}


class JoinRequestQuerySet(models.QuerySet["JoinRequest"]):
    def waiting(self) -> "JoinRequestQuerySet":
        return self.filter(status=JoinStatus.ASKED)

    def to_lapse(self, now: dt.datetime) -> "JoinRequestQuerySet":
        return self.waiting().filter(requested_at__lte=now - ANSWERED_WITHIN)

    def visible_to(self, viewer) -> "JoinRequestQuerySet":
        """Who asked sees it, the people of the organisation see who asks, staff see all."""
        if getattr(viewer, "is_staff", False):
            return self
        if not viewer.is_authenticated:
            return self.none()
        own = viewer.representations.open().values("organisation")
        return self.filter(Q(user=viewer) | Q(organisation__in=own))


class JoinRequest(models.Model):
    """A person with a proven address of the organisation's domain asks to represent it."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="join_requests")
    user = models.ForeignKey(
        User, models.PROTECT, related_name="join_requests", verbose_name=_("person")
    )
    email = models.EmailField(_("proven address"))
    job_title = LineField(_("job title"), max_length=120, blank=True)
    message = models.CharField(_("message"), max_length=500, blank=True)
    status = models.CharField(
        _("state"), max_length=10, choices=JoinStatus, default=JoinStatus.ASKED
    )
    requested_at = models.DateTimeField(_("asked"), default=timezone.now)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("answered by"),
    )  # fmt: skip
    decided_at = models.DateTimeField(_("answered"), null=True, blank=True)
    answer = models.CharField(_("answer"), max_length=500, blank=True)

    objects = JoinRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request to represent")
        verbose_name_plural = _("requests to represent")
        ordering = ["-requested_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="join_request_one_open",
                fields=["organisation", "user"],
                condition=Q(status="asked"),
                violation_error_message=_("Your request waits for an answer already."),
            ),
            models.CheckConstraint(
                name="join_request_status_known", condition=Q(status__in=JoinStatus.values)
            ),
        ]

    def __str__(self):
        return f"{self.user} → {self.organisation}"

    @property
    def tone(self) -> str:
        return {"asked": "wait", "accepted": "good", "declined": "bad"}.get(self.status, "note")


class MailBounceQuerySet(models.QuerySet["MailBounce"]):
    def open(self) -> "MailBounceQuerySet":
        return self.filter(ended_at__isnull=True)


class MailBounce(models.Model):
    """The office saw a mail come back from this address. What the mail server refuses at once
    stands in the outbox; this is for what comes back later.
    """

    address = models.EmailField(_("e-mail address"))
    note = models.CharField(_("what came back"), max_length=300, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("noted by")
    )
    noticed_at = models.DateTimeField(_("noticed"), default=timezone.now)
    ended_at = models.DateTimeField(_("works again since"), null=True, blank=True)

    objects = MailBounceQuerySet.as_manager()

    class Meta:
        verbose_name = _("address that bounces")
        verbose_name_plural = _("addresses that bounce")
        ordering = ["-noticed_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                Lower("address"),
                name="mail_bounce_one_open_per_address",
                condition=Q(ended_at__isnull=True),
                violation_error_message=_("This address is noted already."),
            ),
        ]

    def __str__(self):
        return self.address


class PeopleConfirmation(models.Model):
    """Once a year an organisation is asked whether the list of its people is right."""

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="people_confirmations"
    )
    year = models.PositiveSmallIntegerField(_("year"))
    asked_at = models.DateTimeField(_("asked"), default=timezone.now)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("confirmed by"),
    )  # fmt: skip
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)

    class Meta:
        verbose_name = _("yearly confirmation of people")
        verbose_name_plural = _("yearly confirmations of people")
        ordering = ["-year", "organisation__display_name"]
        constraints = [
            models.UniqueConstraint(
                name="people_confirmed_once_a_year", fields=["organisation", "year"]
            ),
        ]

    def __str__(self):
        return f"{self.organisation}, {self.year}"
