"""What the office is asked before it moves a membership."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.admin.widgets import AdminDateWidget
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cluster_portal.toolkit.forms import LineField
from members.organisations.forms_private import SizeForm
from members.organisations.models import EndReason, LineageKind, Organisation

# A merger has a page of its own, which also moves the people.
END_REASONS = [pair for pair in EndReason.choices if pair[0] != EndReason.MERGED]


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
    end_reason = forms.ChoiceField(label=_("Why it ends"), choices=END_REASONS)
    field_order = ["ended_on", "end_reason", "reason"]


class AdmitForm(forms.Form):
    decision_reference = forms.CharField(label=_("Board's decision"), max_length=120)
    approved_on = forms.DateField(
        label=_("Approved on"), initial=timezone.localdate, widget=AdminDateWidget
    )
    full_name = LineField(label=_("Primary contact"), max_length=150)
    email = forms.EmailField(label=_("E-mail address"))
    job_title = LineField(label=_("Job title"), max_length=120, required=False)
    phone = forms.CharField(label=_("Telephone"), max_length=40, required=False)
    language = forms.ChoiceField(label=_("Language of mails"), choices=settings.LANGUAGES)


class AnswerForm(forms.Form):
    answer = forms.CharField(
        label=_("Words to go with it"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "cols": 60}),
    )


class OnADayForm(forms.Form):
    on = forms.DateField(label=_("On"), initial=timezone.localdate, widget=AdminDateWidget)
    reference = forms.CharField(label=_("Decision or paper"), max_length=200)


class RenameForm(OnADayForm):
    legal_name = LineField(label=_("Legal name"), max_length=200)
    display_name = LineField(label=_("Name as shown"), max_length=120)
    field_order = ["legal_name", "display_name", "on", "reference"]


class HeirForm(OnADayForm):
    heir: Any = forms.ModelChoiceField(
        label=_("The other organisation"), queryset=Organisation.objects.none()
    )

    def __init__(self, *args: Any, origin: Organisation, **kwargs: Any):
        super().__init__(*args, **kwargs)
        field: Any = self.fields["heir"]
        field.queryset = Organisation.objects.exclude(pk=origin.pk).by_name()
        field.label_from_instance = lambda one: f"{one.display_name} ({one.identifier})"


class MergeForm(HeirForm):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3, "cols": 60}),
        help_text=_("The people who answer for the organisation read it, also in the mail."),
    )
    field_order = ["heir", "on", "reference", "reason"]


class LineageForm(HeirForm):
    kind = forms.ChoiceField(
        label=_("What happened"),
        choices=[(kind.value, kind.label) for kind in (LineageKind.SPLIT, LineageKind.TAKEOVER)],
    )
    field_order = ["kind", "heir", "on", "reference"]


class RecordSizeForm(SizeForm):
    counted_on = forms.DateField(label=_("Counted on"), widget=AdminDateWidget)
    field_order = ["measure", "value", "currency", "counted_on", "definition", "evidence"]


class AccountForm(forms.Form):
    iban = forms.CharField(label="IBAN", max_length=42)
