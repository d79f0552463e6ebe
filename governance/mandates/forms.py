from typing import Any

from django import forms
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cluster_portal.toolkit.errors import PortalError
from governance.mandates import actions
from governance.mandates.models import BoardTerm, Mandate, Office


def sent(request: HttpRequest) -> QueryDict | None:
    """What was sent, also when it was an empty form: a button alone is an answer."""
    return request.POST if request.method == "POST" else None


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
            except PortalError as error:
                self.add_error("starts_on", str(error))
        return values


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
            if office in (Office.PRESIDENT, Office.EXECUTIVE_DIRECTOR):
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

    def clean_starts_on(self) -> Any:
        day = self.cleaned_data["starts_on"] or self.instance.starts_on
        try:
            actions.check_inside(self.instance.term, day)
        except PortalError as error:
            raise forms.ValidationError(str(error)) from error
        return day


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
