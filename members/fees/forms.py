import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.fees.models import LARGEST_SIZE, MOST_STAFF, FeeTable, ProRata
from members.organisations.models import Category, Membership

CURRENCIES = [("RON", "RON"), ("EUR", "EUR")]


class DayInput(forms.DateInput):
    """The browser's own calendar."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None):
        super().__init__(attrs, format="%Y-%m-%d")


class SimulatorForm(forms.Form):
    """What would membership cost us? Sent by GET, stores nothing. It asks only for what a table
    that is shown takes into account.
    """

    category = forms.ChoiceField(label=_("What are you?"), choices=Category)
    staff_count = forms.IntegerField(
        label=_("Number of staff"), required=False, min_value=0, max_value=MOST_STAFF
    )
    turnover = forms.DecimalField(
        label=_("Turnover of the last closed year"), required=False, min_value=0,
        max_value=LARGEST_SIZE, decimal_places=2,
    )  # fmt: skip
    founded_on = forms.DateField(label=_("Founded on"), required=False, widget=DayInput)
    joins_on = forms.DateField(label=_("Joining on"), required=False, widget=DayInput)
    tier = forms.ChoiceField(label=_("Membership"), required=False)
    plan = forms.ChoiceField(label=_("Payment"), required=False)
    code = forms.CharField(label=_("Code, if you have one"), required=False, max_length=30)

    def __init__(
        self,
        *args: Any,
        tables: Sequence[FeeTable] = (),
        asks_for_age: bool = False,
        takes_codes: bool = False,
        **kwargs: Any,
    ):
        super().__init__(*args, **kwargs)
        tiers = {tier.code: str(tier) for table in tables for tier in table.tiers.all()}
        plans = {
            plan.code: str(plan)
            for table in tables
            for plan in table.plans.all()
            if plan.is_offered
        }
        self.fields["tier"].choices = [("", _("plain")), *tiers.items()]
        self.fields["plan"].choices = [("", _("at once")), *plans.items()]
        currencies = {
            measure.currency
            for table in tables
            for measure in table.measures.all()
            if measure.is_turnover
        }
        self.fields["turnover"].label = _("Turnover of the last closed year, in %(currency)s") % {
            "currency": "/".join(sorted(currencies))
        }
        is_dated = any(table.pro_rata != ProRata.NONE or table.next_year_from for table in tables)
        wanted = {
            "turnover": bool(currencies),
            "founded_on": asks_for_age,
            "joins_on": is_dated or len(tables) > 1,
            "tier": bool(tiers),
            "plan": bool(plans),
            "code": takes_codes,
        }
        for name, is_wanted in wanted.items():
            if not is_wanted:
                del self.fields[name]

    def clean_joins_on(self) -> dt.date | None:
        day = self.cleaned_data["joins_on"]
        this_year = timezone.localdate().year
        if day is not None and not this_year - 1 <= day.year <= this_year + 2:
            raise forms.ValidationError(_("Please choose a day of this year or the next ones."))
        return day


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )


class ProFormaForm(forms.Form):
    membership = forms.ModelChoiceField(label=_("Member"), queryset=Membership.objects.none())
    fee_year = forms.IntegerField(label=_("Membership year"), min_value=2000, max_value=2100)
    is_joining = forms.BooleanField(label=_("With the entry fee"), required=False)
    language = forms.ChoiceField(
        label=_("Language"), choices=[("ro", _("Romanian")), ("en", _("English")),
                                      ("both", _("both"))],
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any):
        kwargs.setdefault("initial", {"fee_year": timezone.localdate().year + 1})
        super().__init__(*args, **kwargs)
        self.fields["membership"].queryset = members_by_name()


def members_by_name() -> QuerySet[Membership]:
    rows = Membership.objects.open().select_related("organisation")
    return rows.order_by("organisation__display_name")


class IssueForm(forms.Form):
    """By the table of the year, for the size that the organisation declared last."""

    membership = forms.ModelChoiceField(label=_("Member"), queryset=Membership.objects.none())
    fee_year = forms.IntegerField(label=_("Membership year"), min_value=2000, max_value=2100)
    is_joining = forms.BooleanField(label=_("With the entry fee"), required=False)
    reason = forms.CharField(
        label=_("Reason"), max_length=500, required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Kept in the history, where the member reads it too."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any):
        kwargs.setdefault("initial", {"fee_year": timezone.localdate().year})
        super().__init__(*args, **kwargs)
        self.fields["membership"].queryset = members_by_name()
