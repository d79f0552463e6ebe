from modeltranslation.translator import TranslationOptions, register

from members.fees.models import Discount, Exemption, FeeMeasure, FeeTable, InstalmentPlan, Tier
from members.invoices.models import VatRate, VatStatus
from members.legal_texts.models import LegalText
from members.organisations.models import Association, Objective, Organisation
from members.registration.models import ApplicationQuestion, CheckPoint, PaperKind
from members.renewals.models import ReminderLevel
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


@register(FeeMeasure)
class FeeMeasureTranslation(TranslationOptions):
    fields = ("definition",)


@register(Tier)
class TierTranslation(TranslationOptions):
    fields = ("name", "description")


@register(InstalmentPlan)
class InstalmentPlanTranslation(TranslationOptions):
    fields = ("name",)


@register(Exemption)
class ExemptionTranslation(TranslationOptions):
    fields = ("name",)


@register(Discount)
class DiscountTranslation(TranslationOptions):
    fields = ("name",)


@register(Service)
class ServiceTranslation(TranslationOptions):
    fields = (
        "name", "summary", "description", "description_html", "unit", "market_source", "price_note",
    )  # fmt: skip


@register(ReminderLevel)
class ReminderLevelTranslation(TranslationOptions):
    fields = ("subject", "text")


@register(VatRate)
class VatRateTranslation(TranslationOptions):
    fields = ("name", "reason")


@register(VatStatus)
class VatStatusTranslation(TranslationOptions):
    fields = ("reason",)
