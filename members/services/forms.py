import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from members.fees.forms import DayInput
from members.services.models import Rating
from members.services.models.states import MOST_UNITS

LONGEST = 4000


class AskForm(forms.Form):
    wish = forms.CharField(
        label=_("What do you need?"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("For what, for whom, what exists already: whatever helps to answer at once."),
    )
    quantity = forms.IntegerField(
        label=_("How many?"), min_value=1, max_value=MOST_UNITS, initial=1
    )
    wanted_on = forms.DateField(
        label=_("For which day?"),
        required=False,
        widget=DayInput,
        help_text=_("A wish; the office agrees on the day with you."),
    )
    submission_key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, unit: str = "", **kwargs: Any):
        kwargs.setdefault("initial", {"quantity": 1, "submission_key": uuid.uuid4()})
        super().__init__(*args, **kwargs)
        if unit:
            self.fields["quantity"].help_text = _("One is: %(unit)s.") % {"unit": unit}


class ApproveForm(forms.Form):
    purchase_order = forms.CharField(
        label=_("Purchase-order number"),
        max_length=60,
        required=False,
        help_text=_("It will stand on the invoice."),
    )
    needs_purchase_order = forms.BooleanField(
        label=_("We order by purchase-order number only: ask for one each time"), required=False
    )
    quote_number = forms.IntegerField(widget=forms.HiddenInput)


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Why?"),
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The office reads it, and it stands in the history of the request."),
    )


class ObjectionForm(forms.Form):
    reason = forms.CharField(
        label=_("What is missing?"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 4})
    )


class RateForm(forms.Form):
    stars = forms.TypedChoiceField(
        label=_("How was it?"),
        coerce=int,
        choices=[(value, f"{value}") for value in Rating.values],
        widget=forms.RadioSelect,
    )
    text = forms.CharField(
        label=_("In your words"),
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Only the office reads it."),
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["stars"].choices = [
            (rating.value, _("%(stars)d – %(words)s") % {"stars": rating, "words": rating.label})
            for rating in reversed(Rating)
        ]
