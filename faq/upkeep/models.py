"""Who looked when whether an answer is still true."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from cluster_portal.toolkit.history import kinds as history
from faq.questions.models import Question
from members.accounts.models import User


@history.register_kinds
class UpkeepEvent(models.TextChoices):
    VERIFIED = "question.verified", _("Found still correct")
    CITED = "question.cited", _("A source was added")
    UNCITED = "question.uncited", _("A source was taken off")
    SUPERSEDED = "cited_source.superseded", _("Superseded")
    REINSTATED = "cited_source.reinstated", _("In force again")


class Verification(models.Model):
    """“Still correct”, said by a person on a day: not an edit, and not undone by one."""

    question = models.ForeignKey(Question, models.CASCADE, related_name="verifications")
    person = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("found correct by")
    )
    was_due_on = models.DateField(_("was due"), null=True)
    next_due_on = models.DateField(_("next due"), null=True)
    note = models.CharField(_("note"), max_length=250, blank=True)
    verified_at = models.DateTimeField(_("looked at"), auto_now_add=True)

    class Meta:
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        ordering = ["-verified_at"]

    def __str__(self):
        return f"{self.question_id}, {self.verified_at:%Y-%m-%d}"
