"""How large an organisation says it is: dated declarations, one after the other."""

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext_lazy as _

from cluster_portal.toolkit.fields import LineField
from cluster_portal.toolkit.uploads import PAPERS, StoredUnder, UploadValidator
from members.organisations.models.organisation import Organisation


class Measure(models.TextChoices):
    STAFF = "staff", _("number of staff")
    TURNOVER = "turnover", _("turnover of the year")


class SizeStatus(models.TextChoices):
    DECLARED = "declared", _("waiting for the office")
    ACCEPTED = "accepted", _("accepted")
    REFUSED = "refused", _("not accepted")
    WITHDRAWN = "withdrawn", _("withdrawn")


SIZE_MOVES = {
    SizeStatus.DECLARED: frozenset({SizeStatus.ACCEPTED, SizeStatus.REFUSED, SizeStatus.WITHDRAWN}),
    SizeStatus.ACCEPTED: frozenset({SizeStatus.WITHDRAWN}),
    SizeStatus.REFUSED: frozenset(),
    SizeStatus.WITHDRAWN: frozenset(),
}


class SizeDeclarationQuerySet(models.QuerySet["SizeDeclaration"]):
    def in_force(
        self, organisation: Organisation, measure: str, on: dt.date
    ) -> "SizeDeclaration | None":
        """What an organisation's size is taken to be on a day: the accepted declaration that was
        counted last until then; of two of the same day the one accepted later. None if there is
        none.
        """
        return self.accepted().filter(
            organisation=organisation, measure=measure, counted_on__lte=on
        ).newest_first().first()  # fmt: skip

    def accepted(self) -> "SizeDeclarationQuerySet":
        return self.filter(status=SizeStatus.ACCEPTED)

    def visible_to(self, viewer) -> "SizeDeclarationQuerySet":
        """The organisation's people and staff; who of them may open it says the policy."""
        if getattr(viewer, "is_staff", False):
            return self
        if not viewer.is_authenticated:
            return self.none()
        return self.filter(organisation__in=viewer.representations.open().values("organisation"))

    def waiting(self) -> "SizeDeclarationQuerySet":
        return self.filter(status=SizeStatus.DECLARED)

    def newest_first(self) -> "SizeDeclarationQuerySet":
        return self.order_by("-counted_on", F("verified_at").desc(nulls_first=True), "-pk")


class SizeDeclaration(models.Model):
    """What was counted on a day. A new count is a new row; the database keeps the figures of an
    old one. A turnover is that of the year which ended on `counted_on`.
    """

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="sizes")
    measure = models.CharField(_("measure"), max_length=10, choices=Measure)
    value = models.DecimalField(_("value"), max_digits=16, decimal_places=2)
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    counted_on = models.DateField(_("counted on"))
    definition = models.CharField(
        _("how it was counted"),
        max_length=200,
        blank=True,
        help_text=_("For example: average number of employees of the year, as in the balance."),
    )
    evidence = models.FileField(
        _("evidence"), upload_to=StoredUnder("evidence"), blank=True,
        validators=[UploadValidator(PAPERS)],
    )  # fmt: skip
    evidence_name = LineField(_("name of the paper"), max_length=200, blank=True)
    status = models.CharField(
        _("state"), max_length=10, choices=SizeStatus, default=SizeStatus.DECLARED
    )
    answer = models.CharField(_("answer of the office"), max_length=500, blank=True)
    declared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("declared by"),
    )  # fmt: skip
    declared_at = models.DateTimeField(_("declared"), default=timezone.now)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("looked at by"),
    )  # fmt: skip
    verified_at = models.DateTimeField(_("looked at"), null=True, blank=True)

    objects = SizeDeclarationQuerySet.as_manager()

    class Meta:
        verbose_name = _("declaration of size")
        verbose_name_plural = _("declarations of size")
        ordering = ["-counted_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="size_measure_known", condition=Q(measure__in=Measure.values)
            ),
            models.CheckConstraint(
                name="size_status_known", condition=Q(status__in=SizeStatus.values)
            ),
            models.CheckConstraint(name="size_not_negative", condition=Q(value__gte=0)),
            models.CheckConstraint(
                name="size_turnover_has_a_currency",
                condition=Q(measure="staff", currency="") | Q(measure="turnover", currency__gt=""),
            ),
            models.UniqueConstraint(
                name="size_one_waiting_per_measure",
                fields=["organisation", "measure"],
                condition=Q(status="declared"),
                violation_error_message=_("A declaration of this waits for the office already."),
            ),
        ]

    def __str__(self):
        return f"{self.organisation}, {self.get_measure_display()}: {self.value_text}"

    def get_evidence_url(self):
        return reverse("members:size_evidence", args=[self.pk])

    @property
    def value_text(self) -> str:
        """The number as it is spoken: people are whole, money has its currency."""
        if self.measure == Measure.STAFF:
            return formats.number_format(self.value, decimal_pos=0, force_grouping=True)
        number = formats.number_format(self.value, decimal_pos=2, force_grouping=True)
        return f"{number}\u00a0{self.currency}"
