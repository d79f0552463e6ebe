"""Forms of the office for fee tables and what stands beside them."""

import itertools
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from members.fees.models import (
    LARGEST_SIZE,
    Discount,
    FeeBand,
    FeeMeasure,
    FeeTable,
    FeeTerms,
    InstalmentPlan,
    Tier,
)
from members.ledger.rates import ExchangeRate
from members.organisations.models import Category

# Ours, and those of the clusters around us: their rules can be written as tables too.
CURRENCIES = [
    (code, code) for code in ("RON", "EUR", "BGN", "CZK", "HUF", "MDL", "PLN", "RSD", "USD")
]
NO_CURRENCY = ("", "–")


class ManyChoices(forms.TypedMultipleChoiceField):
    """Of an array field: boxes to tick."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, *, base_field: Any = None, max_length: Any = None, **kwargs: Any):
        super().__init__(coerce=str, **kwargs)


class FeeTableForm(forms.ModelForm):
    currency = forms.ChoiceField(label=_("Currency"), choices=CURRENCIES)
    payable_in = ManyChoices(
        label=_("Also payable in"), choices=[*CURRENCIES[:2], ("USD", "USD")], required=False,
        help_text=_("At the National Bank's rate that the office has entered."),
    )  # fmt: skip

    class Meta:
        model = FeeTable
        fields = [
            "year", "currency", "amounts_per", "term_years", "pro_rata", "half_year_from",
            "next_year_from", "pro_rata_on_leaving", "payable_in", "rate_day",
            "decision_reference", "notes", "is_example",
        ]  # fmt: skip
        widgets = {"notes": forms.Textarea(attrs={"rows": 3})}

    def clean(self) -> dict[str, Any] | None:
        data = super().clean()
        year = self.cleaned_data.get("year")
        for name in ("half_year_from", "next_year_from"):
            day = self.cleaned_data.get(name)
            if day is not None and year is not None and day.year != year:
                self.add_error(name, _("Write a day of the table's own year."))
        if self.cleaned_data.get("currency") in self.cleaned_data.get("payable_in", []):
            self.add_error("payable_in", _("This is the currency of the table already."))
        return data


class FeeBandForm(forms.ModelForm):
    class Meta:
        model = FeeBand
        fields = ["category", "size_from", "size_to", "amount", "entry_fee"]
        widgets = {
            name: forms.NumberInput(attrs={"class": "vIntegerField"})
            for name in ("amount", "entry_fee")
        }

    def clean(self) -> dict[str, Any] | None:
        data = super().clean()
        first, last = self.cleaned_data.get("size_from"), self.cleaned_data.get("size_to")
        if first is not None and last is not None and last < first:
            self.add_error("size_to", _("The upper end lies below the lower one."))
        return data

    def validate_constraints(self) -> None:
        """Against the other rows as they are typed, which FeeBandFormSet does: two bands may
        change places in one go.
        """


class FeeBandFormSet(forms.BaseInlineFormSet):
    def clean(self) -> None:
        super().clean()
        taken: list[tuple[str, int, int]] = []
        for form in self.forms:
            data = getattr(form, "cleaned_data", None) or {}
            if data.get("DELETE") or form.errors or data.get("size_from") is None:
                continue
            last = LARGEST_SIZE if data["size_to"] is None else data["size_to"]
            band = (data["category"], data["size_from"], last)
            if any(_overlap(band, other) for other in taken):
                form.add_error("size_from", _("Two bands of this category overlap."))
            taken.append(band)


def _overlap(one: tuple[str, int, int], other: tuple[str, int, int]) -> bool:
    return one[0] == other[0] and one[1] <= other[2] and other[1] <= one[2]


class FeeMeasureForm(forms.ModelForm):
    currency = forms.ChoiceField(
        label=_("Currency of the turnover"), choices=[NO_CURRENCY, *CURRENCIES], required=False
    )

    class Meta:
        model = FeeMeasure
        fields = ["category", "measure", "currency", "definition"]
        widgets = {"definition": forms.Textarea(attrs={"rows": 4, "cols": 30})}


class TierForm(forms.ModelForm):
    categories = ManyChoices(
        label=_("Only for"), choices=Category, required=False,
        help_text=_("None chosen: for every category."),
    )  # fmt: skip

    class Meta:
        model = Tier
        fields = [
            "code", "name", "description", "includes_base", "amount", "percent", "categories",
        ]  # fmt: skip
        widgets = {"description": forms.Textarea(attrs={"rows": 2})}


class InstalmentPlanForm(forms.ModelForm):
    class Meta:
        model = InstalmentPlan
        fields = ["code", "name", "percents", "due_days", "is_offered"]

    def clean(self) -> dict[str, Any] | None:
        data = super().clean()
        percents, days = self.cleaned_data.get("percents"), self.cleaned_data.get("due_days")
        if percents and (sum(percents) != 100 or min(percents) <= 0):
            self.add_error("percents", _("The parts must make 100 % together."))
        if days and not all(one < other for one, other in itertools.pairwise(days)):
            self.add_error("due_days", _("Each part must be due after the one before it."))
        if percents and days and len(percents) != len(days):
            self.add_error("due_days", _("Write one day for each part."))
        return data


class DiscountForm(forms.ModelForm):
    currency = forms.ChoiceField(
        label=_("Currency of the amount"), choices=[NO_CURRENCY, *CURRENCIES], required=False
    )

    class Meta:
        model = Discount
        exclude = ()  # noqa: DJ006 - the admin names the fields, with those of each language


class FeeTermsForm(forms.ModelForm):
    """Codes as the tables have them, chosen by their names."""

    tier_code = forms.ChoiceField(label=_("Tier"), required=False)
    plan_code = forms.ChoiceField(label=_("Instalment plan"), required=False)

    class Meta:
        model = FeeTerms
        fields = [
            "organisation", "tier_code", "plan_code", "discount_code", "valid_from", "valid_until",
            "decision_reference", "reason",
        ]  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for name, model in (("tier_code", Tier), ("plan_code", InstalmentPlan)):
            rows = model.objects.order_by("code", "table__year")
            names = {row.code: f"{row} ({row.code})" for row in rows}
            field = cast(forms.ChoiceField, self.fields[name])
            field.choices = [("", "–"), *names.items()]


class ExchangeRateForm(forms.ModelForm):
    currency = forms.ChoiceField(label=_("Currency"), choices=CURRENCIES[1:])

    class Meta:
        model = ExchangeRate
        fields = ["currency", "on", "rate", "source"]
