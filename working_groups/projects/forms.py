from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from working_groups.projects.models import PROJECT_MOVES, Project, ProjectStatus


class ProjectStatusForm(forms.Form):
    """For the office: the states that the project's present one leads to."""

    target = forms.ChoiceField(label=_("New state"), widget=forms.RadioSelect)
    on = forms.DateField(
        label=_("Day"),
        help_text=_("Kept as the first or the last day when none is known. May stay empty."),
        required=False,
        initial=timezone.localdate,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["target"]
        field.choices = [
            choice
            for choice in ProjectStatus.choices
            if choice[0] in PROJECT_MOVES[ProjectStatus(project.status)]
        ]
