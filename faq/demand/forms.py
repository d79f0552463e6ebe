from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from faq.demand.models import Gap
from faq.questions.models import Question
from members.accounts.models import User

OTHER = ""


class AssignForm(forms.Form):
    assignee = forms.ModelChoiceField(
        label=_("By whom"),
        queryset=User.objects.none(),
        required=False,
        empty_label=_("nobody"),
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["assignee"].queryset = User.objects.filter(is_staff=True, is_active=True)


class IgnoreForm(forms.Form):
    reason = forms.CharField(
        label=_("Why"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For colleagues: it is kept in the history."),
    )


class ReopenForm(forms.Form):
    reason = forms.CharField(
        label=_("Why"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class AnswerForm(forms.Form):
    """The answers that come closest are offered; any other goes by its number."""

    nearest = forms.TypedChoiceField(
        label=_("Question"),
        widget=forms.RadioSelect(attrs={"class": "radiolist"}),
        coerce=int,
        required=False,
        empty_value=None,
    )
    number = forms.IntegerField(
        label=_("Or the number of another question"),
        min_value=1,
        required=False,
        help_text=_("It stands in the address of the answer: 12 in /faq/12-what-it-costs/."),
    )
    wordings = forms.TypedMultipleChoiceField(
        label=_("Found in these words from now on"),
        widget=forms.CheckboxSelectMultiple(attrs={"class": "radiolist"}),
        coerce=int,
        required=False,
        help_text=_(
            "They are added to the question's other wordings. Words of an answer for everybody "
            "may be offered to everybody who mistypes them."
        ),
    )

    def __init__(self, *args: Any, gap: Gap, nearest: list[Question], **kwargs: Any):
        super().__init__(*args, **kwargs)
        queries = list(gap.queries.all())
        self.fields["nearest"].choices = [
            *((question.pk, f"{question.pk}. {question}") for question in nearest),
            (OTHER, _("another one")),
        ]
        self.fields["nearest"].initial = gap.question_id or OTHER
        self.fields["wordings"].choices = [
            (query.pk, f"{query.words} ({query.times})") for query in queries
        ]
        self.fields["wordings"].initial = [
            query.pk for query in queries[:3] if query.reader == "public"
        ]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        values["question_id"] = values.get("number") or values.get("nearest")
        if not values["question_id"] and not self.errors:
            self.add_error("nearest", _("Please choose the question that answers it."))
        return values
