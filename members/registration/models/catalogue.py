"""What the office asks of each kind of organisation: questions, papers, and its own checklist.

Records, so that the office changes them without a programmer; what was asked once is taken out of
the catalogue (`is_asked`), never deleted, since answers and papers point to it.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cluster_portal.toolkit.fields import LineField
from members.organisations.models import Category


class CatalogueQuerySet(models.QuerySet):
    def asked_of(self, category: str) -> "CatalogueQuerySet":
        """Of every kind of organisation where no kind is named."""
        of_this_kind = Q(categories__len=0) | Q(categories__contains=[category])
        return self.filter(of_this_kind, is_asked=True).order_by("position", "pk")


class CatalogueEntry(models.Model):
    categories = ArrayField(
        models.CharField(max_length=12, choices=Category),
        verbose_name=_("asked of"),
        default=list,
        blank=True,
        help_text=_("Of every kind of organisation where none is named."),
    )
    position = models.PositiveSmallIntegerField(_("place in the list"), default=0)
    is_asked = models.BooleanField(_("asked today"), default=True)
    is_example = models.BooleanField(_("example, to be replaced"), default=False)

    objects = CatalogueQuerySet.as_manager()

    class Meta:
        abstract = True


class AnswerKind(models.TextChoices):
    LINE = "line", _("one line")
    TEXT = "text", _("a few sentences")
    NUMBER = "number", _("a number")
    YES_NO = "yes_no", _("yes or no")


class ApplicationQuestion(CatalogueEntry):
    """Asked on a page of its own, beside the questions that every applicant gets."""

    text = LineField(_("question"), max_length=250)
    help = models.CharField(_("help beneath it"), max_length=300, blank=True)
    answer_kind = models.CharField(
        _("answer"), max_length=8, choices=AnswerKind, default=AnswerKind.TEXT
    )
    is_required = models.BooleanField(_("must be answered"), default=False)

    class Meta:
        verbose_name = _("question to applicants")
        verbose_name_plural = _("questions to applicants")
        ordering = ["position", "pk"]

    def __str__(self):
        return self.text


class PaperNeed(models.TextChoices):
    TO_SEND = "to_send", _("needed to send it in")
    FOR_BOARD = "for_board", _("needed before the Board decides")
    OPTIONAL = "optional", _("if you like")


class PaperKind(CatalogueEntry):
    """A paper that is asked for: a register extract, a mandate, a decision to join …"""

    name = LineField(_("paper"), max_length=150)
    help = models.CharField(_("help beneath it"), max_length=300, blank=True)
    need = models.CharField(
        _("needed"), max_length=10, choices=PaperNeed, default=PaperNeed.OPTIONAL
    )

    class Meta:
        verbose_name = _("paper asked for")
        verbose_name_plural = _("papers asked for")
        ordering = ["position", "pk"]

    def __str__(self):
        return self.name


class CheckPoint(CatalogueEntry):
    """What the office looks at before an application goes to the Board."""

    text = LineField(_("what to look at"), max_length=200)
    is_required = models.BooleanField(_("needed before the Board"), default=True)

    class Meta:
        verbose_name = _("point of the checklist")
        verbose_name_plural = _("points of the checklist")
        ordering = ["position", "pk"]

    def __str__(self):
        return self.text
