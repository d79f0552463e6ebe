from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Value, When
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cluster_portal.toolkit.fields import LineField, RenderedMarkdownField
from cluster_portal.toolkit.history.kinds import register_kinds
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


LIST_ORDER = (ProjectStatus.RUNNING, ProjectStatus.PREPARING, ProjectStatus.COMPLETED)


@register_kinds
class ProjectEvent(models.TextChoices):
    ADDED = "project.added", _("Project entered")
    EDITED = "project.edited", _("Project's description edited")
    RUNNING = "project.running", _("The project started")
    COMPLETED = "project.completed", _("The project was completed")


class ProjectQuerySet(models.QuerySet):
    def visible_to(self, viewer) -> "ProjectQuerySet":
        """The public sees what runs or has run; what is prepared stays with the office for now."""
        if getattr(viewer, "is_staff", False):
            return self
        return self.exclude(status=ProjectStatus.PREPARING)

    def matching(self, words: str) -> "ProjectQuerySet":
        """Projects whose name or sentence holds the words, in either language, accents or not."""
        found = Q()
        for field in ("name_en", "name_ro", "summary_en", "summary_ro"):
            found |= Q(**{f"{field}__unaccent__icontains": words})
        return self.filter(found)

    def for_list(self) -> "ProjectQuerySet":
        """Running ones first, then the newest; without the long texts."""
        in_order = Case(
            *(When(status=status, then=Value(n)) for n, status in enumerate(LIST_ORDER)),
            output_field=models.SmallIntegerField(),
        )
        return (
            self.select_related("group")
            .defer("body", "body_html", "group__charter", "group__inside")
            .order_by(in_order, F("started_on").desc(nulls_last=True), "name", "pk")
        )


class Project(models.Model):
    name = LineField(_("name"), max_length=160)
    slug = models.SlugField(_("address"), max_length=80, unique=True)
    summary = models.CharField(_("in one sentence"), max_length=300, blank=True)
    body = models.TextField(_("description (Markdown)"), blank=True)
    body_html = RenderedMarkdownField(top=3)
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
    funding = LineField(_("funding"), max_length=250, blank=True)
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


class ProjectParticipantQuerySet(models.QuerySet):
    def with_page(self, organisations) -> "ProjectParticipantQuerySet":
        """With `has_page`: whether the organisation is among those whose page one may open."""
        return self.select_related("organisation").annotate(
            has_page=Exists(organisations.filter(pk=OuterRef("organisation")))
        )


class ProjectParticipant(models.Model):
    project = models.ForeignKey(
        Project, models.CASCADE, related_name="participants", verbose_name=_("project")
    )
    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        related_name="projects",
        verbose_name=_("organisation"),
    )
    part = LineField(_("part in it"), max_length=120, blank=True)

    objects = ProjectParticipantQuerySet.as_manager()

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
