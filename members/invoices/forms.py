import uuid
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.invoices import parties, rates
from members.invoices.actions import CreditLine, Left, LineInput, Terms
from members.invoices.errors import InvoiceError, NotReadyToIssueError, RateReasonNeededError
from members.invoices.evidence import check_evidence
from members.invoices.models import (
    CURRENCIES,
    DOCUMENT_LANGUAGES,
    Invoice,
    InvoiceKind,
    InvoiceLine,
    Unit,
    VatRate,
)
from members.invoices.vat import Law
from members.organisations.models import Organisation

DRAFTED = [InvoiceKind.INVOICE, InvoiceKind.PROFORMA]
RATE = ("exchange_rate", "rate_on", "rate_reason")
TERMS = (
    "currency", "language", "supplied_on", "due_days", "purchase_order", "note", *RATE,
)  # fmt: skip


class DayInput(forms.DateInput):
    """The browser's own calendar."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None):
        super().__init__(attrs, format="%Y-%m-%d")


class RateForm(forms.Form):
    """Of a document that may be in euro: the entered rate is proposed."""

    exchange_rate = forms.DecimalField(
        label=_("Lei for one euro"), max_digits=12, decimal_places=4, required=False,
        min_value=Decimal("0.0001"),
    )  # fmt: skip
    rate_on = forms.DateField(
        label=_("Rate of"), required=False, widget=DayInput,
        help_text=_("Empty: the day of supply, or of issue where that comes first."),
    )  # fmt: skip
    rate_reason = forms.CharField(
        label=_("Why another rate"), max_length=200, required=False,
        help_text=_("Only where it is not the entered one."),
    )  # fmt: skip

    def propose_rate(self, currency: str = "EUR") -> None:
        rate = rates.entered(currency, timezone.localdate())
        field = self.fields["exchange_rate"]
        if rate is None:
            field.help_text = _(
                "Only for a document in euro. No rate of the last seven days is entered: enter it "
                "among the exchange rates, or write one with its reason."
            )
            return
        if self.initial.get("exchange_rate") is None:
            self.initial["exchange_rate"] = rate.rate
        field.help_text = _("Only for a document in euro. Entered: %(rate)s.") % {
            "rate": rates.in_words(rate)
        }

    def check_rate(self, currency: str) -> None:
        """Empty, the entered rate of the day holds; there must be one."""
        if currency == "RON" or self.errors.keys() & set(RATE):
            return
        data = self.cleaned_data
        today = timezone.localdate()
        proposed = rates.entered(currency, today)
        if (
            proposed is not None
            and data["rate_on"] is None
            and (data["exchange_rate"] == proposed.rate)
        ):  # as it was proposed: the rate of the day that counts takes its place
            data["exchange_rate"] = None
        given = data["exchange_rate"]
        day = rates.day_of(
            rate_on=data["rate_on"],
            supplied_on=data.get("supplied_on"),
            issued_on=today,
        )
        if given is None:
            if rates.entered(currency, day) is None:
                self.add_error("exchange_rate", rates.needed(currency, day))
            return
        try:
            rates.check_reason(currency, given, on=day, reason=data["rate_reason"])
        except RateReasonNeededError as error:
            self.add_error("rate_reason", str(error))

    def drop_rate(self) -> None:
        """Of a document in lei."""
        for name in RATE:
            del self.fields[name]


class DraftForm(RateForm):
    """What stands on a document beside its lines."""

    field_order = ["organisation", "kind", "currency", *RATE]
    organisation = forms.ModelChoiceField(
        label=_("Buyer"), queryset=Organisation.objects.order_by("display_name")
    )
    kind = forms.ChoiceField(
        label=_("Kind"), choices=[(kind.value, kind.label) for kind in DRAFTED]
    )
    currency = forms.ChoiceField(label=_("Currency"), choices=CURRENCIES)
    language = forms.ChoiceField(
        label=_("Language"), required=False,
        choices=[("", _("that of the buyer's letters")), *DOCUMENT_LANGUAGES],
    )  # fmt: skip
    supplied_on = forms.DateField(
        label=_("Supplied"), required=False, widget=DayInput,
        help_text=_("The VAT rate follows from this day. Empty: the day of issue."),
    )  # fmt: skip
    due_days = forms.IntegerField(
        label=_("Days to pay"), required=False, min_value=0, max_value=365,
        help_text=_("Empty: as the invoicing rules say."),
    )  # fmt: skip
    purchase_order = forms.CharField(label=_("Purchase order"), max_length=80, required=False)
    note = forms.CharField(
        label=_("Note on the document"), max_length=300, required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
    submission_key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, invoice: Invoice | None = None, **kwargs: Any):
        initial: dict[str, Any] = {"submission_key": uuid.uuid4()}
        if invoice is not None:
            initial |= {name: getattr(invoice, name) for name in TERMS}
            initial |= {"organisation": invoice.organisation_id, "kind": invoice.kind}
        super().__init__(*args, **{"initial": initial, **kwargs})
        if invoice is not None:  # who it is for, and what it is, are chosen once
            self.fields["organisation"].disabled = self.fields["kind"].disabled = True
        self.propose_rate()

    def clean(self) -> dict[str, Any] | None:
        data = super().clean()
        self.check_rate(self.cleaned_data.get("currency", "RON"))
        return data

    def terms(self) -> Terms:
        return Terms(**{name: self.cleaned_data[name] for name in TERMS})


NARROW = {"class": "vIntegerField"}  # as the admin's own columns of numbers


class LineForm(forms.Form):
    """One line; a form without any text is no line."""

    description_ro = forms.CharField(label=_("What, in Romanian"), max_length=100)
    description_en = forms.CharField(label=_("What, in English"), max_length=100, required=False)
    quantity = forms.DecimalField(
        label=_("Quantity"), max_digits=12, decimal_places=3, min_value=Decimal("0.001"), initial=1,
        widget=forms.NumberInput(attrs=NARROW),
    )  # fmt: skip
    unit = forms.ChoiceField(label=_("Unit"), choices=Unit, initial=Unit.PIECE)
    unit_price = forms.DecimalField(
        label=_("Price of one, without VAT"), max_digits=14, decimal_places=4, min_value=Decimal(0),
        widget=forms.NumberInput(attrs=NARROW),
    )  # fmt: skip
    vat_code = forms.ChoiceField(label=_("VAT"))

    def __init__(self, *args: Any, vat_choices: list[tuple[str, str]], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["vat_code"].choices = vat_choices
        self.fields["vat_code"].initial = vat_choices[0][0] if vat_choices else ""

    def line(self) -> LineInput:
        return LineInput(**{name: self.cleaned_data[name] for name in self.base_fields})


LineFormSet = forms.formset_factory(
    LineForm, extra=3, min_num=1, validate_min=True, max_num=200, can_delete=True
)
LINE_FIELDS = ("description_ro", "description_en", "quantity", "unit", "unit_price", "vat_code")


def line_forms(data: Any = None, *, lines: Iterable[InvoiceLine] = ()) -> Any:
    initial = [{name: getattr(line, name) for name in LINE_FIELDS} for line in lines]
    return LineFormSet(
        data, initial=initial, prefix="lines", form_kwargs={"vat_choices": vat_choices()}
    )


def check_lines(form: DraftForm, formset: Any) -> bool:
    """Whether VAT lets each line stand as it is; what it lacks is said at its VAT."""
    organisation = form.cleaned_data["organisation"]
    try:
        law = Law(form.cleaned_data["supplied_on"] or timezone.localdate())
    except NotReadyToIssueError:
        return True  # said before the issue
    buyer = parties.buyer(organisation)
    for line in formset.forms:
        if not line.cleaned_data or line.cleaned_data.get("DELETE"):
            continue
        try:
            applied = law.applied(
                line.cleaned_data["vat_code"], country=buyer["country"], vat_id=buyer["vat_id"]
            )
            check_evidence(applied, organisation)
        except InvoiceError as error:
            line.add_error("vat_code", str(error))
    return not any(line.errors for line in formset.forms)


def lines_of(formset: Any) -> list[LineInput]:
    return [
        form.line()
        for form in formset.forms
        if form.cleaned_data and not form.cleaned_data.get("DELETE")
    ]


def vat_choices() -> list[tuple[str, str]]:
    """The codes that are or will be in force, the taxed ones first."""
    today = timezone.localdate()
    rates = VatRate.objects.in_force(today).order_by("-rate", "code")
    return [(rate.code, f"{rate.code} · {rate.rate.normalize():f} %") for rate in rates]


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )


class CreditForm(ReasonForm):
    """How much of each line is taken back; as it opens, all that is left."""

    submission_key = forms.UUIDField(widget=forms.HiddenInput)
    field_order = ["submission_key"]

    def __init__(self, *args: Any, left: list[Left], **kwargs: Any):
        self.left = [row for row in left if row.quantity > 0]
        super().__init__(*args, **{"initial": {"submission_key": uuid.uuid4()}, **kwargs})
        self.fields["reason"].help_text = _("It is printed on the credit note.")
        for row in self.left:
            self.fields[f"line_{row.line.pk}"] = forms.DecimalField(
                label=row.line.description_ro,
                help_text=_("Not credited yet: %(left)s. Zero leaves the line as it is.")
                % {"left": f"{row.quantity.normalize():f}"},
                max_digits=12, decimal_places=3, min_value=Decimal(0), max_value=row.quantity,
                initial=row.quantity,
            )  # fmt: skip

    def lines(self) -> list[CreditLine]:
        return [
            CreditLine(row.line.pk, self.cleaned_data[f"line_{row.line.pk}"]) for row in self.left
        ]


class ConvertForm(RateForm):
    """The invoice of a pro-forma: a foreign currency takes the rate of the day of the invoice."""

    field_order = ["supplied_on"]
    supplied_on = forms.DateField(
        label=_("Supplied"), required=False, widget=DayInput,
        help_text=_("The VAT rate follows from this day. Empty: the day of issue."),
    )  # fmt: skip

    def __init__(self, *args: Any, proforma: Invoice, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.currency = proforma.currency
        if self.currency == "RON":
            self.drop_rate()
        else:
            self.propose_rate(self.currency)

    def clean(self) -> dict[str, Any] | None:
        data = super().clean()
        self.check_rate(self.currency)
        return data


class SentForm(forms.Form):
    upload_index = forms.CharField(label=_("Upload index"), max_length=40)
    sent_on = forms.DateField(label=_("Sent on"), widget=DayInput)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **{"initial": {"sent_on": timezone.localdate()}, **kwargs})


class AnsweredForm(forms.Form):
    answered_on = forms.DateField(label=_("Answered on"), widget=DayInput)
    message = forms.CharField(
        label=_("What was answered"), max_length=4000, required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )  # fmt: skip

    def __init__(self, *args: Any, needs_message: bool, **kwargs: Any):
        super().__init__(*args, **{"initial": {"answered_on": timezone.localdate()}, **kwargs})
        self.fields["message"].required = needs_message
