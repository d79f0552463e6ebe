"""What hangs on an application: people, answers, papers, questions of the office, its checks,
links for colleagues, and what the Board saw.
"""

import datetime as dt

from django.contrib.postgres.fields import ArrayField
from django.core.signing import BadSignature, Signer
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cluster_portal.toolkit.fields import LineField
from cluster_portal.toolkit.uploads import PAPERS, StoredUnder, UploadValidator
from members.accounts.models import User
from members.organisations.models import Role
from members.registration.models.application import Application
from members.registration.models.catalogue import ApplicationQuestion, CheckPoint, PaperKind
from members.registration.models.states import ANSWER_DAYS, ANSWER_REMINDERS, ApplicationStatus


class ApplicationPerson(models.Model):
    """Somebody beside the contact who will speak for the organisation; invited at approval."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="people")
    full_name = LineField(_("name"), max_length=150)
    email = models.EmailField(_("e-mail address"))
    job_title = LineField(_("job title"), max_length=120, blank=True)
    roles = ArrayField(models.CharField(max_length=20, choices=Role), verbose_name=_("roles"))

    class Meta:
        verbose_name = _("person named")
        verbose_name_plural = _("people named")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                "application", Lower("email"), name="application_person_once_an_address"
            ),
        ]

    def __str__(self):
        return self.full_name

    @property
    def role_names(self) -> str:
        return ", ".join(str(Role(role).label) for role in self.roles)


class ApplicationAnswer(models.Model):
    """The answer to a question of the catalogue, as text; yes and no are "yes" and "no"."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="answers")
    question = models.ForeignKey(ApplicationQuestion, models.PROTECT, related_name="answers")
    text = models.TextField(_("answer"), blank=True)

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        ordering = ["question__position", "question_id"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "question"], name="application_answer_once"
            ),
        ]

    def __str__(self):
        return self.text[:60]


class ApplicationDocument(models.Model):
    """A paper sent with an application: register extract, statute, mandate …"""

    application = models.ForeignKey(Application, models.CASCADE, related_name="documents")
    kind = models.ForeignKey(
        PaperKind, models.PROTECT, null=True, blank=True, related_name="documents",
        verbose_name=_("which paper"),
    )  # fmt: skip
    is_size_evidence = models.BooleanField(_("evidence of the size"), default=False)
    file = models.FileField(
        _("file"), upload_to=StoredUnder("applications"), validators=[UploadValidator(PAPERS)]
    )
    name = LineField(_("name"), max_length=200)
    sha256 = models.CharField(max_length=64, editable=False)
    uploaded_at = models.DateTimeField(_("sent"), auto_now_add=True)

    class Meta:
        verbose_name = _("paper")
        verbose_name_plural = _("papers")
        ordering = ["uploaded_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "sha256"], name="application_document_once"
            ),
        ]

    def __str__(self):
        return self.name


def last_day_to_answer() -> dt.date:
    """Where the office names none."""
    return timezone.localdate() + dt.timedelta(days=ANSWER_DAYS)


class InformationRequestQuerySet(models.QuerySet):
    def open(self) -> "InformationRequestQuerySet":
        return self.filter(
            answered_at__isnull=True, application__status=ApplicationStatus.INFO_REQUESTED
        )

    def to_remind(self, today: dt.date) -> "InformationRequestQuerySet":
        """Due and not yet sent, however late the worker is: the level is the number sent."""
        due = Q(pk__in=[])
        for level, before in enumerate(ANSWER_REMINDERS):
            due |= Q(reminders=level, answer_by__lte=today + before)
        return self.open().filter(due)

    def to_expire(self, now: dt.datetime) -> "InformationRequestQuerySet":
        """Past the day, with every reminder sent and the last one a day old."""
        today = timezone.localdate(now)
        return self.open().filter(
            answer_by__lt=today,
            reminders=len(ANSWER_REMINDERS),
            reminded_at__lte=now - dt.timedelta(days=1),
        )


