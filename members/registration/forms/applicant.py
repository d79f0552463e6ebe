"""What an applicant fills in beside the pages of questions."""

from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cluster_portal.toolkit.forms import LineField
from cluster_portal.toolkit.uploads import PAPERS, UploadValidator
from members.legal_texts.models import LegalText, TextKind
from members.organisations.models import Category
from members.registration import steps
from members.registration.forms.base import LONGEST_ANSWER, PAPER_HELP, Words

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


class PaperForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("Add a paper"),
        help_text=PAPER_HELP,
        validators=[UploadValidator(PAPERS)],
    )


class ReviewForm(forms.Form):
    """`texts` are the legal texts in force, by kind; the page sends back which it showed."""

    accepts_statute = forms.BooleanField()
    accepts_privacy = forms.BooleanField()
    statute_id = forms.IntegerField(required=False, widget=forms.HiddenInput)
    privacy_id = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, association: Words, texts: dict[str, LegalText | None], **kwargs: Any
    ):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.error_messages["required"] = _("Please tick this to send the application in.")
        self.fields["accepts_statute"].label = _(
            "Our organisation has read the statute of %(association)s and accepts it"
        ) % {"association": association}
        self.fields["accepts_privacy"].label = _(
            "I have read the privacy notice, and the people named here know that I give their data"
        )
        for kind in (TextKind.STATUTE, TextKind.PRIVACY):
            text = texts.get(kind)
            self.initial[f"{kind}_id"] = text.pk if text else None
            if text:
                self.fields[f"accepts_{kind}"].help_text = _read(text)


def _read(text: LegalText) -> str:
    """A link to the exact version beside the tick."""
    return format_html(
        '<a href="{}" target="_blank" rel="noopener">{}</a>',
        text.get_absolute_url(),
        _("%(title)s, version %(number)d (opens beside this page)")
        % {"title": text.title, "number": text.version or 0},
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
        help_text=PAPER_HELP,
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


class ShareForm(forms.Form):
    """Hand one page to a colleague."""

    step = forms.ChoiceField(label=gettext_lazy("Which page"))
    full_name = LineField(label=gettext_lazy("Your colleague's name"), max_length=150)
    email = forms.EmailField(
        label=gettext_lazy("Your colleague's e-mail address"),
        max_length=254,
        help_text=gettext_lazy(
            "A link goes there. It opens this one page for two weeks, and nothing else."
        ),
    )

    def __init__(self, *args: Any, asked: steps.Asked, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["step"].choices = [
            (step.slug, step.label) for step in asked.steps if step.slug in steps.SHARED
        ]
