"""Read by allauth.account.forms while it is imported, so it stands alone."""

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from cluster_portal.toolkit.forms import LineField
from members.accounts.models import User


class SignupForm(forms.Form):
    """What allauth's own form asks beside the address."""

    full_name = LineField(
        label=_("Your name"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )

    def signup(self, _request: HttpRequest, user: User) -> None:
        user.full_name = self.cleaned_data["full_name"]
        user.save(update_fields=["full_name"])
