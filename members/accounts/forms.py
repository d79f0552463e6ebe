from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from members.accounts.models import User


class SignupForm(forms.Form):
    """What allauth's own form asks beside the address."""

    full_name = forms.CharField(
        label=_("Your name"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )

    def signup(self, _request: HttpRequest, user: User) -> None:
        user.full_name = self.cleaned_data["full_name"]
        user.save(update_fields=["full_name"])


class ProfileForm(forms.ModelForm):
    class Meta:
        model = User
        fields = ["full_name", "phone", "language"]
        labels = {
            "full_name": _("Your name"),
            "phone": _("Telephone"),
            "language": _("Language of the mails you get"),
        }
        help_texts = {
            "full_name": _("As it should stand in lists of participants and in minutes."),
            "phone": _("For the office and for the people of your organisation. Not public."),
            "language": _("The language of the pages is chosen at the top of each page."),
        }
        widgets = {
            "full_name": forms.TextInput(attrs={"autocomplete": "name"}),
            "phone": forms.TextInput(attrs={"autocomplete": "tel", "type": "tel"}),
            "language": forms.RadioSelect,
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["full_name"].required = True
