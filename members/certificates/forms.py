from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminDateWidget
from django.utils.translation import gettext_lazy as _

from members.certificates.models import PaperLanguage
from members.organisations.models import Organisation


class AskForm(forms.Form):
    language = forms.ChoiceField(
        label=_("Language of the certificate"), choices=PaperLanguage, widget=forms.RadioSelect
    )


class IssueForm(forms.Form):
    organisation = forms.ModelChoiceField(
        label=_("Member"), queryset=Organisation.objects.none(), empty_label=_("Choose a member")
    )
    language = forms.ChoiceField(label=_("Language of the certificate"), choices=PaperLanguage)
    valid_until = forms.DateField(
        label=_("Valid until"),
        required=False,
        widget=AdminDateWidget,
        help_text=_("Empty: to the end of this year."),
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        members = Organisation.objects.active_members().by_name()
        self.fields["organisation"].queryset = members.only("display_name")


class RevokeForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3, "cols": 60}),
        help_text=_("Those who answer for the organisation read it, also in the mail. Whoever "
                    "checks the certificate does not."),
    )  # fmt: skip
