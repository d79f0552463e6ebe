from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.fees.models import MOST_STAFF, FeeBand, FeeTable
from members.organisations.models import Category, Membership

CURRENCIES = [("RON", "RON"), ("EUR", "EUR")]


class DayInput(forms.DateInput):
    """The browser's own calendar."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None):
        super().__init__(attrs, format="%Y-%m-%d")


class SimulatorForm(forms.Form):
    """What would membership cost us? Sent by GET, stores nothing."""

    category = forms.ChoiceField(label=_("What are you?"), choices=Category)
    staff_count = forms.IntegerField(
        label=_("Number of staff"), required=False, min_value=0, max_value=MOST_STAFF
    )


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )


class IssueForm(forms.Form):
    """By the table of the year, for the size that the organisation declared last."""

    membership = forms.ModelChoiceField(label=_("Member"), queryset=Membership.objects.none())
    fee_year = forms.IntegerField(label=_("Membership year"), min_value=2000, max_value=2100)
    is_joining = forms.BooleanField(label=_("With the entry fee"), required=False)
    reason = forms.CharField(
        label=_("Reason"), max_length=500, required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Kept in the history, where the member reads it too."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any):
        kwargs.setdefault("initial", {"fee_year": timezone.localdate().year})
        super().__init__(*args, **kwargs)
        self.fields["membership"].queryset = (
            Membership.objects.open()
            .select_related("organisation")
            .order_by("organisation__display_name")
        )


class FeeTableForm(forms.ModelForm):
    currency = forms.ChoiceField(label=_("Currency"), choices=CURRENCIES)

    class Meta:
        model = FeeTable
        fields = ["year", "currency", "decision_reference", "notes", "is_example"]
        widgets = {"notes": forms.Textarea(attrs={"rows": 3})}


class FeeBandForm(forms.ModelForm):
    class Meta:
        model = FeeBand
        fields = ["category", "staff_from", "staff_to", "amount", "entry_fee"]
        widgets = {
            name: forms.NumberInput(attrs={"class": "vIntegerField"})
            for name in ("amount", "entry_fee")
        }

    def clean(self) -> dict[str, Any] | None:
        data = super().clean()
        first, last = self.cleaned_data.get("staff_from"), self.cleaned_data.get("staff_to")
        if first is not None and last is not None and last < first:
            self.add_error("staff_to", _("The upper end lies below the lower one."))
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
            if data.get("DELETE") or form.errors or data.get("staff_from") is None:
                continue
            last = MOST_STAFF if data["staff_to"] is None else data["staff_to"]
            band = (data["category"], data["staff_from"], last)
            if any(_overlap(band, other) for other in taken):
                form.add_error("staff_from", _("Two bands of this category overlap."))
            taken.append(band)


def _overlap(one: tuple[str, int, int], other: tuple[str, int, int]) -> bool:
    return one[0] == other[0] and one[1] <= other[2] and other[1] <= one[2]
