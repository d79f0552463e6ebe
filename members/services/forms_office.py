from typing import Any

from django import forms
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from cluster_portal.toolkit.uploads import PAPERS, UploadValidator
from members.fees.forms import DayInput
from members.fees.models import Tier
from members.invoices.forms import RateForm
from members.services.forms import LONGEST
from members.services.models import Service, ServiceQuota, ServiceRequest
from members.services.quotas import tier_names


class RequestForm(forms.Form):
    """Each form about a request is made for one."""

    def __init__(self, *args: Any, request: ServiceRequest, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.request = request
        self.prepare()

    def prepare(self) -> None:
        """Writes in what is known already."""


class QuoteForm(RequestForm):
    unit_price = forms.DecimalField(
        label=_("Price for one, without VAT"), max_digits=12, decimal_places=2
    )
    valid_until = forms.DateField(
        label=_("Valid until"), required=False, widget=DayInput,
        help_text=_("Empty: as long as the terms of services say."),
    )  # fmt: skip
    note = forms.CharField(
        label=_("Note to the member"), max_length=LONGEST, required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )  # fmt: skip

    def prepare(self) -> None:
        self.fields["unit_price"].initial = self.request.unit_price
        self.fields["unit_price"].label = _("Price for one in %(currency)s, without VAT") % {
            "currency": self.request.currency
        }


class RefuseForm(RequestForm):
    reason = forms.CharField(
        label=_("Reason"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The member reads it."),
    )  # fmt: skip


class TakeBackForm(RequestForm):
    reason = forms.CharField(
        label=_("Reason"), max_length=LONGEST, required=False,
        widget=forms.Textarea(attrs={"rows": 3}), help_text=_("The member reads it."),
    )  # fmt: skip


class ScheduleForm(RequestForm):
    planned_on = forms.DateField(label=_("Day"), widget=DayInput)
    note = forms.CharField(
        label=_("Note to the member"), max_length=LONGEST, required=False,
        widget=forms.Textarea(attrs={"rows": 3}), help_text=_("Hour, place, who comes."),
    )  # fmt: skip

    def prepare(self) -> None:
        self.fields["planned_on"].initial = self.request.planned_on or self.request.wanted_on


class DeliverForm(RequestForm):
    delivered_on = forms.DateField(label=_("Delivered on"), widget=DayInput)
    note = forms.CharField(
        label=_("What was delivered"), max_length=LONGEST, required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("A note, a paper, or both: the member reads them and confirms."),
    )  # fmt: skip
    file = forms.FileField(
        label=_("Paper that shows it"), required=False, validators=[UploadValidator(PAPERS)],
        help_text=_("A report, a list of those present; at most 10 MB."),
    )  # fmt: skip

    def prepare(self) -> None:
        self.fields["delivered_on"].initial = timezone.localdate()


class InvoiceForm(RateForm, RequestForm):
    def prepare(self) -> None:
        if self.request.currency == "RON":
            self.drop_rate()
        else:
            self.propose_rate(self.request.currency)

    def clean(self) -> dict[str, Any] | None:
        data = super().clean()
        self.check_rate(self.request.currency)
        return data


class CloseForm(forms.Form):
    last_day = forms.DateField(
        label=_("Last day"), widget=DayInput, help_text=_("Requests made until then go on.")
    )
    reason = forms.CharField(label=_("Reason"), max_length=250, required=False)

    def __init__(self, *args: Any, **kwargs: Any):
        kwargs.setdefault("initial", {"last_day": timezone.localdate()})
        super().__init__(*args, **kwargs)


class ServiceForm(forms.ModelForm):
    """The office's form of a catalogue entry: what the constraints ask is said at the field."""

    class Meta:
        model = Service
        fields = "__all__"  # noqa: DJ007 - the admin page names its fields, the state is read-only

    def clean(self) -> dict[str, Any] | None:
        data = super().clean() or {}
        if data.get("market_price") is not None:
            if not (data.get("market_source_en") or data.get("market_source_ro")):
                self.add_error("market_source_en", _("Say where the market's price is from."))
            if not data.get("market_checked_on"):
                self.add_error("market_checked_on", _("Say on which day it was found."))
        return data


class QuotaForm(forms.ModelForm):
    tier_code = forms.ChoiceField(
        label=_("Tier"), required=False,
        help_text=_("One of the fee tables' tiers, in all years; then no category."),
    )  # fmt: skip

    class Meta:
        model = ServiceQuota
        fields = ["category", "tier_code", "included"]

    def __init__(self, *args: Any, tiers: dict[str, str], **kwargs: Any):
        super().__init__(*args, **kwargs)
        kept = self.instance.tier_code
        names = {kept: kept, **tiers} if kept else tiers
        field: Any = self.fields["tier_code"]
        field.choices = [("", "–"), *sorted(names.items(), key=lambda pair: pair[1].casefold())]


class QuotaFormSet(forms.BaseInlineFormSet):
    @cached_property
    def tiers(self) -> dict[str, str]:
        """Of all fee tables, read once for all forms."""
        return tier_names(Tier.objects.values_list("code", flat=True))

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        return {**super().get_form_kwargs(index), "tiers": self.tiers}
