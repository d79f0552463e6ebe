from typing import Any

from django import forms
from django.forms.models import BaseInlineFormSet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from governance.mandates import actions
from governance.mandates.errors import OfficeTakenError, OutsideTermError
from governance.mandates.models import SINGLE_OFFICES, BoardTerm, Mandate, Office


class NewMandateForm(forms.ModelForm):
    """What is left empty is taken from the person, the organisation and the term."""

    class Meta:
        model = Mandate
        fields = [
            "office",
            "user",
            "organisation",
            "person_name",
            "organisation_name",
            "starts_on",
        ]
        widgets = {
            "person_name": forms.TextInput(attrs={"size": 14}),
            "organisation_name": forms.TextInput(attrs={"size": 14}),
            "starts_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }

    def __init__(self, *args: Any, term: BoardTerm, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.board_term = term

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        person, organisation = values.get("user"), values.get("organisation")
        values["person_name"] = values.get("person_name") or (str(person) if person else "")
        values["organisation_name"] = values.get("organisation_name") or str(organisation or "")
        day = values.get("starts_on") or self.board_term.starts_on
        if day:
            values["starts_on"] = day
            try:
                actions.check_inside(self.board_term, day)
                if self.board_term.pk and values.get("office"):
                    actions.check_free(self.proposed(values))
            except OutsideTermError as error:
                self.add_error("starts_on", str(error))
            except OfficeTakenError as error:
                self.add_error("office", str(error))
        return values

    def proposed(self, values: dict[str, Any]) -> Mandate:
        return Mandate(
            term=self.board_term,
            office=values["office"],
            user=values.get("user"),
            starts_on=values["starts_on"],
        )


class NewMandatesFormSet(BaseInlineFormSet):
    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        return {**super().get_form_kwargs(index), "term": self.instance}

    def clean(self) -> None:
        """Two rows typed at once are compared here; rows of the database by its constraints."""
        super().clean()
        taken: set[Any] = set()
        for form in self.extra_forms:
            values = getattr(form, "cleaned_data", {})
            office, user = values.get("office"), values.get("user")
            if office in SINGLE_OFFICES:
                if office in taken:
                    form.add_error("office", _("There is one of these at a time."))
                taken.add(office)
            if user and office != Office.EXECUTIVE_DIRECTOR:
                if user.pk in taken:
                    form.add_error("user", _("This person has a seat on the Board already."))
                taken.add(user.pk)


class CorrectMandateForm(forms.ModelForm):
    class Meta:
        model = Mandate
        fields = ["office", "person_name", "organisation_name", "starts_on"]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        values["starts_on"] = values.get("starts_on") or self.instance.starts_on
        if not values.get("office"):
            return values
        mandate = self.instance
        proposed = Mandate(
            pk=mandate.pk,
            term=mandate.term,
            user=mandate.user,
            ended_on=mandate.ended_on,
            office=values["office"],
            starts_on=values["starts_on"],
        )
        try:
            actions.check_inside(mandate.term, values["starts_on"])
            actions.check_free(proposed)
        except OutsideTermError as error:
            self.add_error("starts_on", str(error))
        except OfficeTakenError as error:
            self.add_error("office", str(error))
        return values


class EndMandateForm(forms.Form):
    on = forms.DateField(
        label=gettext_lazy("Last day in office"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    reason = forms.CharField(
        label=gettext_lazy("Why"),
        max_length=200,
        help_text=gettext_lazy("Kept in the history; the public page shows only the day."),
    )
