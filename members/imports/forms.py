from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from members.imports.columns import FIELDS
from members.imports.models import ImportKind, ImportRun

NONE = ""


class ReceiveForm(forms.Form):
    kind = forms.ChoiceField(label=_("What it holds"), choices=ImportKind)
    file = forms.FileField(
        label=_("File"),
        help_text=_("CSV or XLSX, at most 5 MB and 5,000 rows. The first line names the columns. "
                    "Nothing is entered before you have seen what would come of each row, and "
                    "nobody gets a mail."),
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx,.txt,.tsv"}),
    )  # fmt: skip


class ColumnsForm(forms.Form):
    """For each field the column that holds it."""

    def __init__(self, *args: Any, run: ImportRun, **kwargs: Any):
        super().__init__(*args, **kwargs)
        headings = [
            (str(place), heading or f"({place + 1})") for place, heading in enumerate(run.header)
        ]
        for field in FIELDS[ImportKind(run.kind)]:
            place = run.columns.get(field.name)
            self.fields[field.name] = forms.ChoiceField(
                label=capfirst(str(field.label)),
                choices=[(NONE, _("not in this file")), *headings],
                required=field.is_needed,
                initial=NONE if place is None else str(place),
            )

    def chosen(self) -> dict[str, int]:
        return {name: int(place) for name, place in self.cleaned_data.items() if place != NONE}


class UndoForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3, "cols": 60})
    )
