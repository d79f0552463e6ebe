import datetime as dt
from decimal import Decimal

import factory
from django.utils import timezone

from members.invoices.models import InvoicingRules, VatRate, VatStatus
from members.ledger.rates import ExchangeRate

LONG_AGO = dt.date(2020, 1, 1)
SINCE_2025 = dt.date(2025, 8, 1)  # Law 141/2025


class VatStatusFactory(factory.django.DjangoModelFactory):
    """Registered for VAT since long ago."""

    class Meta:
        model = VatStatus

    standing = "registered"
    valid_from = LONG_AGO


class SmallBusinessFactory(VatStatusFactory):
    """Exempt by art. 310, shown as category O."""

    standing = "small"
    category = "O"
    reason_ro = "Regim special de scutire, art. 310 din Codul fiscal"
    reason_en = "Small-business exemption, art. 310 of the Fiscal Code"
    vatex = "VATEX-EU-O"


class VatRateFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = VatRate

    code = "S"
    category = "S"
    rate = Decimal(21)
    name_ro = factory.LazyAttribute(lambda o: f"Cota {o.code}")
    name_en = factory.LazyAttribute(lambda o: f"Rate {o.code}")
    reason_ro = reason_en = vatex = ""
    valid_from = LONG_AGO


class InvoicingRulesFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = InvoicingRules

    valid_from = LONG_AGO


def vat_law() -> None:
    """The association is registered for VAT, a rate of every category is in force, and the
    National Bank's of today is entered.
    """
    ExchangeRate.objects.create(
        currency="EUR", on=timezone.localdate(), rate=Decimal("5.0912"), source="BNR"
    )
    VatStatusFactory()
    VatRateFactory(rate=Decimal(19), valid_to=SINCE_2025 - dt.timedelta(days=1))
    VatRateFactory(rate=Decimal(21), valid_from=SINCE_2025)
    VatRateFactory(code="S-RED", rate=Decimal(11), valid_from=SINCE_2025)
    VatRateFactory(code="Z", category="Z", rate=Decimal(0))
    for code, category, reason, vatex in (
        ("E", "E", "Scutit, art. 292 alin. (1) lit. f) din Codul fiscal", "VATEX-EU-132-1I"),
        ("AE", "AE", "Taxare inversă, art. 278 alin. (2) din Codul fiscal", "VATEX-EU-AE"),
        ("O", "O", "Neimpozabil în România, art. 278 alin. (2)", "VATEX-EU-O"),
    ):
        VatRateFactory(
            code=code, category=category, rate=Decimal(0), reason_ro=reason,
            reason_en=f"No VAT: {vatex}", vatex=vatex,
        )  # fmt: skip
