"""What an organisation asks the office to change: its name, its identifiers, its seat, its bank."""

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cluster_portal.toolkit.fields import LineField
from cluster_portal.toolkit.uploads import PAPERS, StoredUnder, UploadValidator
from members.organisations.models.organisation import Organisation


class ChangeKind(models.TextChoices):
    NAME = "name", _("Name")
    IDENTIFIERS = "identifiers", _("Identifiers")
    SEAT = "seat", _("Registered office")
    BANK = "bank", _("Bank account")


# The fields that each kind sets. Those of the bank are not fields of the organisation: `iban` is
# the account to be known, `closes` the one that it replaces.
CHANGE_FIELDS = {
    ChangeKind.NAME: ("legal_name", "display_name"),
    ChangeKind.IDENTIFIERS: (
        "identifier", "register_number", "founded_on", "vat_registered", "vat_number",
        "vat_checked_on",
    ),
    ChangeKind.SEAT: ("street", "postal_code", "city", "county"),
    ChangeKind.BANK: ("iban", "closes"),
}  # fmt: skip


class ChangeStatus(models.TextChoices):
    REQUESTED = "requested", _("waiting for the office")
    APPROVED = "approved", pgettext_lazy("change", "approved")
    REFUSED = "refused", pgettext_lazy("change", "refused")
    WITHDRAWN = "withdrawn", _("withdrawn")


CHANGE_MOVES = {
    ChangeStatus.REQUESTED: frozenset(
        {ChangeStatus.APPROVED, ChangeStatus.REFUSED, ChangeStatus.WITHDRAWN}
    ),
    ChangeStatus.APPROVED: frozenset(),
    ChangeStatus.REFUSED: frozenset(),
    ChangeStatus.WITHDRAWN: frozenset(),
}


class ChangeRequestQuerySet(models.QuerySet["ChangeRequest"]):
    def waiting(self) -> "ChangeRequestQuerySet":
        return self.filter(status=ChangeStatus.REQUESTED)

    def visible_to(self, viewer) -> "ChangeRequestQuerySet":
        """The organisation's people and staff; who of them may open it says the policy."""
        if getattr(viewer, "is_staff", False):
            return self
        if not viewer.is_authenticated:
            return self.none()
        return self.filter(organisation__in=viewer.representations.open().values("organisation"))


class ChangeRequest(models.Model):
    """A change that decisions and documents rest on: asked by the organisation, made by the office.

    `old` and `new` map a field to its value, as JSON holds it; a day is written as 2026-01-31.
    """

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="change_requests")
    kind = models.CharField(_("what"), max_length=12, choices=ChangeKind)
    old = models.JSONField(_("as it is"), default=dict)
    new = models.JSONField(_("as it should be"), default=dict)
    reason = models.CharField(_("reason"), max_length=500)
    paper = models.FileField(
        _("paper"), upload_to=StoredUnder("changes"), blank=True,
        validators=[UploadValidator(PAPERS)],
    )  # fmt: skip
    paper_name = LineField(_("name of the paper"), max_length=200, blank=True)
    status = models.CharField(
        _("state"), max_length=10, choices=ChangeStatus, default=ChangeStatus.REQUESTED
    )
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("asked by")
    )
    requested_at = models.DateTimeField(_("asked"), default=timezone.now)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("answered by"),
    )  # fmt: skip
    decided_at = models.DateTimeField(_("answered"), null=True, blank=True)
    answer = models.CharField(_("answer of the office"), max_length=500, blank=True)

    objects = ChangeRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("change to approve")
        verbose_name_plural = _("changes to approve")
        ordering = ["-requested_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="change_one_open_per_kind",
                fields=["organisation", "kind"],
                condition=Q(status="requested"),
                violation_error_message=_("A change of this kind waits for the office already."),
            ),
            models.CheckConstraint(
                name="change_kind_known", condition=Q(kind__in=ChangeKind.values)
            ),
            models.CheckConstraint(
                name="change_answered_iff_dated",
                condition=Q(status="requested", decided_at__isnull=True)
                | (
                    Q(decided_at__isnull=False) & Q(status__in=["approved", "refused", "withdrawn"])
                ),
            ),
        ]

    def __str__(self):
        return f"{self.organisation}: {self.get_kind_display()}"

    def get_paper_url(self):
        return reverse("members:change_paper", args=[self.pk])

    @property
    def is_waiting(self) -> bool:
        return self.status == ChangeStatus.REQUESTED

    @property
    def tone(self) -> str:
        return {"requested": "wait", "approved": "good", "refused": "bad"}.get(self.status, "note")

    @property
    def differences(self) -> list[tuple[str, str, str]]:
        """Label, value before, value asked for: of what really changes, as a person reads it."""
        return [
            (label_of(field), shown(field, self.old.get(field)), shown(field, value))
            for field, value in self.new.items()
            if value != self.old.get(field)
        ]


def label_of(field: str) -> str:
    if field == "iban":
        return str(_("New account (IBAN)"))
    if field == "closes":
        return str(_("Account that it replaces"))
    return capfirst(str(Organisation._meta.get_field(field).verbose_name))  # type: ignore[union-attr]  # all of CHANGE_FIELDS are plain fields


def shown(field: str, value: object) -> str:
    """Days are kept in JSON as ISO writes them."""
    if value and field.endswith("_on"):
        return formats.date_format(dt.date.fromisoformat(str(value)), "j F Y")
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    return "" if value is None else str(value)
