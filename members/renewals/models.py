"""Renewal of memberships: the yearly run, the reminders, and what arrears lead to."""

import datetime as dt

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cluster_portal.toolkit.fields import LineField
from cluster_portal.toolkit.history.kinds import register_kinds
from members.accounts.models import User
from members.fees.models import FeeNotice
from members.ledger.models import MONEY, Instalment, ReceivableKind
from members.organisations.models import Association, Membership


@register_kinds
class RenewalEvent(models.TextChoices):
    RUN_BEGUN = "renewals.run_begun", _("Renewal run begun")
    RUN_DONE = "renewals.run_done", _("Renewal run finished")
    REMINDED = "renewals.reminded", _("Reminder sent")


class ArrearsRulesQuerySet(models.QuerySet["ArrearsRules"]):
    def in_force(self, on: dt.date) -> "ArrearsRules | None":
        return self.filter(valid_from__lte=on).order_by("-valid_from").first()


class ArrearsRules(models.Model):
    """What unpaid dues lead to, by the statute, from a day on. A change is a new row. An empty
    number of days means that the statute leaves it to a decision.
    """

    association = models.ForeignKey(Association, models.PROTECT, related_name="arrears_rules")
    valid_from = models.DateField(_("valid from"))
    source = models.CharField(_("article or decision"), max_length=200, blank=True)
    is_example = models.BooleanField(_("example value, to be confirmed"), default=False)
    grace_days = models.PositiveSmallIntegerField(
        _("days of grace after the day of payment"), default=30,
        help_text=_("All rights are kept; the member is only told."),
    )  # fmt: skip
    suspend_days = models.PositiveSmallIntegerField(
        _("days after which rights are suspended"), null=True, blank=True,
        help_text=_("Counted from the day of payment. Empty: only by decision."),
    )  # fmt: skip
    lapse_days = models.PositiveSmallIntegerField(
        _("days after which the membership lapses"), null=True, blank=True,
        help_text=_("Counted from the day of payment. Empty: only by decision."),
    )  # fmt: skip

    objects = ArrearsRulesQuerySet.as_manager()

    class Meta:
        verbose_name = _("rules of arrears")
        verbose_name_plural = _("rules of arrears")
        ordering = ["-valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["association", "valid_from"], name="arrears_rules_once_a_day"
            ),
            models.CheckConstraint(
                name="arrears_rules_in_order",
                condition=(Q(suspend_days__isnull=True) | Q(suspend_days__gte=F("grace_days")))
                & (Q(lapse_days__isnull=True) | Q(lapse_days__gte=F("grace_days")))
                & (
                    Q(lapse_days__isnull=True)
                    | Q(suspend_days__isnull=True)
                    | Q(lapse_days__gte=F("suspend_days"))
                ),
                violation_error_message=_(
                    "Grace comes before suspension, and suspension before the membership lapses."
                ),
            ),
        ]

    def __str__(self):
        return f"{self.valid_from:%Y-%m-%d}"


class RuleSuspension(models.Model):
    """A membership rests because of arrears, by rule and not by decision: it wakes by itself when
    they are paid.
    """

    membership = models.ForeignKey(Membership, models.PROTECT, related_name="rule_suspensions")
    started_on = models.DateField(_("from"))
    ended_on = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("suspension for arrears")
        verbose_name_plural = _("suspensions for arrears")
        ordering = ["-started_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="rule_suspension_one_open",
                fields=["membership"],
                condition=Q(ended_on__isnull=True),
            ),
        ]

    def __str__(self):
        return f"{self.membership}, {self.started_on:%Y-%m-%d}"


class ReminderLevel(models.Model):
    """A step of the ladder: so many days before (below zero) or after the day of payment."""

    days = models.SmallIntegerField(
        _("days after the day of payment"), unique=True, help_text=_("Below zero: before it.")
    )
    kind = models.CharField(
        _("for"), max_length=12, choices=ReceivableKind, blank=True,
        help_text=_("Empty: for every kind of document."),
    )  # fmt: skip
    subject = LineField(_("subject"), max_length=120)
    text = models.TextField(
        _("text"),
        max_length=2000,
        help_text=_("Number, sum, day and account are written below it by the portal."),
    )
    is_task = models.BooleanField(
        _("a task for the office instead of a mail"), default=False,
        help_text=_("The last step is for a person: to call, to agree, to bring it to the Board."),
    )  # fmt: skip
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("reminder level")
        verbose_name_plural = _("reminder levels")
        ordering = ["days"]

    def __str__(self):
        return f"{self.days:+d}: {self.subject}"


