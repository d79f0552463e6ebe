from allauth.account.forms import LoginForm as AllauthLoginForm
from django import forms
from django.utils.translation import gettext_lazy as _

from cluster_portal.toolkit.forms import check_telephone
from members.accounts.models import User


class LoginForm(AllauthLoginForm):
    """With a password, for those who have set one in their account.

    One cannot be chosen when signing up: whoever typed somebody else's address there would hold
    a password to that person's account as soon as the person proves the address.
    """

    def _setup_password_field(self) -> None:
        """allauth drops the field when signing up asks for no password."""


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

    def clean_phone(self) -> str:
        check_telephone(self.cleaned_data["phone"])
        return self.cleaned_data["phone"]
