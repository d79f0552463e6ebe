from modeltranslation.translator import TranslationOptions, register

from members.fees.models import FeeTable
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