class ReminderOutcome(models.TextChoices):
    SENT = "sent", _("sent")
    NOBODY = "nobody", _("nobody to write to")
    TASK = "task", _("waits for the office")
    DONE = "done", _("done by the office")


class Reminder(models.Model):
    """A step of the ladder that was taken, once for each instalment and level."""

    instalment = models.ForeignKey(Instalment, models.PROTECT, related_name="reminders")
    level = models.ForeignKey(ReminderLevel, models.PROTECT, related_name="reminders")
    on = models.DateField(_("day"))
    outcome = models.CharField(_("outcome"), max_length=10, choices=ReminderOutcome)
    mails = models.PositiveSmallIntegerField(_("letters"), default=0)
    note = models.CharField(_("what was done"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        ordering = ["-on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["instalment", "level"], name="reminder_once_a_level"),
            models.CheckConstraint(
                name="reminder_outcome_known", condition=Q(outcome__in=ReminderOutcome.values)
            ),
        ]

    def __str__(self):
        return f"{self.instalment.receivable}, {self.level}"


class RunStatus(models.TextChoices):
    ISSUING = "issuing", _("issuing")
    DONE = "done", _("finished")


RUN_MOVES = {
    RunStatus.ISSUING: frozenset({RunStatus.DONE}),
    RunStatus.DONE: frozenset(),
}


class RenewalRun(models.Model):
    """One going through all members for the dues of a year. Each run bills those who have no
    notice yet, so that a second one bills only the newcomers.
    """

    fee_year = models.PositiveSmallIntegerField(_("membership year"))
    status = models.CharField(
        _("state"), max_length=10, choices=RunStatus, default=RunStatus.ISSUING
    )
    issued_on = models.DateField(_("day of issue"))
    is_told = models.BooleanField(_("members are told by mail"), default=True)
    total = models.PositiveIntegerField(_("members to go through"), default=0)
    begun_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    begun_at = models.DateTimeField(_("begun"), auto_now_add=True)
    done_at = models.DateTimeField(_("finished"), null=True, blank=True)

    class Meta:
        verbose_name = _("renewal run")
        verbose_name_plural = _("renewal runs")
        ordering = ["-begun_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="renewal_run_one_open_a_year",
                fields=["fee_year"],
                condition=Q(status="issuing"),
                violation_error_message=_("This year has a run that is not finished."),
            ),
            models.CheckConstraint(
                name="renewal_run_status_known", condition=Q(status__in=RunStatus.values)
            ),
            models.CheckConstraint(
                name="renewal_run_done_iff_dated",
                condition=Q(status="done", done_at__isnull=False)
                | Q(status="issuing", done_at__isnull=True),
            ),
        ]
        permissions = [("issue_renewalrun", _("Can issue the notices of a year"))]

    def __str__(self):
        return f"{self.fee_year}, {self.issued_on:%Y-%m-%d}"


class ItemOutcome(models.TextChoices):
    ISSUED = "issued", _("issued")
    SKIPPED = "skipped", _("skipped")


class RenewalItem(models.Model):
    """What a run did with one membership, and why."""

    run = models.ForeignKey(RenewalRun, models.PROTECT, related_name="items")
    membership = models.ForeignKey(Membership, models.PROTECT, related_name="renewal_items")
    outcome = models.CharField(_("outcome"), max_length=10, choices=ItemOutcome)
    notice = models.OneToOneField(
        FeeNotice, models.PROTECT, null=True, blank=True, related_name="renewal_item"
    )
    amount = models.DecimalField(_("amount"), null=True, blank=True, **MONEY)
    reason = models.CharField(_("why"), max_length=400, blank=True)

    class Meta:
        verbose_name = _("member in a run")
        verbose_name_plural = _("members in a run")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["run", "membership"], name="renewal_item_once"),
            models.CheckConstraint(
                name="renewal_item_issued_iff_notice",
                condition=Q(outcome="issued", notice__isnull=False)
                | Q(outcome="skipped", notice__isnull=True),
            ),
        ]

    def __str__(self):
        return f"{self.membership.organisation}: {self.get_outcome_display()}"
