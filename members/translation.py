from modeltranslation.translator import TranslationOptions, register

from members.fees.models import Discount, Exemption, FeeMeasure, FeeTable, InstalmentPlan, Tier
from members.invoices.models import VatRate, VatStatus
from members.organisations.models import Association, Organisation
from members.renewals.models import ReminderLevel
from members.services.models import Service


@register(Association)
class AssociationTranslation(TranslationOptions):
    fields = ("tagline", "about", "about_html")


@register(Organisation)
class OrganisationTranslation(TranslationOptions):
    fields = ("summary", "description", "description_html")


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
