"""What an organisation says to the association alone: how it is billed, how large it is, and what
the office is asked to change.
"""

import datetime as dt
import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.html import escape
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cluster_portal.toolkit.forms import LineField
from cluster_portal.toolkit.lines import one_line
from cluster_portal.toolkit.uploads import PAPERS, UploadValidator
from members.organisations import actions
from members.organisations.actions import BILLING_FIELDS
from members.organisations.counted import Counted
from members.organisations.errors import IdentifierError, OrganisationError
from members.organisations.identifiers import Checked, check
from members.organisations.models import (
    CHANGE_FIELDS,
    ChangeKind,
    Measure,
    Organisation,
)

LONGEST_DEFINITION = 200
CURRENCIES = [("RON", "RON"), ("EUR", "EUR")]
PAPER_KINDS = ".pdf,.png,.jpg,.jpeg,.docx,.odt"
SEPARATORS = re.compile(r"[\s.\-/·–—]+")


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self, **attrs: Any):
        super().__init__(attrs=attrs, format="%Y-%m-%d")


def paper_field(label: Any, help_text: Any, *, required: bool = False) -> forms.FileField:
    return forms.FileField(
        label=label,
        required=required,
        validators=[UploadValidator(PAPERS)],
        widget=forms.FileInput(attrs={"accept": PAPER_KINDS}),
        help_text=help_text,
    )


class BillingForm(forms.ModelForm):
    class Meta:
        model = Organisation
        fields = list(BILLING_FIELDS)
        labels = {
            "billing_name": _("Name on documents"),
            "billing_street": _("Street and number"),
            "billing_postal_code": _("Postal code"),
            "billing_city": _("City"),
            "billing_county": _("County"),
            "billing_country": _("Country (two letters)"),
            "billing_email": _("Address for documents"),
            "needs_purchase_order": _("Our documents must carry a purchase order number"),
        }
        help_texts = {
            "billing_name": _("Left empty, the legal name."),
            "billing_street": _("Left empty, documents carry the registered office."),
            "billing_email": _(
                "A box that several people read is safest. Left empty, documents go to the people "
                "who look after your bills."
            ),
        }
        widgets = {"billing_email": forms.EmailInput(attrs={"autocomplete": "email"})}

    def clean_billing_country(self) -> str:
        country = self.cleaned_data["billing_country"].strip().upper()
        if country and not re.fullmatch("[A-Z]{2}", country):
            raise ValidationError(gettext("Write the country with two letters, such as RO."))
        return country


