"""What leads to an answer, and from one answer to others."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from faq.questions.models.catalogue import Label
from faq.questions.models.questions import Question
from faq.questions.models.readers import Visibility


class AddressSource(models.TextChoices):
    TITLE = "title", _("an earlier title")
    IMPORT = "import", _("an imported page")
    EDITOR = "editor", _("an editor")


class OldAddress(models.Model):
    """An address that once was, and leads to its answer in one hop for who may read it.

    `path` starts with a slash, carries no host, and its query if that told pages apart. Earlier
    titles have the form `/faq/<slug>/`. An address belongs to one answer until it is released.
    """

    path = models.CharField(_("address"), max_length=500, unique=True)
    question = models.ForeignKey(
        Question,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="old_addresses",
        verbose_name=_("leads to"),
        help_text=_("Empty: to the list of all questions."),
    )
    anchor = models.CharField(_("heading"), max_length=80, blank=True)
    source = models.CharField(
        _("from"), max_length=6, choices=AddressSource, default=AddressSource.EDITOR
    )
    created_at = models.DateTimeField(_("kept since"), auto_now_add=True)

    class Meta:
        verbose_name = _("old address")
        verbose_name_plural = _("old addresses")
        ordering = ["path"]
        constraints = [
            models.CheckConstraint(
                name="old_address_is_a_path",
                condition=Q(path__startswith="/") & ~Q(path__startswith="//"),
            ),
            models.CheckConstraint(
                name="old_address_source_known", condition=Q(source__in=AddressSource.values)
            ),
        ]

    def __str__(self):
        return self.path


class RelationChoice(models.TextChoices):
    PINNED = "pinned", _("always show")
    MUTED = "muted", _("never show")


class RelatedChoice(models.Model):
    """What editors decided about a pair. A muted pair is muted both ways."""

    question = models.ForeignKey(Question, models.CASCADE, related_name="related_choices")
    target = models.ForeignKey(
        Question, models.CASCADE, related_name="+", verbose_name=_("related question")
    )
    choice = models.CharField(_("shown"), max_length=6, choices=RelationChoice)
    position = models.PositiveSmallIntegerField(_("position"), default=100)

    class Meta:
        verbose_name = _("related question")
        verbose_name_plural = _("related questions")
        ordering = ["question_id", "position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["question", "target"], name="related_choice_once"),
            models.CheckConstraint(
                name="related_choice_of_two", condition=~Q(question=F("target"))
            ),
            models.CheckConstraint(
                name="related_choice_known", condition=Q(choice__in=RelationChoice.values)
            ),
        ]

    def __str__(self):
        return f"{self.question_id} → {self.target_id}"


class RelatedReason(models.TextChoices):
    PINNED = "pinned", _("chosen by the editors")
    LABEL = "label", _("about the same")
    WORDS = "words", _("in similar words")
    TOPIC = "topic", _("in the same part")


class RelatedAnswer(models.Model):
    """Computed when something is published: what a page shows under “related”, and why.

    `visibility` is the reader's: what a visitor sees is reckoned from public answers and public
    words alone. Rewritten by faq.search; nobody edits it.
    """

    question = models.ForeignKey(Question, models.CASCADE, related_name="related_answers")
    target = models.ForeignKey(Question, models.CASCADE, related_name="+")
    visibility = models.CharField(max_length=8, choices=Visibility)
    position = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=6, choices=RelatedReason)
    label = models.ForeignKey(Label, models.CASCADE, null=True, related_name="+")
    score = models.FloatField(default=0)

    class Meta:
        ordering = ["question_id", "visibility", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["question", "visibility", "target"], name="related_answer_once_per_reader"
            ),
            models.CheckConstraint(
                name="related_answer_of_two", condition=~Q(question=F("target"))
            ),
        ]

    def __str__(self):
        return f"{self.question_id} → {self.target_id}"
