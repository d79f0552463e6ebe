"""Statements of the association's accounts, line by line, and what became of each line."""

from typing import Any

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import formats
from django.utils.translation import gettext_lazy as _

from cluster_portal.toolkit.fields import LineField
from cluster_portal.toolkit.history.kinds import register_kinds
from cluster_portal.toolkit.templatetags.portal import money
from cluster_portal.toolkit.uploads import StoredUnder
from members.accounts.models import User
from members.banking.formats import StatementEntry
from members.banking.formats.csv_mapping import COLUMNS, DELIMITERS, CsvLayout, day_formats
from members.ledger.models import MONEY, Payment
from members.organisations.models import BankAccount, Organisation

ENCODINGS = [("utf-8-sig", "UTF-8"), ("cp1250", "Windows-1250"), ("iso8859-2", "ISO-8859-2"),
             ("cp1252", "Windows-1252"), ("utf-16", "UTF-16")]  # fmt: skip


@register_kinds
class BankingEvent(models.TextChoices):
    IMPORTED = "banking.imported", _("Statement imported")
    POSTED = "banking.posted", _("Line posted")
    IGNORED = "banking.ignored", _("Line set aside")
    QUEUED = "banking.queued", _("Line put back into the queue")
    UNDONE = "banking.undone", _("Posting undone")
    LAYOUT_ADDED = "banking.layout_added", _("CSV layout added")
    LAYOUT_EDITED = "banking.layout_edited", _("CSV layout changed")


class CsvMapping(models.Model):
    """How the CSV files of one account are to be read, said once by the office."""

    account = models.ForeignKey(BankAccount, models.PROTECT, related_name="csv_mappings",
                                verbose_name=_("account"))  # fmt: skip
    name = LineField(_("name"), max_length=60)
    delimiter = models.CharField(
        _("between the columns"), max_length=5, default=";",
        choices=[(sign, _("tab") if name == "tab" else name) for name, sign in DELIMITERS.items()],
    )  # fmt: skip
    encoding = models.CharField(_("letters"), max_length=12, choices=ENCODINGS, default="utf-8-sig")
    decimal_sign = models.CharField(
        _("before the bani"), max_length=1, default=",",
        choices=[(",", _("comma: 1.234,56")), (".", _("point: 1,234.56"))],
    )  # fmt: skip
    date_format = models.CharField(
        _("days"), max_length=12, choices=day_formats(), default="%d.%m.%Y"
    )
    columns = models.JSONField(
        _("columns"), default=dict,
        help_text=_("The heading of the column of each fact, or its number from 1."),
    )  # fmt: skip
    sample = models.JSONField(_("first lines of an example"), default=list, blank=True)

    class Meta:
        verbose_name = _("CSV layout")
        verbose_name_plural = _("CSV layouts")
        ordering = ["account", "name"]
        constraints = [
            models.UniqueConstraint(
                name="csv_mapping_name_once",
                fields=["account", "name"],
                violation_error_message=_("This account has a layout of that name already."),
            ),
        ]

    def __str__(self):
        return f"{self.name} ({self.account.iban[-4:]})"

    @property
    def layout(self) -> CsvLayout:
        named = {fact: str(self.columns.get(fact) or "").strip() for fact in COLUMNS}
        return CsvLayout(
            delimiter=self.delimiter,
            encoding=self.encoding,
            decimal_sign=self.decimal_sign,
            date_format=self.date_format,
            columns={fact: name for fact, name in named.items() if name},
            currency=self.account.currency,
        )


class FileStatus(models.TextChoices):
    RECEIVED = "received", _("received")
    STORED = "stored", _("lines stored")
    MATCHED = "matched", _("worked off")


FILE_MOVES = {
    FileStatus.RECEIVED: frozenset({FileStatus.STORED}),
    FileStatus.STORED: frozenset({FileStatus.MATCHED}),
    FileStatus.MATCHED: frozenset(),
}