class SizeForm(forms.Form):
    measure = forms.ChoiceField(
        label=_("What you declare"), choices=Measure, widget=forms.RadioSelect, initial="staff"
    )
    value = forms.DecimalField(
        label=_("How many, or how much"), min_value=0, max_digits=16, decimal_places=2,
        localize=True,
    )  # fmt: skip
    currency = forms.ChoiceField(
        label=_("Currency"),
        choices=CURRENCIES,
        required=False,
        help_text=_("Only for the turnover."),
    )
    counted_on = forms.DateField(
        label=_("Counted on"),
        widget=DayInput(),
        help_text=_("For a turnover the last day of its year."),
    )
    definition = forms.CharField(
        label=_("How it was counted"),
        max_length=LONGEST_DEFINITION,
        required=False,
        help_text=_("For example: average number of employees of the year, as in the balance."),
    )
    evidence = paper_field(
        _("Evidence"), _("A page of the balance or another paper, if you have one. At most 10 MB.")
    )

    def __init__(self, *args: Any, counted: Counted | None = None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.counted = counted
        if counted is None:
            return
        self.fields["measure"].initial = counted.measure
        self.fields["currency"].initial = counted.currency
        if counted.definition:
            self.fields["value"].help_text = gettext(
                "The fee table of %(year)s counts: %(definition)s"
            ) % {"year": counted.year, "definition": escape(counted.definition)}
            self.fields["definition"].help_text = gettext(
                "Empty: as the fee table says. Otherwise in your words."
            )

    def clean_counted_on(self) -> dt.date:
        day = self.cleaned_data["counted_on"]
        if day > timezone.localdate():
            raise ValidationError(gettext("This day is still to come."))
        return day

    def clean(self) -> dict[str, Any] | None:
        data = super().clean() or {}
        value = data.get("value")
        if data.get("measure") == Measure.STAFF:
            data["currency"] = ""
            if value is not None and value != value.to_integral_value():
                self.add_error("value", gettext("People are counted in whole numbers."))
        elif data.get("measure") == Measure.TURNOVER and not data.get("currency"):
            self.add_error("currency", gettext("Please say in which currency."))
        if self.counted and data.get("measure") == self.counted.measure:
            words = one_line(self.counted.definition)[:LONGEST_DEFINITION]
            data["definition"] = data.get("definition") or words
        return data


def _not_to_come(day: dt.date | None) -> dt.date | None:
    if day is not None and day > timezone.localdate():
        raise ValidationError(gettext("This day is still to come."))
    return day


class ChangeForm(forms.Form):
    """Asks for a change of the fields that its subclass names."""

    kind: ChangeKind
    example: Any
    reason = forms.CharField(
        label=_("What happened"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    paper = paper_field(
        _("Paper"), _("The extract or certificate that shows it. At most 10 MB, not public.")
    )

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any):
        names = CHANGE_FIELDS[self.kind]
        kwargs["initial"] = {name: getattr(organisation, name, "") for name in names}
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = self.example
        self.organisation = organisation

    @property
    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in CHANGE_FIELDS[self.kind]}


class NameChangeForm(ChangeForm):
    kind = ChangeKind.NAME
    example = _("For example: the general meeting of 12 May changed the name.")
    legal_name = LineField(label=_("Legal name"), max_length=200)
    display_name = LineField(
        label=_("Name as shown"),
        max_length=120,
        help_text=_("As it stands in the list of members."),
    )
    field_order = ["legal_name", "display_name", "reason", "paper"]


class IdentifiersChangeForm(ChangeForm):
    kind = ChangeKind.IDENTIFIERS
    example = _("For example: registered for VAT since 1 March.")
    checked = Checked("")
    identifier = forms.CharField(
        label=_("Fiscal or registration code"),
        max_length=40,
        help_text=_("In Romania the CUI/CIF, without RO."),
    )
    register_number = forms.CharField(label=_("Register number"), max_length=60, required=False)
    founded_on = forms.DateField(
        label=_("Founded on"),
        required=False,
        widget=DayInput(),
        help_text=_("The day on which it was entered in its register."),
    )
    vat_registered = forms.BooleanField(label=_("Registered for VAT"), required=False)
    vat_number = forms.CharField(label=capfirst(_("VAT number")), max_length=20, required=False)
    vat_checked_on = forms.DateField(
        label=capfirst(_("VAT registration seen on")),
        required=False,
        widget=DayInput(),
        help_text=_("The day of the extract that shows whether you are registered."),
    )
    field_order = [*CHANGE_FIELDS[ChangeKind.IDENTIFIERS], "reason", "paper"]

    def clean_identifier(self) -> str:
        text = self.cleaned_data["identifier"]
        if text == self.organisation.identifier:
            return text
        try:
            self.checked = check(self.organisation.country, text)
        except IdentifierError as error:
            raise ValidationError(str(error)) from None
        return self.checked.value

    def clean_founded_on(self) -> dt.date | None:
        return _not_to_come(self.cleaned_data["founded_on"])

    def clean_vat_checked_on(self) -> dt.date | None:
        return _not_to_come(self.cleaned_data["vat_checked_on"])

    def clean_vat_number(self) -> str:
        return SEPARATORS.sub("", self.cleaned_data["vat_number"]).upper()

    def clean(self) -> dict[str, Any] | None:
        data = super().clean() or {}
        if data.get("vat_registered") and not data.get("vat_checked_on", True):
            self.add_error("vat_checked_on", gettext("Please say on which day that was seen."))
        if self.checked.doubt and not data.get("paper"):
            self.add_error(
                "identifier",
                gettext("This does not look like a code of its country, so a sign is probably "
                        "mistyped. If it is right, send the certificate along as the paper."),
            )  # fmt: skip
        return data


class SeatChangeForm(ChangeForm):
    kind = ChangeKind.SEAT
    example = _("For example: we moved on 1 March, and the register has entered it.")
    street = LineField(label=_("Street and number"), max_length=200)
    postal_code = LineField(label=_("Postal code"), max_length=12, required=False)
    city = LineField(label=_("City"), max_length=100)
    county = LineField(label=_("County"), max_length=100, required=False)
    field_order = [*CHANGE_FIELDS[ChangeKind.SEAT], "reason", "paper"]


class BankChangeForm(ChangeForm):
    kind = ChangeKind.BANK
    example = _("For example: we are with another bank since 1 March.")
    iban = forms.CharField(label=_("New account (IBAN)"), max_length=42)
    closes = forms.ChoiceField(label=_("Account that it replaces"), required=False)
    field_order = [*CHANGE_FIELDS[ChangeKind.BANK], "reason", "paper"]

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        known = self.organisation.accounts.open()
        none = ("", gettext("None: we use both"))
        closes: Any = self.fields["closes"]
        closes.choices = [none, *((one.iban, one.iban_text) for one in known)]

    def clean_iban(self) -> str:
        try:
            return actions.compact_iban(self.cleaned_data["iban"])
        except OrganisationError as error:
            raise ValidationError(str(error)) from None


CHANGE_FORMS: dict[ChangeKind, type[ChangeForm]] = {
    form.kind: form
    for form in (NameChangeForm, IdentifiersChangeForm, SeatChangeForm, BankChangeForm)
}
