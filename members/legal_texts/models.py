"""What people accept: each version of a text for ever, and who accepted which, word for word."""

import datetime as dt
import hashlib

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cluster_portal.toolkit.fields import LineField, RenderedMarkdownField
from cluster_portal.toolkit.history.kinds import register_kinds
from members.accounts.models import User

LANGUAGES = tuple(code for code, _name in settings.LANGUAGES)


class TextKind(models.TextChoices):
    STATUTE = "statute", _("statute")
    PRIVACY = "privacy", _("privacy notice")
    AGREEMENT = "agreement", _("membership agreement")


class TextStatus(models.TextChoices):
    DRAFT = "draft", _("draft")
    PUBLISHED = "published", _("published")


TEXT_MOVES = {
    TextStatus.DRAFT: frozenset({TextStatus.PUBLISHED}),
    TextStatus.PUBLISHED: frozenset(),
}


@register_kinds
class LegalTextEvent(models.TextChoices):
    ADDED = "legal_text.added", _("Text entered")
    EDITED = "legal_text.edited", _("Draft of the text changed")
    PUBLISHED = "legal_text.published", _("Text published")


def fingerprint(text: str) -> str:
    """SHA-256 of the Markdown source in UTF-8, lines ended by a line feed: what anybody gets by
    running sha256sum on the downloaded text.
    """
    return hashlib.sha256(exact(text).encode()).hexdigest()


def exact(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


class LegalTextQuerySet(models.QuerySet):
    def published(self) -> "LegalTextQuerySet":
        return self.filter(status=TextStatus.PUBLISHED)

    def in_force(self, kind: str, on: dt.date | None = None) -> "LegalText | None":
        """The published version that holds on a day (today in Bucharest)."""
        day = on or timezone.localdate()
        rows = self.published().filter(kind=kind, valid_from__lte=day)
        return rows.order_by("-valid_from", "-version").first()


class LegalText(models.Model):
    """A version of the statute, of the privacy notice or of the agreement, in both languages.

    A published version never changes, and the database sees to it (migration 0013).
    """

    kind = models.CharField(_("which text"), max_length=10, choices=TextKind)
    version = models.PositiveSmallIntegerField(_("version"), null=True, editable=False)
    status = models.CharField(
        _("state"), max_length=10, choices=TextStatus, default=TextStatus.DRAFT, editable=False
    )
    title = LineField(_("title"), max_length=200)
    body = models.TextField(_("text (Markdown)"))
    body_html = RenderedMarkdownField()
    sha256 = models.CharField("SHA-256", max_length=64, editable=False, default="")
    valid_from = models.DateField(_("valid from"))
    source = models.CharField(_("decided by"), max_length=200, blank=True)
    is_example = models.BooleanField(_("example, to be replaced"), default=False)
    published_at = models.DateTimeField(_("published"), null=True, editable=False)

    objects = LegalTextQuerySet.as_manager()

    class Meta:
        verbose_name = _("legal text")
        verbose_name_plural = _("legal texts")
        ordering = ["kind", "-valid_from", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "version"], name="legal_text_version_once"),
            models.UniqueConstraint(
                fields=["kind", "valid_from"],
                condition=Q(status="published"),
                name="legal_text_one_from_a_day",
            ),
            models.CheckConstraint(
                name="legal_text_kind_known", condition=Q(kind__in=TextKind.values)
            ),
            models.CheckConstraint(
                name="legal_text_published_iff_numbered",
                condition=Q(status="published", version__isnull=False, published_at__isnull=False)
                | Q(status="draft", version__isnull=True, published_at__isnull=True),
            ),
        ]
        permissions = [("publish_legaltext", _("Can publish a legal text"))]

    def __str__(self):
        if self.version is None:
            return f"{self.get_kind_display()} ({self.get_status_display()})"
        number = _("version %(number)d") % {"number": self.version}
        return f"{self.get_kind_display()}, {number}"

    def get_absolute_url(self):
        if self.version is None:
            return ""
        return reverse("members:legal_text_version", args=[self.kind, self.version])

    def body_in(self, language: str) -> str:
        return exact(getattr(self, f"body_{language}") or "")

    def sha256_in(self, language: str) -> str:
        return getattr(self, f"sha256_{language}") or ""


class Acceptance(models.Model):
    """Who accepted which text, when, in which language; the hash is that of the words read. The
    names are those of that day. Rows are neither changed nor deleted.
    """

    text = models.ForeignKey(LegalText, models.PROTECT, related_name="acceptances")
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)
    sha256 = models.CharField("SHA-256", max_length=64)
    accepted_at = models.DateTimeField(_("accepted"), default=timezone.now)
    person_name = LineField(_("by"), max_length=200)
    person_email = models.EmailField(_("e-mail address"), blank=True)
    position = LineField(_("position"), max_length=120, blank=True)
    organisation_name = LineField(_("for"), max_length=200, blank=True)
    user = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("acceptance")
        verbose_name_plural = _("acceptances")
        ordering = ["-accepted_at", "-pk"]

    def __str__(self):
        return f"{self.text}: {self.person_name}"
