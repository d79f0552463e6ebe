"""What the office fills in about an application."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy

from members.fees.forms import DayInput
from members.registration.forms.applicant import LONGEST_ANSWER


class QuestionForm(forms.Form):
    question = forms.CharField(
        label=gettext_lazy("What we need"),
        max_length=LONGEST_ANSWER,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("The applicant gets this text by mail and answers on their page."),
    )


class OfficeAnswerForm(forms.Form):
    answer = forms.CharField(
        label=gettext_lazy("What the applicant said"),
        max_length=LONGEST_ANSWER,
        widget=forms.Textarea(attrs={"rows": 5}),
    )


class DecisionForm(forms.Form):
    decision_reference = forms.CharField(
        label=gettext_lazy("Board's decision"),
        max_length=120,
        help_text=gettext_lazy("Its number and date, such as CD 12/2026."),
    )
    decided_on = forms.DateField(label=gettext_lazy("Decided on"), widget=DayInput)

    def __init__(self, *args: Any, **kwargs: Any):
        kwargs.setdefault("initial", {"decided_on": timezone.localdate()})
        super().__init__(*args, **kwargs)


class ApproveForm(DecisionForm):
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Kept in the history, where the applicant reads it too."),
    )


class RejectForm(DecisionForm):
    reason = forms.CharField(
        label=gettext_lazy("Reason told to the applicant"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    office_note = forms.CharField(
        label=gettext_lazy("Note for the office"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Never shown to the applicant."),
    )
