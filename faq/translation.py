from modeltranslation.translator import TranslationOptions, register

from faq.briefs.models import Brief
from faq.questions.models import CitedSource, Label, RevisionNeed, Topic


@register(Topic)
class TopicTranslation(TranslationOptions):
    fields = ("name", "description")


@register(Label)
class LabelTranslation(TranslationOptions):
    fields = ("name",)


@register(RevisionNeed)
class RevisionNeedTranslation(TranslationOptions):
    fields = ("reason",)


@register(CitedSource)
class CitedSourceTranslation(TranslationOptions):
    fields = ("title",)


@register(Brief)
class BriefTranslation(TranslationOptions):
    fields = ("title", "introduction")
