from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from faq.questions.models import Audience, Label, Topic


class FilterForm(forms.Form):
    """What part of the questions to show. What makes no sense is as if it had not been chosen."""

    audience = forms.ChoiceField(
        label=_("For whom"), required=False, choices=[("", _("everybody")), *Audience.choices]
    )
    label = forms.ModelChoiceField(
        label=_("About"),
        required=False,
        queryset=Label.objects.none(),
        to_field_name="slug",
        empty_label=_("everything"),
    )
    topic = forms.ModelChoiceField(
        required=False,
        queryset=Topic.objects.all(),
        to_field_name="slug",
        widget=forms.HiddenInput,
    )

    def __init__(self, *args: Any, labels: QuerySet[Label], **kwargs: Any):
        super().__init__(*args, label_suffix="", **kwargs)
        self.fields["label"].queryset = labels  # type: ignore[attr-defined]

    def chosen(self) -> dict[str, Any]:
        self.full_clean()
        return {name: self.cleaned_data.get(name) or None for name in self.fields}

    @property
    def is_used(self) -> bool:
        return any(self.chosen().values())
