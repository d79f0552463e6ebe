from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from working_groups.initiatives.models import INITIATIVE_MOVES, Initiative, InitiativeStatus


class InitiativeStatusForm(forms.Form):
    """For the office: the states that the initiative's present one leads to."""

    target = forms.ChoiceField(label=_("New state"), widget=forms.RadioSelect)
    on = forms.DateField(
        label=_("Day"),
        required=False,
        initial=timezone.localdate,
        help_text=_("Of the decision, the beginning or the end. Empty: today."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    decision_reference = forms.CharField(
        label=_("Board's decision"),
        max_length=120,
        required=False,
        help_text=_("As it is cited, when the Board has decided."),
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=2000,
        required=False,
        help_text=_("Needed when an initiative is declined."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, initiative: Initiative, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["target"]
        field.choices = [
            choice
            for choice in InitiativeStatus.choices
            if choice[0] in INITIATIVE_MOVES[InitiativeStatus(initiative.status)]
        ]
