"""What the office is asked before it moves a membership."""

from django import forms
from django.conf import settings
from django.contrib.admin.widgets import AdminDateWidget
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.organisations.models import EndReason


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3, "cols": 60}),
        help_text=_("The people who answer for the organisation read it, also in the mail."),
    )


class ActivateForm(forms.Form):
    started_on = forms.DateField(
        label=_("Member since"),
        initial=timezone.localdate,
        widget=AdminDateWidget,
        help_text=_("A day before the approval counts as the day of the approval."),
    )
    reason = forms.CharField(
        label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3, "cols": 60})
    )


class EndMembershipForm(ReasonForm):
    ended_on = forms.DateField(
        label=_("Ends on"),
        initial=timezone.localdate,
        widget=AdminDateWidget,
        help_text=_("From this day on it is no longer a member. It may be a day to come."),
    )
    end_reason = forms.ChoiceField(label=_("Why it ends"), choices=EndReason)
    field_order = ["ended_on", "end_reason", "reason"]


class AdmitForm(forms.Form):
    decision_reference = forms.CharField(label=_("Board's decision"), max_length=120)
    approved_on = forms.DateField(
        label=_("Approved on"), initial=timezone.localdate, widget=AdminDateWidget
    )
    full_name = forms.CharField(label=_("Primary contact"), max_length=150)
    email = forms.EmailField(label=_("E-mail address"))
    job_title = forms.CharField(label=_("Job title"), max_length=120, required=False)
    phone = forms.CharField(label=_("Telephone"), max_length=40, required=False)
    language = forms.ChoiceField(label=_("Language of mails"), choices=settings.LANGUAGES)