class StatementFile(models.Model):
    """A file of the bank, kept as it came. It is read again wherever a worker stopped."""

    account = models.ForeignKey(BankAccount, models.PROTECT, related_name="statement_files",
                                verbose_name=_("account"))  # fmt: skip
    name = LineField(_("file"), max_length=200)
    format = models.CharField(_("format"), max_length=10)
    sha256 = models.CharField("SHA-256", max_length=64,
                              validators=[RegexValidator(r"^[0-9a-f]{64}$")])  # fmt: skip
    content = models.FileField(_("content"), upload_to=StoredUnder("statements"))
    mapping = models.ForeignKey(
        CsvMapping, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("CSV layout"),
    )  # fmt: skip
    status = models.CharField(
        _("state"), max_length=10, choices=FileStatus, default=FileStatus.RECEIVED
    )
    from_on = models.DateField(_("from"), null=True, blank=True)
    to_on = models.DateField(_("to"), null=True, blank=True)
    opening = models.DecimalField(_("opening balance"), null=True, blank=True, **MONEY)
    closing = models.DecimalField(_("closing balance"), null=True, blank=True, **MONEY)
    balances_fit = models.BooleanField(
        _("balances fit"), null=True, blank=True,
        help_text=_("Opening balance and lines give the closing one; empty where the bank tells "
                    "none."),
    )  # fmt: skip
    line_count = models.PositiveIntegerField(_("lines"), default=0)
    stored_count = models.PositiveIntegerField(_("new lines"), default=0)
    handled_count = models.PositiveIntegerField(_("lines worked off"), default=0)
    is_told = models.BooleanField(
        _("members are written to"), default=True,
        help_text=_("Whoever looks after the fees gets a letter for each payment that is found."),
    )  # fmt: skip
    uploaded_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name=_("imported by")
    )
    received_at = models.DateTimeField(_("received"), auto_now_add=True)
    matched_at = models.DateTimeField(_("worked off"), null=True, blank=True)

    class Meta:
        verbose_name = _("bank statement")
        verbose_name_plural = _("bank statements")
        ordering = ["-received_at", "-pk"]
        constraints = [
            models.UniqueConstraint(name="statement_file_once", fields=["account", "sha256"]),
            models.CheckConstraint(
                name="statement_file_status_known", condition=Q(status__in=FileStatus.values)
            ),
            models.CheckConstraint(
                name="statement_file_matched_iff_dated",
                condition=Q(status="matched", matched_at__isnull=False)
                | (~Q(status="matched") & Q(matched_at__isnull=True)),
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def known_count(self) -> int:
        """Lines that an earlier file brought already."""
        return self.line_count - self.stored_count

    @property
    def is_done(self) -> bool:
        return self.status == FileStatus.MATCHED


class LineStatus(models.TextChoices):
    NEW = "new", _("new")
    QUEUED = "queued", _("waits for a person")
    POSTED = "posted", _("posted")
    IGNORED = "ignored", _("set aside")

    @property
    def tone(self) -> str:
        return {"posted": "good", "queued": "wait"}.get(self.value, "note")


LINE_MOVES = {
    LineStatus.NEW: frozenset({LineStatus.QUEUED, LineStatus.POSTED, LineStatus.IGNORED}),
    LineStatus.QUEUED: frozenset({LineStatus.POSTED, LineStatus.IGNORED}),
    LineStatus.POSTED: frozenset({LineStatus.QUEUED}),
    LineStatus.IGNORED: frozenset({LineStatus.QUEUED}),
}


class StatementLineQuerySet(models.QuerySet["StatementLine"]):
    def waiting(self) -> "StatementLineQuerySet":
        """The queue: what was never put off first, then by day."""
        return self.filter(status=LineStatus.QUEUED).order_by(
            F("postponed_at").asc(nulls_first=True), "booked_on", "pk"
        )


class StatementLine(models.Model):
    """One movement, as the bank told it: the database refuses to change that. Only what became of
    it moves.
    """

    file = models.ForeignKey(StatementFile, models.PROTECT, related_name="lines")
    account = models.ForeignKey(BankAccount, models.PROTECT, related_name="+",
                                verbose_name=_("account"))  # fmt: skip
    place = models.PositiveIntegerField(_("place in the file"))
    identity = models.CharField(
        max_length=80, help_text=_("The same in every file that holds this movement.")
    )
    booked_on = models.DateField(_("booked"))
    valued_on = models.DateField(_("value date"), null=True, blank=True)
    amount = models.DecimalField(_("amount"), **MONEY)
    currency = models.CharField(_("currency"), max_length=3)
    is_reversal = models.BooleanField(_("reversal"), default=False)
    is_return = models.BooleanField(_("return"), default=False)
    bank_reference = models.CharField(_("bank's reference"), max_length=140, blank=True)
    part = models.PositiveIntegerField(_("part of an entry"), default=0)
    end_to_end_id = models.CharField(_("payer's reference"), max_length=140, blank=True)
    structured_reference = models.CharField(_("payment reference"), max_length=140, blank=True)
    other_name = LineField(_("other party"), max_length=140, blank=True)
    other_iban = models.CharField(_("their account"), max_length=34, blank=True)
    other_identifier = models.CharField(_("their code"), max_length=40, blank=True)
    details = models.TextField(_("details"), blank=True)
    instructed_amount = models.DecimalField(_("amount ordered"), null=True, blank=True, **MONEY)
    instructed_currency = models.CharField(_("currency ordered"), max_length=3, blank=True)
    code = models.CharField(_("kind, by the bank"), max_length=40, blank=True)
    raw = models.TextField(_("as it came"))
    status = models.CharField(_("state"), max_length=10, choices=LineStatus, default=LineStatus.NEW)
    note = models.JSONField(_("why"), default=dict, blank=True)
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    postponed_at = models.DateTimeField(_("put off"), null=True, blank=True)

    objects = StatementLineQuerySet.as_manager()

    class Meta:
        verbose_name = _("statement line")
        verbose_name_plural = _("statement lines")
        ordering = ["-booked_on", "-pk"]
        constraints = [
            models.UniqueConstraint("account", Lower("identity"), name="statement_line_once"),
            models.CheckConstraint(
                name="statement_line_status_known", condition=Q(status__in=LineStatus.values)
            ),
        ]
        indexes = [
            models.Index(fields=["file", "status", "place"], name="statement_line_next"),
            models.Index(
                fields=["booked_on"], name="statement_line_queue", condition=Q(status="queued")
            ),
        ]

    def __str__(self):
        day = formats.date_format(self.booked_on, "SHORT_DATE_FORMAT")
        return f"{day} · {money(self.amount, self.currency)}"

    def entry(self) -> StatementEntry:
        """As the matcher reads it."""
        return StatementEntry(**{name: getattr(self, name) for name in ENTRY_FIELDS})


ENTRY_FIELDS = (
    "booked_on", "amount", "currency", "raw", "valued_on", "is_reversal", "is_return",
    "bank_reference", "part", "end_to_end_id", "structured_reference", "other_name", "other_iban",
    "other_identifier", "details", "instructed_amount", "instructed_currency", "code",
)  # fmt: skip


class MatchKind(models.TextChoices):
    PAYMENT = "payment", _("payment")
    REFUND = "refund", _("money paid back")
    REVERSAL = "reversal", _("takes a payment back")


class MatchStatus(models.TextChoices):
    PROPOSED = "proposed", _("proposed")
    POSTED = "posted", _("posted")
    REFUSED = "refused", _("not taken")
    UNDONE = "undone", _("undone")


MATCH_MOVES = {
    MatchStatus.PROPOSED: frozenset({MatchStatus.POSTED, MatchStatus.REFUSED}),
    MatchStatus.POSTED: frozenset({MatchStatus.UNDONE}),
    MatchStatus.REFUSED: frozenset(),
    MatchStatus.UNDONE: frozenset(),
}


class Match(models.Model):
    """What a line may be, with the reasons. `shares` are receivables and sums in their currency;
    `rate` is the line's money for one unit of it. What the shares leave is the organisation's
    credit.
    """

    line = models.ForeignKey(StatementLine, models.PROTECT, related_name="matches")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    kind = models.CharField(_("kind"), max_length=10, choices=MatchKind)
    confidence = models.DecimalField(_("confidence"), max_digits=5, decimal_places=4)
    reasons = models.JSONField(_("reasons"), default=list)
    shares = models.JSONField(_("documents"), default=list)
    rate = models.DecimalField(max_digits=12, decimal_places=6, null=True, blank=True)
    payment = models.ForeignKey(Payment, models.PROTECT, null=True, blank=True, related_name="+")
    status = models.CharField(
        _("state"), max_length=10, choices=MatchStatus, default=MatchStatus.PROPOSED
    )
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("match")
        verbose_name_plural = _("matches")
        ordering = ["line", "-confidence", "pk"]
        constraints = [
            models.CheckConstraint(
                name="match_status_known", condition=Q(status__in=MatchStatus.values)
            ),
            models.CheckConstraint(
                name="match_confidence_is_a_share",
                condition=Q(confidence__gte=0, confidence__lte=1),
            ),
            models.CheckConstraint(
                name="match_reversal_names_its_payment",
                condition=Q(kind="reversal", payment__isnull=False)
                | (~Q(kind="reversal") & Q(payment__isnull=True)),
            ),
        ]

    def __str__(self):
        return f"{self.organisation}, {self.confidence:.0%}"


class LinePosting(models.Model):
    """A payment, refund or reversal of the ledger that came from a line."""

    line = models.ForeignKey(StatementLine, models.PROTECT, related_name="postings")
    payment = models.OneToOneField(Payment, models.PROTECT, related_name="line_posting")
    match = models.ForeignKey(Match, models.PROTECT, null=True, related_name="postings")
    teaches = models.BooleanField(
        default=False, help_text=_("The payer's account is the organisation's own.")
    )
    told_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("posting of a line")
        verbose_name_plural = _("postings of lines")
        ordering = ["pk"]
        indexes = [
            models.Index(
                fields=["line"], name="line_posting_to_tell", condition=Q(told_at__isnull=True)
            ),
        ]

    def __str__(self):
        return str(self.payment)


def facts_of(entry: StatementEntry) -> dict[str, Any]:
    """The fields of a line that its entry fills."""
    return {name: getattr(entry, name) for name in ENTRY_FIELDS}
