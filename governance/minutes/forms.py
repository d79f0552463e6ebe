from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from governance.minutes import search


class MinutesSearchForm(forms.Form):
    q = forms.CharField(label=_("Search the minutes"), required=False)
    year = forms.TypedChoiceField(label=_("Year"), required=False, coerce=int, empty_value=None)

    def __init__(self, data: Any, *, years: list[int]):
        super().__init__({**data.dict(), "q": search.tidy(data.get("q", ""))})
        self.fields["year"].choices = [("", _("all")), *((year, year) for year in years)]
        self.is_valid()

    @property
    def words(self) -> str:
        return self.cleaned_data.get("q", "")

    @property
    def chosen_year(self) -> int | None:
        return self.cleaned_data.get("year")
