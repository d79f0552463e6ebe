import datetime as dt
import uuid
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import formats, timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cluster_portal.toolkit.templatetags.portal import money
from cluster_portal.toolkit.uploads import PAPERS, UploadValidator
from members.fees.forms import CURRENCIES, DayInput, ReasonForm
from members.ledger.models import Payment, PaymentMethod, Receivable
from members.organisations.models import Organisation

# Some pay by a pro forma, before the document is issued.
PAID_BEFORE = dt.timedelta(days=366)
AMOUNT: dict[str, Any] = {"max_digits": 12, "decimal_places": 2, "min_value": Decimal("0.01")}


class PaymentForm(forms.Form):
    """One payment of one organisation; what it is for follows from what is owed."""

    organisation = forms.ModelChoiceField(
        label=_("Organisation"), queryset=Organisation.objects.order_by("display_name")
    )
    receivable = forms.ModelChoiceField(
        label=_("For"),
        queryset=Receivable.objects.none(),
        required=False,
        empty_label=_("what is due first"),
        help_text=_("What is left over is kept as the organisation's credit."),
    )
    amount = forms.DecimalField(label=_("Amount"), **AMOUNT)
    currency = forms.ChoiceField(label=_("Currency"), choices=CURRENCIES)
    rate = forms.DecimalField(
        label=_("Rate"), max_digits=12, decimal_places=6, required=False,
        help_text=_("Only when the document has another currency: what one unit of it costs in the "
                    "currency of the payment."),
    )  # fmt: skip
    received_on = forms.DateField(
        label=_("Received on"), widget=DayInput, help_text=_("The day of the bank statement.")
    )
    method = forms.ChoiceField(label=_("By"), choices=PaymentMethod)
    bank_reference = forms.CharField(label=_("Bank's reference"), max_length=80, required=False)
    note = forms.CharField(label=_("Note for the office"), max_length=250, required=False)
    submission_key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, receivable: Receivable | None = None, **kwargs: Any):
        """`receivable` with its balance: what is still owed is written in already."""
        initial = {
            "received_on": timezone.localdate(),
            "method": PaymentMethod.BANK,
            "currency": "RON",
            "submission_key": uuid.uuid4(),
        }
        owed = Receivable.objects.open().select_related("organisation")
        if receivable is not None:
            owed = owed.filter(organisation=receivable.organisation_id)
            initial |= {
                "organisation": receivable.organisation_id,
                "receivable": receivable.pk,
                "amount": receivable.balance if receivable.balance > 0 else None,
                "currency": receivable.currency,
            }
        kwargs["initial"] = initial
        super().__init__(*args, **kwargs)
        self.fields["receivable"].queryset = owed.order_by("organisation__display_name", "due_on")
        self.fields["receivable"].label_from_instance = receivable_in_words

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        receivable, organisation = data.get("receivable"), data.get("organisation")
        if receivable and organisation and receivable.organisation_id != organisation.pk:
            self.add_error("receivable", gettext("This document belongs to another organisation."))
        return data


def receivable_in_words(receivable: Receivable) -> str:
    return gettext("%(number)s, %(organisation)s: %(balance)s to pay") % {
        "number": receivable.number,
        "organisation": receivable.organisation,
        "balance": money(receivable.balance, receivable.currency),
    }


class AllocateForm(forms.Form):
    """Set free money of a payment against a document of the same organisation."""

    receivable = forms.ModelChoiceField(label=_("For"), queryset=Receivable.objects.none())
    amount = forms.DecimalField(
        label=_("Amount, in the document's currency"), required=False,
        help_text=_("Empty: as much as the document owes and the payment has."), **AMOUNT,
    )  # fmt: skip
    rate = forms.DecimalField(
        label=_("Rate"), max_digits=12, decimal_places=6, required=False,
        help_text=_("Only when the document has another currency: what one unit of it costs in the "
                    "currency of the payment."),
    )  # fmt: skip

    def __init__(self, *args: Any, payment: Payment, **kwargs: Any):
        super().__init__(*args, **kwargs)
        owed = Receivable.objects.open().filter(organisation=payment.organisation_id)
        self.fields["receivable"].queryset = owed.select_related("organisation").order_by("due_on")
        self.fields["receivable"].label_from_instance = receivable_in_words


class RefundForm(forms.Form):
    amount = forms.DecimalField(label=_("Amount"), **AMOUNT)
    paid_on = forms.DateField(label=_("Paid back on"), widget=DayInput)
    bank_reference = forms.CharField(label=_("Bank's reference"), max_length=80, required=False)
    note = forms.CharField(label=_("Note for the office"), max_length=250, required=False)
    submission_key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, payment: Payment, **kwargs: Any):
        kwargs["initial"] = {
            "amount": payment.free,
            "paid_on": timezone.localdate(),
            "submission_key": uuid.uuid4(),
        }
        super().__init__(*args, **kwargs)


class WriteOffForm(ReasonForm):
    amount = forms.DecimalField(label=_("Amount"), **AMOUNT)

    field_order = ["amount", "reason"]


class HoldForm(forms.Form):
    organisation = forms.ModelChoiceField(
        label=_("Organisation"), queryset=Organisation.objects.order_by("display_name")
    )
    until_on = forms.DateField(label=_("Last day"), widget=DayInput)
    reason = forms.CharField(label=_("Reason"), max_length=300)


class ClaimAnswerForm(forms.Form):
    answer = forms.CharField(
        label=_("Answer"), max_length=1000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The member gets this text by mail."),
    )  # fmt: skip


class ClaimForm(forms.Form):
    """We have paid: what, when, and a paper that shows it."""

    amount = forms.DecimalField(label=_("What was paid"), **AMOUNT)
    paid_on = forms.DateField(label=_("Paid on"), widget=DayInput)
    proof = forms.FileField(
        label=_("Proof"), validators=[UploadValidator(PAPERS)],
        help_text=_("The payment order or the bank's confirmation, as PDF or picture."),
    )  # fmt: skip
    note = forms.CharField(
        label=_("Message to the office"), max_length=1000, required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For example from whose account it was paid, if not from yours."),
    )  # fmt: skip

    def __init__(self, *args: Any, receivable: Receivable, **kwargs: Any):
        kwargs["initial"] = {"amount": receivable.balance, "paid_on": timezone.localdate()}
        super().__init__(*args, **kwargs)
        self.receivable = receivable
        self.fields["amount"].label = gettext("What was paid, in %(currency)s") % {
            "currency": receivable.currency
        }

    def clean_paid_on(self) -> Any:
        day = self.cleaned_data["paid_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(
                gettext("This day is still to come: today is %(today)s.")
                % {"today": formats.date_format(timezone.localdate(), "SHORT_DATE_FORMAT")}
            )
        if day < self.receivable.issued_on - PAID_BEFORE:
            raise forms.ValidationError(
                gettext("This day is long before %(number)s was issued: is the year right?")
                % {"number": self.receivable.number}
            )
        return day
