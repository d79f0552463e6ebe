import re
from decimal import Decimal
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cluster_portal.toolkit.forms import LineField
from members.banking.formats.csv_mapping import COLUMNS
from members.banking.models import CsvMapping
from members.ledger.models import Receivable
from members.organisations.models import BankAccount, Organisation

AMOUNT: dict[str, Any] = {"max_digits": 12, "decimal_places": 2, "min_value": Decimal("0.01")}
COLUMN_LABELS = {
    "booked_on": _("Day of booking"),
    "amount": _("Amount, in and out in one column"),
    "debit": _("Amount out"),
    "credit": _("Amount in"),
    "direction": _("Column that says D or C"),
    "currency": _("Currency"),
    "name": _("Name of the other party"),
    "iban": _("Account of the other party"),
    "identifier": _("Fiscal code of the other party"),
    "details": _("Details"),
    "bank_reference": _("Bank's reference"),
}


def small_enough(file: UploadedFile) -> None:
    most = settings.BANK_STATEMENT_MEGABYTES
    if file.size is not None and file.size > most * 1024 * 1024:
        raise forms.ValidationError(
            gettext("This file is larger than %(most)d MB. Ask the bank's page for a shorter time.")
            % {"most": most}
        )


class ImportForm(forms.Form):
    file = forms.FileField(
        label=_("Statement"), validators=[small_enough],
        help_text=_("CAMT.053, MT940, or CSV of which a layout is saved."),
    )  # fmt: skip
    account = forms.ModelChoiceField(
        label=_("Account"), queryset=BankAccount.objects.all(), required=False,
        empty_label=_("as the file says"),
    )  # fmt: skip
    mapping = forms.ModelChoiceField(
        label=_("Layout, for a CSV file"), queryset=CsvMapping.objects.none(), required=False,
        empty_label=_("the one that fits"),
    )  # fmt: skip
    is_told = forms.BooleanField(
        label=_("Write to the members whose payments are found"), required=False, initial=True,
        help_text=_("Payments older than 45 days are not written about."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["mapping"].queryset = CsvMapping.objects.select_related("account")


class ExampleForm(forms.Form):
    """A new CSV layout begins with a file of the bank."""

    account = forms.ModelChoiceField(label=_("Account"), queryset=BankAccount.objects.all())
    name = LineField(
        label=_("Name of the layout"), max_length=60, help_text=_("For example the bank's name.")
    )
    file = forms.FileField(
        label=_("A CSV file of this bank"), validators=[small_enough],
        help_text=_("Only its first lines are kept, to show what the layout makes of them."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        taken = CsvMapping.objects.filter(account=data.get("account"), name=data.get("name"))
        if taken.exists():
            self.add_error("name", gettext("This account has a layout of that name already."))
        return data


class CsvMappingForm(forms.ModelForm):
    """Each fact has a field of its own; together they are the layout's columns."""

    class Meta:
        model = CsvMapping
        fields = ["account", "name", "delimiter", "encoding", "decimal_sign", "date_format"]

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for fact in COLUMNS:
            self.fields[f"column_{fact}"] = forms.CharField(
                label=COLUMN_LABELS[fact], max_length=80, required=False,
                initial=(self.instance.columns or {}).get(fact, ""),
            )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("column_booked_on"):
            self.add_error("column_booked_on", gettext("A line needs its day."))
        if not any(data.get(f"column_{fact}") for fact in ("amount", "debit", "credit")):
            self.add_error("column_amount", gettext("A line needs its amount."))
        return data

    def save(self, commit: bool = True) -> CsvMapping:
        told = {fact: self.cleaned_data.get(f"column_{fact}", "").strip() for fact in COLUMNS}
        self.instance.columns = {fact: name for fact, name in told.items() if name}
        return super().save(commit)


class IgnoreForm(forms.Form):
    reason = forms.CharField(label=_("Why it is set aside"), max_length=250)


class RateForm(forms.Form):
    rate = forms.DecimalField(
        label=_("Rate"), max_digits=12, decimal_places=6, required=False,
        min_value=Decimal("0.000001"),
        help_text=_("Only where the document has another currency: what one unit of it costs in "
                    "the currency of the line."),
    )  # fmt: skip


class PartForm(forms.Form):
    """A part of a line: by the number of a document, or for an organisation."""

    document = forms.CharField(
        label=_("Number of the document, or its payment reference"), max_length=40, required=False
    )
    organisation = forms.ModelChoiceField(
        label=_("or organisation, what is due first"), required=False,
        queryset=Organisation.objects.order_by("display_name"), empty_label="",
    )  # fmt: skip
    amount = forms.DecimalField(label=_("Amount"), required=False, **AMOUNT)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        written, organisation = data.get("document"), data.get("organisation")
        if not (written or organisation or data.get("amount")):
            return data
        if not data.get("amount") and "amount" not in self.errors:
            self.add_error("amount", gettext("Write how much is for this part."))
        if written:
            data["receivable"] = self._receivable(written, organisation)
        elif not organisation:
            self.add_error("document", gettext("Name a document or an organisation."))
        return data

    def _receivable(self, written: str, organisation: Organisation | None) -> Receivable | None:
        plain = re.sub(r"\s", "", written)
        found = Receivable.objects.filter(number__iexact=plain).first()
        found = found or Receivable.objects.filter(payment_reference__iexact=plain).first()
        if found is None:
            self.add_error("document", gettext("No document has this number."))
        elif organisation and found.organisation_id != organisation.pk:
            self.add_error("document", gettext("This document belongs to another organisation."))
        return found


PartFormSet = forms.formset_factory(PartForm, extra=4, max_num=20)
