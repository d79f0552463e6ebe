"""What somebody says who asks to represent an organisation, and who lists its mail domains."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cluster_portal.toolkit.forms import LineField
from members.organisations.models import Organisation


class RepresentForm(forms.Form):
    organisation: Any = forms.ModelChoiceField(
        label=_("Organisation"),
        queryset=Organisation.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
        help_text=_("Those whose mail domain is that of an address of yours."),
    )
    job_title = LineField(label=_("Your job title"), max_length=120, required=False)
    message = forms.CharField(
        label=_("A few words"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Its administrators read them, with your name and address."),
    )

    def __init__(self, *args: Any, choices: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = choices  # type: ignore[attr-defined]  # the stubs do not know which field it is
        if len(choices) == 1:
            self.initial["organisation"] = choices[0].pk


class DomainForm(forms.Form):
    domain = forms.CharField(
        label=_("Mail domain"),
        max_length=120,
        help_text=_("What stands behind the @ in the addresses of your colleagues: example.org."),
    )


class DeclineForm(forms.Form):
    answer = forms.CharField(
        label=_("Reason"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The person reads it in the mail."),
    )
