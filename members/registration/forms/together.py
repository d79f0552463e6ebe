"""What it wants to do with the others, and what the office asks of its kind."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from members.organisations.models import Category, Objective
from members.registration import interests, steps
from members.registration.forms.base import LONGEST_ANSWER, StepForm
from members.registration.models import AnswerKind, Application, ApplicationQuestion


class MotivationForm(StepForm):
    slug = steps.MOTIVATION
    texts = {
        "motivation": {
            Category.COMPANY: gettext_lazy(
                "What do you want to reach with other members that is hard to reach alone?"
            ),
            Category.UNIVERSITY: gettext_lazy(
                "Which questions of research or teaching do you want to share with companies?"
            ),
            Category.AUTHORITY: gettext_lazy(
                "Which tasks of the city or county could the members help you with?"
            ),
            "": gettext_lazy("What do you want to reach together with the members?"),
        },
        "contribution": {
            Category.COMPANY: gettext_lazy(
                "Competences, products, people's time, rooms, contacts: what others could use."
            ),
            Category.UNIVERSITY: gettext_lazy(
                "Research groups, laboratories, study programmes, projects."
            ),
            Category.AUTHORITY: gettext_lazy("Programmes, data, infrastructure, contacts."),
            "": gettext_lazy("Networks, programmes, events, knowledge."),
        },
        "interests": {"": gettext_lazy("Subjects that are not in the lists above.")},
    }
    objectives = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Which of the association's objectives are yours too?"),
        queryset=Objective.objects.none(),
        widget=forms.CheckboxSelectMultiple,
    )
    groups = forms.MultipleChoiceField(
        label=gettext_lazy("Which working groups interest you?"),
        widget=forms.CheckboxSelectMultiple,
    )
    field_order = ["motivation", "contribution", "objectives", "groups", "interests"]

    class Meta:
        model = Application
        fields = ["motivation", "contribution", "groups", "interests"]
        labels = {
            "motivation": gettext_lazy("Why do you want to join?"),
            "contribution": gettext_lazy("What do you bring?"),
            "interests": gettext_lazy("What else would you like to take part in?"),
        }

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for name, rows in (("motivation", 5), ("contribution", 5), ("interests", 3)):
            self.fields[name] = forms.CharField(
                label=self.fields[name].label,
                help_text=self.fields[name].help_text,
                required=self.fields[name].required,
                max_length=LONGEST_ANSWER,
                widget=forms.Textarea(attrs={"rows": rows}),
            )
        self._offer_choices()

    def _offer_choices(self) -> None:
        """What was chosen before stays in the list, also when it is no longer offered."""
        chosen = [one.pk for one in self.instance.objectives.all()]
        offered = Objective.objects.filter(Q(is_offered=True) | Q(pk__in=chosen))
        self.fields["objectives"].queryset = offered
        self.initial["objectives"] = chosen
        groups = interests.groups_offered()
        gone = [(key, key) for key in self.instance.groups if key not in dict(groups)]
        self.fields["groups"].choices = [*groups, *gone]
        for name, choices in (("objectives", offered), ("groups", [*groups, *gone])):
            if not choices:
                del self.fields[name]

    @property
    def right_values(self) -> dict[str, Any]:
        values = super().right_values
        if "objectives" in values:
            values["objectives"] = [one.pk for one in values["objectives"]]
        return values


class QuestionsForm(forms.Form):
    """What the office asks of this kind of organisation: a field for each record."""

    def __init__(self, *args: Any, asked: steps.Asked, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for question in asked.questions:
            self.fields[f"q{question.pk}"] = _field(question)
            self.initial[f"q{question.pk}"] = asked.answers.get(question.pk, "")

    @property
    def right_values(self) -> dict[str, Any]:
        data = getattr(self, "cleaned_data", {})
        return {
            "answers": {
                int(name.removeprefix("q")): "" if value is None else str(value)
                for name, value in data.items()
                if name not in self.errors
            }
        }


def _field(question: ApplicationQuestion) -> forms.Field:
    facts: dict[str, Any] = {
        "label": question.text,
        "help_text": escape(question.help),
        "required": question.is_required,
    }
    if question.answer_kind == AnswerKind.LINE:
        return forms.CharField(max_length=300, **facts)
    if question.answer_kind == AnswerKind.NUMBER:
        return forms.IntegerField(min_value=0, max_value=10**12, **facts)
    if question.answer_kind == AnswerKind.YES_NO:
        answers = [("yes", _("Yes")), ("no", _("No"))]
        return forms.ChoiceField(choices=answers, widget=forms.RadioSelect, **facts)
    rows = forms.Textarea(attrs={"rows": 4})
    return forms.CharField(max_length=LONGEST_ANSWER, widget=rows, **facts)
