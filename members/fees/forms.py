import uuid
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.fees.models import MOST_STAFF, FeeBand, FeeNotice, FeeTable, PaymentMethod
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


class PaymentForm(forms.Form):
    amount = forms.DecimalField(label=_("Amount"), max_digits=12, decimal_places=2)
    received_on = forms.DateField(
        label=_("Received on"), widget=DayInput, help_text=_("The day of the bank statement.")
    )
    method = forms.ChoiceField(label=_("By"), choices=PaymentMethod)
    bank_reference = forms.CharField(label=_("Bank's reference"), max_length=80, required=False)
    note = forms.CharField(label=_("Note for the office"), max_length=250, required=False)
    submission_key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, notice: FeeNotice, **kwargs: Any):
        """The notice with its balance: what is still owed is written in already."""
        owed = getattr(notice, "balance", notice.amount)
        kwargs["initial"] = {
            "amount": owed if owed > 0 else None,
            "received_on": timezone.localdate(),
            "method": PaymentMethod.BANK,
            "submission_key": uuid.uuid4(),
        }
        super().__init__(*args, **kwargs)
        self.fields["amount"].label = _("Amount in %(currency)s") % {"currency": notice.currency}


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
            last = MOST_STAFF if data["size_to"] is None else data["size_to"]
            band = (data["category"], data["size_from"], last)
            if any(_overlap(band, other) for other in taken):
                form.add_error("size_from", _("Two bands of this category overlap."))
            taken.append(band)


def _overlap(one: tuple[str, int, int], other: tuple[str, int, int]) -> bool:
    return one[0] == other[0] and one[1] <= other[2] and other[1] <= one[2]
