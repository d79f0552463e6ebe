from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cluster_portal.toolkit.fields import RenderedMarkdownField
from members.organisations.models import Organisation
from working_groups.groups.models import WorkingGroup


class ProjectStatus(models.TextChoices):
    PREPARING = "preparing", _("in preparation")
    RUNNING = "running", _("running")
    COMPLETED = "completed", _("completed")


PROJECT_MOVES = {
    ProjectStatus.PREPARING: frozenset({ProjectStatus.RUNNING, ProjectStatus.COMPLETED}),
    ProjectStatus.RUNNING: frozenset({ProjectStatus.COMPLETED}),
    ProjectStatus.COMPLETED: frozenset(),
}


class ProjectQuerySet(models.QuerySet):
    def visible_to(self, viewer) -> "ProjectQuerySet":
        """The public sees what runs or has run; what is prepared stays with the office for now."""
        if getattr(viewer, "is_staff", False):
            return self
        return self.exclude(status=ProjectStatus.PREPARING)


class Project(models.Model):
    name = models.CharField(_("name"), max_length=160)
    slug = models.SlugField(_("address"), max_length=80, unique=True)
    summary = models.CharField(_("in one sentence"), max_length=300, blank=True)
    body = models.TextField(_("description (Markdown)"), blank=True)
    body_html = RenderedMarkdownField()
    status = models.CharField(
        _("state"), max_length=10, choices=ProjectStatus, default=ProjectStatus.PREPARING
    )
    group = models.ForeignKey(
        WorkingGroup,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="projects",
        verbose_name=_("working group"),
    )
    started_on = models.DateField(_("from"), null=True, blank=True)
    ended_on = models.DateField(_("until"), null=True, blank=True)
    funding = models.CharField(_("funding"), max_length=250, blank=True)
    website = models.URLField(_("website"), blank=True)
    source = models.CharField(
        _("source of the facts"), max_length=250, blank=True, help_text=_("For editors.")
    )

    objects = ProjectQuerySet.as_manager()

    class Meta:
        verbose_name = _("project")
        verbose_name_plural = _("projects")
        ordering = ["-started_on", "name", "pk"]
        constraints = [
            models.CheckConstraint(
                name="project_status_known", condition=Q(status__in=ProjectStatus.values)
            ),
            models.CheckConstraint(
                name="project_ends_after_start",
                condition=Q(ended_on__isnull=True)
                | Q(started_on__isnull=True)
                | Q(ended_on__gte=F("started_on")),
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("working_groups:project_detail", args=[self.slug])


class ProjectParticipant(models.Model):
    project = models.ForeignKey(Project, models.CASCADE, related_name="participants")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="projects")
    part = models.CharField(_("part in it"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("participant")
        verbose_name_plural = _("participants")
        ordering = ["organisation__display_name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "organisation"], name="participant_once_per_project"
            ),
        ]

    def __str__(self):
        return f"{self.organisation}, {self.project}"
