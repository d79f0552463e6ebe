"""Which organisation it is, and where."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from stdnum.exceptions import ValidationError as NumberError
from stdnum.ro import onrc

from cluster_portal.toolkit import countries
from members.organisations import identifiers
from members.organisations.errors import IdentifierError
from members.organisations.models import Category
from members.registration import steps
from members.registration.forms.base import StepForm
from members.registration.models import Application


class OrganisationForm(StepForm):
    slug = steps.ORGANISATION
    texts = {
        "identifier": {
            Category.COMPANY: gettext_lazy("In Romania the CUI, with or without RO."),
            "": gettext_lazy("In Romania the fiscal code (CIF), with or without RO."),
        },
        "register_number": {
            Category.COMPANY: gettext_lazy(
                "In Romania the trade register's number, such as J12/123/2012."
            ),
            "": gettext_lazy(
                "In Romania the number in the Register of Associations and Foundations."
            ),
        },
        "legal_name": {"": gettext_lazy("As it stands in the register.")},
        "display_name": {"": gettext_lazy("How people call it. Empty: the legal name is shown.")},
    }
    country = forms.ChoiceField(label=gettext_lazy("Country"), choices=countries.choices)
    website = forms.URLField(label=gettext_lazy("Website"), assume_scheme="https", max_length=200)
    identifier_confirmed = forms.BooleanField(
        label=gettext_lazy("I have compared the code with our papers, and it is right")
    )

    class Meta:
        model = Application
        fields = ["country", "identifier", "identifier_confirmed", "legal_name", "display_name",
                  "register_number", "website"]  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.checked = identifiers.Checked("")
        if not steps.has_register_number(self.category):
            del self.fields["register_number"]
        if not self.is_bound and not self.instance.identifier_confirmed:
            del self.fields["identifier_confirmed"]

    def clean(self) -> dict[str, Any] | None:
        super().clean()
        self._clean_identifier()
        self._clean_register_number()
        return self.cleaned_data

    def _clean_identifier(self) -> None:
        """A code that is unusual needs the tick; the tick is offered only for such a code."""
        data = self.cleaned_data
        is_confirmed = bool(data.get("identifier_confirmed"))
        data["identifier_confirmed"] = False
        if not data.get("identifier") or not data.get("country"):
            return
        try:
            self.checked = identifiers.check(data["country"], data["identifier"])
        except IdentifierError as error:
            self.add_error("identifier", str(error))
            return
        data["identifier"] = self.checked.value
        if self.checked.doubt and is_confirmed:
            data["identifier_confirmed"] = True
        elif self.checked.doubt:
            self.add_error("identifier", self.checked.doubt)

    def _post_clean(self) -> None:
        super()._post_clean()
        if self.checked.doubt:
            self.fields["identifier_confirmed"].required = True
        else:
            self.fields.pop("identifier_confirmed", None)

    def _clean_register_number(self) -> None:
        number = self.cleaned_data.get("register_number")
        is_traded = self.category == Category.COMPANY
        if not number or not is_traded or self.cleaned_data.get("country") != countries.HOME:
            return
        try:
            self.cleaned_data["register_number"] = onrc.validate(number)
        except NumberError:
            self.add_error(
                "register_number",
                _("A trade register number looks like J12/123/2012, or J2024000123001 since 2024. "
                  "Leave it empty if you do not have it at hand."),
            )  # fmt: skip

    @property
    def right_values(self) -> dict[str, Any]:
        """A code in doubt is kept too; it does not count as settled until it is confirmed."""
        kept = {"identifier": self.checked.value} if self.checked.doubt else {}
        return super().right_values | kept


class AddressForm(StepForm):
    slug = "address"

    class Meta:
        model = Application
        fields = ["street", "city", "county", "postal_code"]
        widgets = {
            "street": forms.TextInput(attrs={"autocomplete": "street-address"}),
            "city": forms.TextInput(attrs={"autocomplete": "address-level2"}),
            "county": forms.TextInput(attrs={"autocomplete": "address-level1"}),
            "postal_code": forms.TextInput(attrs={"autocomplete": "postal-code"}),
        }

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if self.instance.country != countries.HOME:
            self.fields["county"].label = gettext_lazy("Region")
