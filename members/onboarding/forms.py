from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cluster_portal.toolkit.forms import LineField
from members.legal_texts.models import LegalText
from members.onboarding.models import Onboarding


class AgreementForm(forms.Form):
    """The signatory says who they are, and accepts the version that the page shows."""

    person_name = LineField(label=gettext_lazy("Your name"), max_length=150)
    position = LineField(
        label=gettext_lazy("Your position"),
        max_length=120,
        help_text=gettext_lazy("As what you may sign for the organisation, such as director."),
    )
    accepts = forms.BooleanField(
        error_messages={"required": gettext_lazy("Please tick this to accept the agreement.")}
    )
    text_id = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, onboarding: Onboarding, text: LegalText, **kwargs: Any):
        kwargs["initial"] = {"person_name": onboarding.signatory_name, "text_id": text.pk}
        super().__init__(*args, **kwargs)
        self.fields["accepts"].label = _(
            "I may sign for %(organisation)s, and accept the agreement on its behalf"
        ) % {"organisation": onboarding.membership.organisation.legal_name}


class WaiverForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("The member reads it. Name the decision that allows it."),
    )


class SignatoryForm(forms.Form):
    signatory_name = LineField(label=gettext_lazy("Legal signatory"), max_length=150)
    signatory_email = forms.EmailField(label=gettext_lazy("E-mail address"))