class InformationRequest(models.Model):
    """The office asks the applicant for more, and what was answered."""

    application = models.ForeignKey(
        Application, models.CASCADE, related_name="information_requests"
    )
    question = models.TextField(_("what we need"))
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("asked"), auto_now_add=True)
    answer_by = models.DateField(_("answer by"), default=last_day_to_answer)
    reminders = models.PositiveSmallIntegerField(_("reminders sent"), default=0, editable=False)
    reminded_at = models.DateTimeField(_("reminded"), null=True, editable=False)
    answer = models.TextField(_("answer"), blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)

    objects = InformationRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request for information")
        verbose_name_plural = _("requests for information")
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="information_request_one_open",
                fields=["application"],
                condition=Q(answered_at__isnull=True),
            ),
        ]

    def __str__(self):
        return self.question[:60]


class ApplicationCheck(models.Model):
    """A point of the checklist on this application; made when it is sent in, so that a later
    change of the list moves no goal.
    """

    application = models.ForeignKey(Application, models.CASCADE, related_name="checks")
    point = models.ForeignKey(CheckPoint, models.PROTECT, related_name="checks")
    done_at = models.DateTimeField(_("done"), null=True, blank=True)
    done_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("check")
        verbose_name_plural = _("checklist")
        ordering = ["point__position", "point_id"]
        constraints = [
            models.UniqueConstraint(fields=["application", "point"], name="application_check_once"),
            models.CheckConstraint(
                name="application_check_done_by_somebody",
                condition=Q(done_at__isnull=True, done_by__isnull=True)
                | Q(done_at__isnull=False, done_by__isnull=False),
            ),
        ]

    def __str__(self):
        return str(self.point)


class BoardSnapshot(models.Model):
    """What the Board sees: the answers in words, in both languages, fixed when the application is
    ready. Taken back and made ready again it is fixed anew; the earlier one stays. The database
    refuses UPDATE and DELETE (migration 0013).
    """

    application = models.ForeignKey(Application, models.PROTECT, related_name="board_snapshots")
    taken_at = models.DateTimeField(_("fixed"), default=timezone.now)
    content = models.JSONField(_("content"))
    sha256 = models.CharField("SHA-256", max_length=64)

    class Meta:
        verbose_name = _("what the Board saw")
        verbose_name_plural = _("what the Board saw")
        ordering = ["-taken_at", "-pk"]

    def __str__(self):
        return f"{self.application}, {timezone.localdate(self.taken_at):%Y-%m-%d}"


_LINKS = Signer(salt="members.registration.section", sep=".")


class SectionLinkQuerySet(models.QuerySet):
    def open(self) -> "SectionLinkQuerySet":
        return self.filter(
            revoked_at__isnull=True,
            expires_at__gt=timezone.now(),
            application__status=ApplicationStatus.DRAFT,
        )

    def by_token(self, token: str) -> "SectionLinkQuerySet":
        """The link behind a signed token, open or not; none for a forged one."""
        try:
            key = int(_LINKS.unsign(token))
        except (BadSignature, ValueError):
            return self.none()
        return self.filter(pk=key)


class SectionLink(models.Model):
    """A colleague's own way to one page of an application, and to nothing else of it."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="section_links")
    step = models.CharField(_("page"), max_length=20)
    full_name = LineField(_("name"), max_length=150)
    email = models.EmailField(_("e-mail address"))
    language = models.CharField(_("language"), max_length=5)
    created_at = models.DateTimeField(_("sent"), default=timezone.now)
    expires_at = models.DateTimeField(_("valid until"))
    revoked_at = models.DateTimeField(_("closed"), null=True, blank=True)
    saved_at = models.DateTimeField(_("last filled in"), null=True, blank=True)

    objects = SectionLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("colleague's link")
        verbose_name_plural = _("colleagues' links")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="section_link_ends_after_start",
                condition=Q(expires_at__gt=models.F("created_at")),
            ),
        ]

    def __str__(self):
        return f"{self.full_name}: {self.step}"

    def get_absolute_url(self):
        return reverse("members:section", args=[self.token])

    @property
    def token(self) -> str:
        return _LINKS.sign(str(self.pk))

    @property
    def is_open(self) -> bool:
        """The twin of open(), for one row."""
        return (
            self.revoked_at is None
            and self.expires_at > timezone.now()
            and self.application.status == ApplicationStatus.DRAFT
        )
