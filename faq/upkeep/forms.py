from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminDateWidget
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from faq.questions.models import CitedSource, SourceKind


class VerifyForm(forms.Form):
    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=250,
        help_text=_("Whom you asked, say. The office sees it."),
    )


class CiteForm(forms.Form):
    kind = forms.ChoiceField(label=_("Kind"), choices=SourceKind)
    reference = forms.CharField(
        label=_("Reference"), max_length=120, help_text=_("As it is cited: “4/2026”, “art. 12”.")
    )
    article = forms.CharField(label=_("Paragraph"), max_length=60, required=False)


class SupersedeForm(forms.Form):
    on = forms.DateField(
        label=_("No longer in force from"), initial=timezone.localdate, widget=AdminDateWidget
    )
    by = forms.ModelChoiceField(
        label=_("Superseded by"), queryset=CitedSource.objects.none(), required=False
    )

    def __init__(self, *args: Any, source: CitedSource, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["by"].queryset = CitedSource.objects.exclude(pk=source.pk)
