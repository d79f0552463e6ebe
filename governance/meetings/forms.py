from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from governance.meetings.models import Body


class MeetingFilterForm(forms.Form):
    """Which meetings to list; what it does not understand it leaves out."""

    body = forms.ChoiceField(label=_("Body"), required=False)
    year = forms.TypedChoiceField(label=_("Year"), required=False, coerce=int, empty_value=None)

    def __init__(self, *args: Any, years: list[int], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["body"].choices = [("", _("all")), *Body.choices]
        self.fields["year"].choices = [("", _("all")), *((year, year) for year in years)]

    def chosen(self) -> dict[str, Any]:
        """The filters that were understood, for a query on meetings."""
        self.is_valid()
        found = {"body": self.cleaned_data.get("body"), "year": self.cleaned_data.get("year")}
        return {name: value for name, value in found.items() if value}
