"""How large it is: the figures on which the fee depends, when they were true, and how counted."""

import datetime as dt
import json
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cluster_portal.toolkit.forms import LineField
from cluster_portal.toolkit.lines import one_line
from cluster_portal.toolkit.uploads import PAPERS, UploadValidator
from members.fees.forms import CURRENCIES, DayInput
from members.fees.models import MOST_STAFF
from members.fees.quotes import unknown_code
from members.organisations.models import Category
from members.registration import steps
from members.registration.forms.base import StepForm
from members.registration.models import Application

TURNOVER = ("turnover", "turnover_currency", "turnover_ended_on")

LONGEST_DEFINITION = 300
OLDEST_COUNT = dt.timedelta(days=5 * 366)
FIRST_YEAR = 1000  # older than any organisation: a year with a digit too few
CHOICES = {"tier": gettext_lazy("Plain membership"), "plan": gettext_lazy("At once")}


class SizeForm(StepForm):
    slug = steps.SIZE
    texts = {
        "staff_count": {
            Category.COMPANY: gettext_lazy(
                "Everybody employed by the company that applies, counted as people."
            ),
            "": gettext_lazy("Everybody employed, counted as people."),
        },
    }
    founded_on = forms.DateField(
        label=gettext_lazy("Founded on"),
        help_text=gettext_lazy(
            "As your register has it. Young organisations may be exempt from the fee; without the "
            "day, the fee is reckoned without that exemption."
        ),
        widget=DayInput,
    )
    staff_count = forms.IntegerField(
        label=gettext_lazy("Number of staff"), min_value=0, max_value=MOST_STAFF
    )
    staff_counted_on = forms.DateField(label=gettext_lazy("Counted on"), widget=DayInput)
    turnover = forms.DecimalField(
        label=gettext_lazy("Turnover of the last financial year"),
        min_value=0,
        max_digits=16,
        decimal_places=2,
    )
    turnover_currency = forms.ChoiceField(
        label=gettext_lazy("Currency of the turnover"), choices=CURRENCIES
    )
    turnover_ended_on = forms.DateField(
        label=gettext_lazy("Last day of that year"), widget=DayInput
    )
    evidence = forms.FileField(
        label=gettext_lazy("A paper that shows it"),
        help_text=gettext_lazy(
            "A balance sheet or a statement of staff, say. PDF, Word (docx), OpenDocument (odt), "
            "PNG or JPEG, up to 10 MB."
        ),
        validators=[UploadValidator(PAPERS)],
        widget=forms.FileInput,
    )

    tier = forms.ChoiceField(label=gettext_lazy("Membership"), widget=forms.RadioSelect)
    plan = forms.ChoiceField(label=gettext_lazy("Payment"), widget=forms.RadioSelect)
    code = LineField(label=gettext_lazy("Code, if you have one"), max_length=30)

    class Meta:
        model = Application
        fields = ["founded_on", "staff_count", "staff_counted_on", "turnover",
                  "turnover_currency", "turnover_ended_on", "tier", "plan", "code"]  # fmt: skip

    field_order = [*Meta.fields[:6], "evidence", "tier", "plan", "code"]

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["evidence"].required = False
        table = self.asked.table
        if not steps.has_turnover(self.category, table):
            for name in TURNOVER:
                del self.fields[name]
        elif table is not None and steps.is_paid_by_turnover(self.category, table):
            wanted = table.measure_of(self.category).currency
            self.initial["turnover_currency"] = self.instance.turnover_currency or wanted
        if self.instance.staff_counted_on is None and not self._definition("staff_count"):
            self.initial["staff_counted_on"] = timezone.localdate()
        if not self.asked.asks_for_age:
            del self.fields["founded_on"]
        self._offer("tier", self.asked.tiers)
        self._offer("plan", self.asked.plans)
        if not self.asked.takes_codes:
            del self.fields["code"]
        self._show_quote_while_typing()

    def _definition(self, name: str) -> str:
        """What the fee table counts, in its own words; empty where it says nothing of this."""
        measure = self.asked.table.measure_of(self.category) if self.asked.table else None
        counted = {"staff_count": False, "turnover": True}
        if measure is None or counted.get(name) is not measure.is_turnover:
            return ""
        return measure.definition

    def _text(self, name: str) -> Any:
        return escape(self._definition(name)) or super()._text(name)

    def _offer(self, name: str, rows: list[Any]) -> None:
        if not rows:
            del self.fields[name]
            return
        field: Any = self.fields[name]
        field.choices = [("", CHOICES[name]), *((row.code, _described(row)) for row in rows)]

    def _show_quote_while_typing(self) -> None:
        """By the page on which anybody may ask what it costs."""
        table = self.asked.table
        facts = ["category", "staff_count", "founded_on", "tier", "plan", "code"]
        if table is not None and steps.is_paid_by_turnover(self.category, table):
            facts.append("turnover")
        for name in facts:
            if name not in self.fields:
                continue
            is_chosen = name in CHOICES
            self.fields[name].widget.attrs |= {
                "hx-get": reverse("members:join"),
                "hx-trigger": "change" if is_chosen else "input delay:300ms",
                "hx-target": "#quote",
                "hx-include": "closest form",
                "hx-params": ",".join(facts),
                "hx-vals": json.dumps({"category": self.category}),
            }

    def clean_founded_on(self):
        day = _past(self.cleaned_data["founded_on"])
        if day and day.year < FIRST_YEAR:
            raise ValidationError(_("Please write the year with four digits."))
        return day

    def clean_code(self) -> str:
        code = self.cleaned_data["code"]
        if code and not self.asked.knows_code(code):
            raise ValidationError(unknown_code(code))
        return code

    def clean_staff_counted_on(self):
        return _recent(self.cleaned_data["staff_counted_on"])

    def clean_turnover_ended_on(self):
        return _recent(self.cleaned_data["turnover_ended_on"])

    def clean(self) -> dict[str, Any] | None:
        data = super().clean() or self.cleaned_data
        if data.get("staff_count") is None and "staff_count" not in self.errors:
            data["staff_counted_on"] = None
        elif data.get("staff_counted_on") is None and "staff_counted_on" not in self.errors:
            self.add_error("staff_counted_on", _("Please say on which day that was."))
        self._clean_turnover(data)
        return data

    def _clean_turnover(self, data: dict[str, Any]) -> None:
        if "turnover" not in self.fields or self.errors.keys() & set(TURNOVER):
            return
        if data.get("turnover") is None:
            data.update(turnover=None, turnover_currency="", turnover_ended_on=None)
        elif data.get("turnover_ended_on") is None:
            self.add_error("turnover_ended_on", _("Please say on which day that was."))

    @property
    def right_values(self) -> dict[str, Any]:
        """With the words beside the question, which say what was counted; a file is kept by an
        action of its own, and a turnover only with its day.
        """
        values = super().right_values
        values.pop("evidence", None)
        if self.errors.keys() & set(TURNOVER):
            values = {name: value for name, value in values.items() if name not in TURNOVER}
        if "staff_count" in values:
            counted = "turnover" if self._definition("turnover") else "staff_count"
            given = values.get(counted) is not None
            words = self._definition(counted) or str(super()._text(counted))
            values["size_definition"] = one_line(words)[:LONGEST_DEFINITION] if given else ""
        taken_back = {name: "" for name in CHOICES if name not in self.fields}
        return values | taken_back


def _described(row: Any) -> str:
    """A tier says what it gives, a plan only its name."""
    description = getattr(row, "description", "")
    return f"{row}: {description}" if description else str(row)


def _past(day: dt.date | None) -> dt.date | None:
    if day and day > timezone.localdate():
        raise ValidationError(_("This day is still to come."))
    return day


def _recent(day: dt.date | None) -> dt.date | None:
    """The size of long ago says nothing of today's fee."""
    if day and day < timezone.localdate() - OLDEST_COUNT:
        raise ValidationError(_("This was more than five years ago. Please give a newer figure."))
    return _past(day)
