from modeltranslation.translator import TranslationOptions, register

from working_groups.groups.models import WorkingGroup
from working_groups.initiatives.models import Initiative
from working_groups.partners.models import Partner
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


@register(Partner)
class PartnerTranslation(TranslationOptions):
    fields = ("together",)


@register(Initiative)
class InitiativeTranslation(TranslationOptions):
    fields = ("title", "summary")
