from modeltranslation.translator import TranslationOptions, register

from faq.questions.models import Label, RevisionNeed, Topic


@register(Topic)
class TopicTranslation(TranslationOptions):
    fields = ("name", "description")


@register(Label)
class LabelTranslation(TranslationOptions):
    fields = ("name",)


@register(RevisionNeed)
class RevisionNeedTranslation(TranslationOptions):
    fields = ("reason",)
