import datetime as dt
from typing import Any

from django import forms
from django.utils import formats, timezone
from django.utils.translation import gettext_lazy as _

YEARS_BACK = 7  # what the law asks to be kept (Law 36/2023: 5 years), and the two that run


class MonthForm(forms.Form):
    month = forms.ChoiceField(
        label=_("Month"), help_text=_("The present month is made as it stands now.")
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["month"].choices = [
            (f"{day:%Y-%m}", formats.date_format(day, "YEAR_MONTH_FORMAT")) for day in _months()
        ]
        self.fields["month"].initial = self.fields["month"].choices[1][0]

    def chosen(self) -> dict[str, int]:
        year, _sign, month = self.cleaned_data["month"].partition("-")
        return {"year": int(year), "month": int(month)}


def _months() -> list[dt.date]:
    """The first days of the months, the present one first."""
    today = timezone.localdate()
    number = today.year * 12 + today.month - 1
    back = range(YEARS_BACK * 12)
    return [dt.date((number - n) // 12, (number - n) % 12 + 1, 1) for n in back]
