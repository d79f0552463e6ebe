from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from faq.questions.models import Audience, Label, Topic


class FilterForm(forms.Form):
    """What part of the questions to show. What makes no sense, or stands only over answers that
    the reader may not see, is as if it had not been chosen.
    """

    audience = forms.ChoiceField(
        required=False, choices=[("", ""), *Audience.choices], widget=forms.HiddenInput
    )
    label = forms.ChoiceField(label=_("About"), required=False)
    topic = forms.ModelChoiceField(
        required=False,
        queryset=Topic.objects.none(),
        to_field_name="slug",
        widget=forms.HiddenInput,
    )

    def __init__(self, *args: Any, labels: Iterable[Label], topics: QuerySet[Topic], **kwargs: Any):
        super().__init__(*args, label_suffix="", **kwargs)
        self.fields["topic"].queryset = topics
        self.labels = {label.slug: label for label in labels}
        names = [(slug, label.name) for slug, label in self.labels.items()]
        self.fields["label"].choices = [("", _("everything")), *names]

    def chosen(self) -> dict[str, Any]:
        self.full_clean()
        return {
            "audience": self.cleaned_data.get("audience") or None,
            "label": self.labels.get(self.cleaned_data.get("label") or ""),
            "topic": self.cleaned_data.get("topic"),
        }

    @property
    def is_used(self) -> bool:
        return any(self.chosen().values())
