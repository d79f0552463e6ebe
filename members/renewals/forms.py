from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.fees.forms import DayInput
from members.renewals.forecast import FARTHEST


class RunForm(forms.Form):
    """Issue what the preview shows."""

    fee_year = forms.IntegerField(min_value=2000, max_value=2100, widget=forms.HiddenInput)
    is_told = forms.BooleanField(
        label=_("Tell the members by mail"), required=False, initial=True,
        help_text=_("Without it the notices stand on the members' pages only."),
    )  # fmt: skip


class YearForm(forms.Form):
    year = forms.IntegerField(label=_("Membership year"), min_value=2000, max_value=2100)


class LookForm(forms.Form):
    """A day to look from, and how far ahead. Sent by GET."""

    on = forms.DateField(label=_("From"), widget=DayInput, required=False)
    days = forms.IntegerField(
        label=_("Days ahead"), min_value=1, max_value=FARTHEST, required=False
    )

    def values(self) -> tuple[Any, int]:
        data = self.cleaned_data if self.is_valid() else {}
        return data.get("on") or timezone.localdate(), data.get("days") or 60


class DoneForm(forms.Form):
    note = forms.CharField(
        label=_("What was done"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )
