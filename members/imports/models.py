"""Files of organisations and people on their way into the portal: read, shown, imported, undone."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from cluster_portal.toolkit.fields import LineField
from cluster_portal.toolkit.history.kinds import register_kinds
from cluster_portal.toolkit.uploads import StoredUnder
from members.accounts.models import User
from members.imports.languages import for_reader


@register_kinds
class ImportEvent(models.TextChoices):
    RECEIVED = "import.received", _("File received for import")
    STARTED = "import.started", _("Import started")
    FINISHED = "import.finished", _("Import finished")
    UNDO_STARTED = "import.undo_started", _("Undoing the import started")
    UNDONE = "import.undone", _("Import undone")
    DISCARDED = "import.discarded", _("Import discarded")
    ENTERED = "import.entered", _("Entered by import")
    CHANGED = "import.changed", _("Changed by import")
    TAKEN_BACK = "import.taken_back", _("Change by import taken back")


class ImportKind(models.TextChoices):
    ORGANISATIONS = "organisations", _("Organisations")
    PEOPLE = "people", _("People")


class RunStatus(models.TextChoices):
    RECEIVED = "received", _("columns to be confirmed")
    COMPARING = "comparing", _("being compared")
    PREVIEWED = "previewed", _("ready to be imported")
    RUNNING = "running", _("being imported")
    IMPORTED = "imported", _("imported")
    UNDOING = "undoing", _("being undone")
    UNDONE = "undone", _("undone")
    DISCARDED = "discarded", _("discarded")


RUN_MOVES = {
    RunStatus.RECEIVED: frozenset({RunStatus.COMPARING, RunStatus.DISCARDED}),
    RunStatus.COMPARING: frozenset({RunStatus.COMPARING, RunStatus.PREVIEWED}),
    RunStatus.PREVIEWED: frozenset({RunStatus.COMPARING, RunStatus.RUNNING, RunStatus.DISCARDED}),
    RunStatus.RUNNING: frozenset({RunStatus.IMPORTED}),
    RunStatus.IMPORTED: frozenset({RunStatus.UNDOING}),
    RunStatus.UNDOING: frozenset({RunStatus.UNDONE}),
    RunStatus.UNDONE: frozenset(),
    RunStatus.DISCARDED: frozenset(),
}
AT_WORK = (RunStatus.COMPARING, RunStatus.RUNNING, RunStatus.UNDOING)


class Outcome(models.TextChoices):
    NEW = "new", _("new")
    CHANGE = "change", _("would change")
    SAME = "same", _("the same already")
    REFUSED = "refused", _("refused")


class ImportRun(models.Model):
    """One file, from its upload to its undoing. `done` of `total` rows are through with the work
    that its state names, so that whoever waits sees how far it is.
    """

    kind = models.CharField(_("what it holds"), max_length=15, choices=ImportKind)
    status = models.CharField(
        _("state"), max_length=10, choices=RunStatus, default=RunStatus.RECEIVED
    )
    file = models.FileField(_("file"), upload_to=StoredUnder("imports"))
    file_name = LineField(_("name of the file"), max_length=200)
    sha256 = models.CharField(max_length=64)
    read_as = models.CharField(_("read as"), max_length=120)
    header = ArrayField(models.TextField(), default=list)
    columns = models.JSONField(_("columns"), default=dict)
    total = models.PositiveIntegerField(_("rows"), default=0)
    done = models.PositiveIntegerField(_("rows done"), default=0)
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("by"))
    created_at = models.DateTimeField(_("received"), auto_now_add=True)
    acted_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name=_("last worked for")
    )
    language = models.CharField(max_length=5, choices=settings.LANGUAGES, default="en")
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-created_at", "-pk"]
        permissions = [("undo_importrun", _("Can undo an import"))]
        constraints = [
            models.CheckConstraint(
                name="import_run_kind_known", condition=Q(kind__in=ImportKind.values)
            ),
            models.CheckConstraint(
                name="import_run_status_known", condition=Q(status__in=RunStatus.values)
            ),
        ]

    def __str__(self):
        return self.file_name

    @property
    def is_at_work(self) -> bool:
        return self.status in AT_WORK

    def counts(self) -> dict[str, int]:
        """How many rows have each outcome, all named."""
        found = dict(self.rows.order_by().values_list("outcome").annotate(number=Count("pk")))
        return {outcome.value: found.get(outcome.value, 0) for outcome in Outcome}


class ImportRow(models.Model):
    """A row of the file as it was read, what would come of it, and what came of it.

    `key` says whom or what it is about: no two rows of a run may be about the same. `reason`,
    `notes` and `kept_because` are said in each language, as {language: words}; `why`, `to_look_at`
    and `why_kept` say them in the reader's. `changes` maps a field to [before, after]; `made` names
    the rows that the import wrote, as {"organisation": 12, "membership": 7}; with them and
    `changes` it can be undone.
    """

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="rows")
    line = models.PositiveIntegerField(_("line"))
    cells = ArrayField(models.TextField(), default=list)
    key = models.CharField(max_length=400, blank=True)
    outcome = models.CharField(_("outcome"), max_length=8, choices=Outcome, blank=True)
    subject = models.CharField(_("about"), max_length=250, blank=True)
    reason = models.JSONField(_("why"), default=dict, blank=True)
    notes = models.JSONField(_("to look at"), default=dict, blank=True)
    changes = models.JSONField(_("changes"), default=dict)
    made = models.JSONField(default=dict)
    imported_at = models.DateTimeField(_("imported"), null=True, blank=True)
    undone_at = models.DateTimeField(_("undone"), null=True, blank=True)
    kept_because = models.JSONField(_("not undone because"), default=dict, blank=True)

    class Meta:
        verbose_name = _("row of an import")
        verbose_name_plural = _("rows of imports")
        ordering = ["run", "line"]
        constraints = [
            models.UniqueConstraint(fields=["run", "line"], name="import_row_once_a_line"),
        ]
        indexes = [
            models.Index(fields=["run", "outcome", "line"], name="import_row_by_outcome"),
            models.Index(fields=["run", "key"], name="import_row_by_key"),
        ]

    def __str__(self):
        return f"{self.run}, {self.line}"

    @property
    def why(self) -> str:
        return for_reader(self.reason)

    @property
    def to_look_at(self) -> list[str]:
        return for_reader(self.notes, [])

    @property
    def why_kept(self) -> str:
        return for_reader(self.kept_because)


class RememberedColumns(models.Model):
    """Which column is which, as the office last said for a file with this header."""

    kind = models.CharField(max_length=15, choices=ImportKind)
    header = models.CharField(max_length=64)  # SHA-256 of the folded header
    columns = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "header"], name="import_columns_once_a_header"),
        ]

    def __str__(self):
        return f"{self.kind}: {', '.join(self.columns)}"
