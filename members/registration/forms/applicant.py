"""The pages of an application. A page keeps what is right in it, whatever else is wrong."""

import json
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from stdnum.exceptions import ValidationError as NumberError
from stdnum.ro import onrc

from cluster_portal.toolkit.uploads import PAPERS, UploadValidator
from members.fees.forms import DayInput
from members.fees.models import MOST_STAFF, FeeTable
from members.organisations.models import Category
from members.registration import countries, identifiers, steps
from members.registration.errors import IdentifierError
from members.registration.models import Application

LONGEST_ANSWER = 4000
Words = Promise | str
KINDS = gettext_lazy(
    "A catalyst helps others to innovate: a chamber, hub, cluster, bank or foundation. A community "
    "organisation gathers people: professionals, pupils, citizens."
)


class StartForm(forms.Form):
    category = forms.ChoiceField(
        label=gettext_lazy("What is your organisation?"),
        choices=Category,
        widget=forms.RadioSelect,
        help_text=KINDS,
    )
    email = forms.EmailField(
        label=gettext_lazy("Your e-mail address at work"),
        max_length=254,
        help_text=gettext_lazy(
            "We send you the link to your application. If it is approved, you sign in with this "
            "address."
        ),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    # People do not see it; whoever fills it in is a program.
    company_fax = forms.CharField(
        required=False, widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"})
    )


class CategoryForm(forms.Form):
    category = forms.ChoiceField(
        label=gettext_lazy("What is your organisation?"),
        choices=Category,
        widget=forms.RadioSelect,
        help_text=KINDS,
    )


class StepForm(forms.ModelForm):
    """One page. `table` is the fee table in force, if there is one."""

    slug = ""
    texts: dict[str, dict[str, Words]] = {}

    def __init__(self, *args: Any, table: FeeTable | None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.table = table
        self.category = self.instance.category
        needed = steps.required_fields(
            steps.BY_SLUG[self.slug],
            category=self.category,
            country=self.instance.country,
            table=table,
        )
        for name, field in self.fields.items():
            field.required = name in needed
            field.help_text = self._text(name) or field.help_text

    def _text(self, name: str) -> Words:
        """Help that depends on the kind of organisation."""
        by_category = self.texts.get(name, {})
        return by_category.get(self.category, by_category.get("", ""))

    @property
    def right_values(self) -> dict[str, Any]:
        """What can be kept whatever else is wrong."""
        data = getattr(self, "cleaned_data", {})
        return {name: value for name, value in data.items() if name not in self.errors}


class OrganisationForm(StepForm):
    slug = steps.ORGANISATION
    texts = {
        "identifier": {
            Category.COMPANY: gettext_lazy("In Romania the CUI, with or without RO."),
            "": gettext_lazy("In Romania the fiscal code (CIF), with or without RO."),
        },
        "register_number": {
            Category.COMPANY: gettext_lazy(
                "In Romania the trade register's number, such as J12/123/2012."
            ),
            "": gettext_lazy(
                "In Romania the number in the Register of Associations and Foundations."
            ),
        },
        "legal_name": {"": gettext_lazy("As it stands in the register.")},
        "display_name": {"": gettext_lazy("How people call it. Empty: the legal name is shown.")},
    }
    country = forms.ChoiceField(label=gettext_lazy("Country"), choices=countries.CHOICES)
    website = forms.URLField(label=gettext_lazy("Website"), assume_scheme="https", max_length=200)
    identifier_confirmed = forms.BooleanField(
        label=gettext_lazy("I have compared the code with our papers, and it is right")
    )

    class Meta:
        model = Application
        fields = ["country", "identifier", "identifier_confirmed", "legal_name", "display_name",
                  "register_number", "website"]  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.checked = identifiers.Checked("")
        if not steps.has_register_number(self.category):
            del self.fields["register_number"]
        if not self.is_bound and not self.instance.identifier_confirmed:
            del self.fields["identifier_confirmed"]

    def clean(self) -> dict[str, Any] | None:
        super().clean()
        self._clean_identifier()
        self._clean_register_number()
        return self.cleaned_data

    def _clean_identifier(self) -> None:
        """A code that is unusual needs the tick; the tick is offered only for such a code."""
        data = self.cleaned_data
        is_confirmed = bool(data.get("identifier_confirmed"))
        data["identifier_confirmed"] = False
        if not data.get("identifier") or not data.get("country"):
            return
        try:
            self.checked = identifiers.check(data["country"], data["identifier"])
        except IdentifierError as error:
            self.add_error("identifier", str(error))
            return
        data["identifier"] = self.checked.value
        if self.checked.doubt and is_confirmed:
            data["identifier_confirmed"] = True
        elif self.checked.doubt:
            self.add_error("identifier", self.checked.doubt)

    def _post_clean(self) -> None:
        super()._post_clean()
        if self.checked.doubt:
            self.fields["identifier_confirmed"].required = True
        else:
            self.fields.pop("identifier_confirmed", None)

    def _clean_register_number(self) -> None:
        number = self.cleaned_data.get("register_number")
        is_traded = self.category == Category.COMPANY
        if not number or not is_traded or self.cleaned_data.get("country") != countries.HOME:
            return
        try:
            self.cleaned_data["register_number"] = onrc.validate(number)
        except NumberError:
            self.add_error(
                "register_number",
                _("A trade register number looks like J12/123/2012, or J2024000123001 since 2024. "
                  "Leave it empty if you do not have it at hand."),
            )  # fmt: skip

    @property
    def right_values(self) -> dict[str, Any]:
        """A code in doubt is kept too; it does not count as settled until it is confirmed."""
        kept = {"identifier": self.checked.value} if self.checked.doubt else {}
        return super().right_values | kept


class AddressForm(StepForm):
    slug = "address"

    class Meta:
        model = Application
        fields = ["street", "city", "county", "postal_code"]
        widgets = {
            "street": forms.TextInput(attrs={"autocomplete": "street-address"}),
            "city": forms.TextInput(attrs={"autocomplete": "address-level2"}),
            "county": forms.TextInput(attrs={"autocomplete": "address-level1"}),
            "postal_code": forms.TextInput(attrs={"autocomplete": "postal-code"}),
        }

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if self.instance.country != countries.HOME:
            self.fields["county"].label = gettext_lazy("Region")


class PeopleForm(StepForm):
    slug = "people"
    texts = {
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
                  "signatory_job_title"]  # fmt: skip
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


class SizeForm(StepForm):
    slug = steps.SIZE
    texts = {
        "staff_count": {
            Category.COMPANY: gettext_lazy(
                "Everybody employed by the company that applies, counted as people."
            ),
            "": gettext_lazy("Everybody employed, counted as people."),
        },
    }
    staff_count = forms.IntegerField(
        label=gettext_lazy("Number of staff"), min_value=0, max_value=MOST_STAFF
    )
    staff_counted_on = forms.DateField(label=gettext_lazy("Counted on"), widget=DayInput)

    class Meta:
        model = Application
        fields = ["staff_count", "staff_counted_on"]

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if self.instance.staff_counted_on is None:
            self.initial["staff_counted_on"] = timezone.localdate()
        self.fields["staff_count"].widget.attrs |= {
            "hx-get": reverse("members:join"),
            "hx-trigger": "input delay:300ms",
            "hx-target": "#quote",
            "hx-vals": json.dumps({"category": self.category}),
        }

    def clean_staff_counted_on(self):
        day = self.cleaned_data["staff_counted_on"]
        if day and day > timezone.localdate():
            raise ValidationError(_("This day is still to come."))
        return day

    def clean(self) -> dict[str, Any] | None:
        data = super().clean() or self.cleaned_data
        if data.get("staff_count") is None and "staff_count" not in self.errors:
            data["staff_counted_on"] = None
        elif data.get("staff_counted_on") is None and "staff_counted_on" not in self.errors:
            self.add_error("staff_counted_on", _("Please say on which day that was."))
        return data


class MotivationForm(StepForm):
    slug = "motivation"
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
        "interests": {"": gettext_lazy("Working groups or subjects that you would like to join.")},
    }

    class Meta:
        model = Application
        fields = ["motivation", "contribution", "interests"]
        labels = {
            "motivation": gettext_lazy("Why do you want to join?"),
            "contribution": gettext_lazy("What do you bring?"),
            "interests": gettext_lazy("What would you like to take part in?"),
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


class PaperForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("Add a paper"),
        help_text=gettext_lazy("PDF, Word (docx), OpenDocument (odt), PNG or JPEG, up to 10 MB."),
        validators=[UploadValidator(PAPERS)],
    )


class ReviewForm(forms.Form):
    accepts_statute = forms.BooleanField()
    accepts_privacy = forms.BooleanField()

    def __init__(self, *args: Any, association: Words, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.error_messages["required"] = _("Please tick this to send the application in.")
        self.fields["accepts_statute"].label = _(
            "Our organisation has read the statute of %(association)s and accepts it"
        ) % {"association": association}
        self.fields["accepts_privacy"].label = _(
            "I have read the privacy notice, and the people named here know that I give their data"
        )


class AnswerForm(forms.Form):
    answer = forms.CharField(
        label=gettext_lazy("Your answer"),
        max_length=LONGEST_ANSWER,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    paper = forms.FileField(
        label=gettext_lazy("A paper with it"),
        required=False,
        help_text=gettext_lazy("PDF, Word (docx), OpenDocument (odt), PNG or JPEG, up to 10 MB."),
        validators=[UploadValidator(PAPERS)],
    )


class WithdrawForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Why?"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("If you like to tell us."),
    )


STEP_FORMS: dict[str, type[StepForm]] = {
    form.slug: form
    for form in (OrganisationForm, AddressForm, PeopleForm, SizeForm, MotivationForm)
}
