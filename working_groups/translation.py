from modeltranslation.translator import TranslationOptions, register

from working_groups.groups.models import WorkingGroup
from working_groups.projects.models import Project, ProjectParticipant


@register(WorkingGroup)
class WorkingGroupTranslation(TranslationOptions):
    fields = ("name", "summary", "charter", "charter_html", "inside", "inside_html")


@register(Project)
class ProjectTranslation(TranslationOptions):
    fields = ("name", "summary", "body", "body_html", "funding")


@register(ProjectParticipant)
class ProjectParticipantTranslation(TranslationOptions):
    fields = ("part",)
