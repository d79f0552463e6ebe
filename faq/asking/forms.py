from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cluster_portal.toolkit.forms import LineField
from faq.community import screening
from faq.community.models import Helped
from faq.questions.models import Audience


class AskForm(forms.Form):
    """A new question. Guests leave an address, since the answer has to go somewhere."""

    text = forms.CharField(
        label=_("Your question"),
        max_length=250,
        help_text=_("One question in one sentence. Answers that we have appear while you type."),
    )
    details = forms.CharField(
        label=_("More about it"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("What you have tried or read already. Only the office reads this."),
    )
    audience = forms.ChoiceField(label=_("You are asking as"), choices=Audience)
    guest_name = LineField(
        label=_("Your name"),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    guest_email = forms.EmailField(
        label=_("Your e-mail address"),
        max_length=254,
        help_text=_("We send you a link to confirm it; then the question reaches the office."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    # People do not see it; whoever fills it in is a program.
    home_page = forms.CharField(
        required=False, widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"})
    )
    stamp = forms.CharField(required=False, widget=forms.HiddenInput)
    offered = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, is_signed_in: bool, **kwargs: Any):
        super().__init__(*args, label_suffix="", **kwargs)
        self.initial.setdefault("stamp", screening.stamp())
        self.fields["text"].widget.attrs |= {
            "autocomplete": "off",
            "hx-get": reverse("faq:ask_offers"),
            "hx-trigger": "input changed delay:300ms",
            "hx-target": "#ask-offers",
            "hx-sync": "this:replace",
        }
        if is_signed_in:
            for name in ("guest_name", "guest_email"):
                del self.fields[name]

    def clean_offered(self) -> list[int]:
        """Answers that were shown already: they are not offered once more."""
        words = self.cleaned_data["offered"].split(",")
        return [int(word) for word in words[:10] if word.isascii() and word.isdigit()]


class HelpedForm(forms.Form):
    value = forms.ChoiceField(choices=Helped)
