"""What the office fills in about an application."""

from typing import Any

from django import forms
from django.utils import formats, timezone
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from members.fees.forms import DayInput
from members.registration.forms.base import LONGEST_ANSWER
from members.registration.models import Application, last_day_to_answer


class QuestionForm(forms.Form):
    question = forms.CharField(
        label=gettext_lazy("What we need"),
        max_length=LONGEST_ANSWER,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("The applicant gets this text by mail and answers on their page."),
    )
    answer_by = forms.DateField(
        label=gettext_lazy("Answer by"),
        widget=DayInput,
        help_text=gettext_lazy(
            "The applicant is reminded a week and a day before; past it the application expires."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any):
        kwargs.setdefault("initial", {"answer_by": last_day_to_answer()})
        super().__init__(*args, **kwargs)


class ChecklistForm(forms.Form):
    """A tick for each point; who ticked what and when stands beside it."""

    def __init__(self, *args: Any, application: Application, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for check in application.checks.select_related("point", "done_by"):
            said, label = "", str(check.point)
            if check.done_at:
                day = formats.date_format(timezone.localtime(check.done_at), "DATETIME_FORMAT")
                said = f"{check.done_by}, {day}"
            if not check.point.is_required:
                label = _("%(point)s (not needed for the Board)") % {"point": check.point}
            self.fields[f"check{check.pk}"] = forms.BooleanField(
                label=label,
                required=False,
                initial=check.done_at is not None,
                help_text=escape(said),
            )


class BackForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("What must be looked at again"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Kept in the history, where the applicant reads it too."),
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
        label=gettext_lazy("Reason for the office and the Board"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Never shown to the applicant."),
    )
    may_reapply_on = forms.DateField(
        label=gettext_lazy("May apply again from"),
        required=False,
        widget=DayInput,
        help_text=gettext_lazy("Left empty, after the time that the statute says."),
    )
