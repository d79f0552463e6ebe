"""What a person or a guest sends in, and why it may be kept back."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from cluster_portal.toolkit.fields import LineField
from members.accounts.models import User


class Held(models.TextChoices):
    """Why screening kept something back; a person decides."""

    HONEYPOT = "honeypot", _("a field that people do not see was filled in")
    TOO_FAST = "too_fast", _("sent faster than a person writes")
    STALE = "stale", _("the form was not ours, or very old")
    TOO_MANY = "too_many", _("many in a short time")
    LINKS = "links", _("more links than words would need")
    REPEATED = "repeated", _("the same text was sent before")
    SCRIPT = "script", _("mostly in another script")
    FIRST_POST = "first_post", _("the first post of this person")


class Submission(models.Model):
    """What a person or a guest sends in: who, in which language, what screening said.

    A guest's address is kept in small letters. A person's name is kept as it was, and is shown
    only while the account exists: who is removed is forgotten here too.
    """

    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)
    author = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("person")
    )
    author_name = LineField(
        _("person's name"), max_length=150, blank=True, help_text=_("As it was when this was sent.")
    )
    guest_name = LineField(_("name"), max_length=120, blank=True)
    guest_email = models.EmailField(_("e-mail"), blank=True)
    organisation_name = LineField(
        _("organisation"),
        max_length=200,
        blank=True,
        help_text=_("As it was when this was sent."),
    )
    confirmed_at = models.DateTimeField(_("address confirmed"), null=True, blank=True)
    held_because = ArrayField(
        models.CharField(max_length=12, choices=Held),
        verbose_name=_("held because"),
        default=list,
        blank=True,
    )
    text_key = models.CharField(
        max_length=64, blank=True, editable=False, help_text="Hash of the folded text."
    )
    created_at = models.DateTimeField(_("sent"), auto_now_add=True)

    class Meta:
        abstract = True

    @property
    def _was_by_a_person_now_removed(self) -> bool:
        return self.author_id is None and bool(self.author_name)

    @property
    def sender_name(self) -> str:
        if self.author_id is None:
            return self.guest_name
        return self.author_name or (self.author.full_name if self.author else "")

    @property
    def sender_organisation(self) -> str:
        return "" if self._was_by_a_person_now_removed else self.organisation_name

    @property
    def sender_email(self) -> str:
        return self.author.email if self.author else self.guest_email

    @property
    def held_reasons(self) -> list[str]:
        return [str(Held(reason).label) for reason in self.held_because]
