from typing import Any

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from faq.questions.models import Question
from members.accounts.models import User

_LINKS = Signer(salt="faq.community.follow", sep=".")


class FollowQuerySet(models.QuerySet):
    def active(self) -> "FollowQuerySet":
        return self.filter(confirmed_at__isnull=False, ended_at__isnull=True)

    def by_token(self, token: str) -> "FollowQuerySet":
        """The one behind a signed link, whatever became of it; none for a forged link."""
        try:
            return self.filter(pk=int(_LINKS.unsign(token)))
        except (BadSignature, ValueError):
            return self.none()


class Follow(models.Model):
    """Tell me when this answer is revised: once, to a confirmed address; every mail ends it.

    A guest's address is kept in small letters.
    """

    question = models.ForeignKey(
        Question, models.CASCADE, related_name="follows", verbose_name=_("question")
    )
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)
    person = models.ForeignKey(
        User, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("person")
    )
    email = models.EmailField(_("e-mail"), blank=True)
    created_at = models.DateTimeField(_("asked for"), auto_now_add=True)
    confirmed_at = models.DateTimeField(_("address confirmed"), null=True, blank=True)
    told_at = models.DateTimeField(_("told"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    objects = FollowQuerySet.as_manager()

    class Meta:
        verbose_name = _("wish to be told")
        verbose_name_plural = _("wishes to be told")
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                name="follow_once_per_person",
                fields=["question", "person"],
                condition=Q(person__isnull=False, ended_at__isnull=True),
            ),
            models.UniqueConstraint(
                name="follow_once_per_address",
                fields=["question", "email"],
                condition=~Q(email="") & Q(ended_at__isnull=True),
            ),
            models.CheckConstraint(
                name="follow_has_an_address", condition=Q(person__isnull=False) | ~Q(email="")
            ),
            models.CheckConstraint(
                name="follow_told_once_to_a_confirmed_address",
                condition=Q(told_at__isnull=True)
                | Q(confirmed_at__isnull=False, ended_at__isnull=False),
            ),
        ]

    def __str__(self):
        return f"{self.question_id}: {self.address}"

    def get_absolute_url(self):
        return reverse("faq:follow_end", args=[self.token])

    @property
    def token(self) -> str:
        return _LINKS.sign(str(self.pk))

    @property
    def address(self) -> Any:
        return self.person.email if self.person else self.email
