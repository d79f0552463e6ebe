from modeltranslation.translator import TranslationOptions, register

from members.fees.models import FeeTable
from members.legal_texts.models import LegalText
from members.organisations.models import Association, Objective, Organisation
from members.registration.models import ApplicationQuestion, CheckPoint, PaperKind
from members.services.models import Service


@register(Association)
class AssociationTranslation(TranslationOptions):
    fields = ("tagline", "about", "about_html")


@register(Organisation)
class OrganisationTranslation(TranslationOptions):
    fields = ("summary", "description", "description_html")


@register(ApplicationQuestion)
class ApplicationQuestionTranslation(TranslationOptions):
    fields = ("text", "help")


@register(PaperKind)
class PaperKindTranslation(TranslationOptions):
    fields = ("name", "help")


@register(CheckPoint)
class CheckPointTranslation(TranslationOptions):
    fields = ("text",)


@register(LegalText)
class LegalTextTranslation(TranslationOptions):
    fields = ("title", "body", "body_html", "sha256")


@register(Objective)
class ObjectiveTranslation(TranslationOptions):
    fields = ("name",)


@register(FeeTable)
class FeeTableTranslation(TranslationOptions):
    fields = ("notes",)


@register(Service)
class ServiceTranslation(TranslationOptions):
    fields = ("name", "summary", "price_note")
