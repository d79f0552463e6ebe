"""Who speaks for it: the contact, the signatory, and as many others as there are."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cluster_portal.toolkit.forms import LineField, check_telephone
from members.organisations.forms import ROLE_CHOICES
from members.organisations.models import INVITABLE_ROLES, Category, Role
from members.registration import steps
from members.registration.forms.base import StepForm
from members.registration.models import Application

MOST_PEOPLE = 20


class PersonForm(forms.Form):
    """One of the others; an empty row is nobody."""

    full_name = LineField(label=gettext_lazy("Name"), max_length=150)
    email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        max_length=254,
        help_text=gettext_lazy("An invitation goes there once the Board has said yes."),
    )
    job_title = LineField(label=gettext_lazy("Job title"), max_length=120, required=False)
    roles = forms.MultipleChoiceField(
        label=gettext_lazy("What this person will be"),
        choices=[(role.value, ROLE_CHOICES[role]) for role in INVITABLE_ROLES],
        initial=[Role.REPRESENTATIVE.value],
        widget=forms.CheckboxSelectMultiple,
    )


class BasePeopleFormSet(forms.BaseFormSet):
    contact_email = ""

    def clean(self) -> None:
        """Each address is one person, and the contact is not one of the others."""
        seen = {self.contact_email.lower(): _("This is your own address: you are on the list.")}
        for form in self.forms:
            data = getattr(form, "cleaned_data", {})
            address = data.get("email", "").lower()
            if not address or data.get("DELETE"):
                continue
            if address in seen:
                form.add_error("email", seen[address])
            seen.setdefault(address, _("This address stands in the list already."))

    def add_fields(self, form: forms.Form, index: int | None) -> None:
        super().add_fields(form, index)
        if "DELETE" in form.fields:
            form.fields["DELETE"].label = _("Take this person off the list")
            form.fields["DELETE"].required = False

    @property
    def named(self) -> list[dict[str, Any]]:
        """Those whose rows are whole and stay."""
        whole = [form for form in self.forms if form.is_valid() and form.cleaned_data]
        return [
            {name: form.cleaned_data[name] for name in PersonForm.base_fields}
            for form in whole
            if form.cleaned_data.get("email") and not form.cleaned_data.get("DELETE")
        ]


PeopleFormSet = forms.formset_factory(
    PersonForm,
    formset=BasePeopleFormSet,
    extra=1,
    max_num=MOST_PEOPLE,
    absolute_max=MOST_PEOPLE + 5,
    can_delete=True,
    can_delete_extra=False,
)


class PeopleForm(StepForm):
    slug = steps.PEOPLE
    texts = {
        "signatory_email": {
            "": gettext_lazy("The membership agreement goes there. Left empty, to you.")
        },
        "contact_name": {
            "": gettext_lazy("You answer our questions, and become the first contact.")
        },
        "contact_phone": {"": gettext_lazy("For questions that are quicker by telephone.")},
        "signatory_name": {
            Category.COMPANY: gettext_lazy(
                "Who may sign for the company: a director or administrator. It may be you."
            ),
            Category.UNIVERSITY: gettext_lazy(
                "Who may sign for the institution: the rector or the director. It may be you."
            ),
            Category.AUTHORITY: gettext_lazy(
                "Who may sign for the authority: the mayor, president or director. It may be you."
            ),
            "": gettext_lazy("Who may sign for the organisation: its president or director. "
                             "It may be you."),
        },
    }  # fmt: skip

    class Meta:
        model = Application
        fields = ["contact_name", "contact_job_title", "contact_phone", "signatory_name",
                  "signatory_job_title", "signatory_email"]  # fmt: skip
        labels = {
            "contact_name": gettext_lazy("Your name"),
            "contact_job_title": gettext_lazy("Your job title"),
            "contact_phone": gettext_lazy("Your telephone"),
        }
        widgets = {
            "contact_name": forms.TextInput(attrs={"autocomplete": "name"}),
            "contact_job_title": forms.TextInput(attrs={"autocomplete": "organization-title"}),
            "contact_phone": forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
        }

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        rows = self.instance.people.values("full_name", "email", "job_title", "roles")
        # What was sent without the rows of the others leaves them as they are.
        self.sends_people = self.is_bound and "people-TOTAL_FORMS" in self.data
        self.people = PeopleFormSet(
            self.data if self.sends_people else None, initial=list(rows), prefix="people"
        )
        self.people.contact_email = self.instance.contact_email

    def clean_contact_phone(self) -> str:
        check_telephone(self.cleaned_data["contact_phone"])
        return self.cleaned_data["contact_phone"]

    def is_valid(self) -> bool:
        """The page with all of its people."""
        is_right = super().is_valid()
        if not self.sends_people or self.people.is_valid():
            return is_right
        self.add_error(None, _("Something about the other people is missing; see below."))
        return False

    @property
    def right_values(self) -> dict[str, Any]:
        """With the people whose rows are whole; a row that is not is shown again."""
        named = {"people": self.people.named} if self.sends_people else {}
        return super().right_values | named
