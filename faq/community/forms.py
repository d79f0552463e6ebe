import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cluster_portal.toolkit.forms import LineField
from faq.community import screening
from faq.community.models import ContributionKind, Helped, WhyNot
from faq.questions.models import Revision

LONGEST_TEXT = 4000
# They turn the direction of what stands after them, also of our own words.
_TURNING = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


class WordsField(forms.CharField):
    """Plain text of several lines."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> str:
        text = (super().to_python(value) or "").replace("\r\n", "\n")
        return "".join(
            sign
            for sign in text
            if sign not in _TURNING and (sign == "\n" or unicodedata.category(sign) != "Cc")
        ).strip()


class ScreenedForm(forms.Form):
    """With what screening looks at: a field that people do not see, and when the form was made."""

    fax = forms.CharField(
        required=False,
        max_length=None,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "tabindex": "-1",
                "aria-hidden": "true",
                "data-1p-ignore": "",
                "data-lpignore": "true",
                "data-bwignore": "",
            }
        ),
    )
    stamp = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any):
        super().__init__(data, *args, **kwargs)
        self.fields["stamp"].initial = screening.stamp

    def freshen(self) -> None:
        """For showing it again with what was typed, when the stamp has had its time."""
        self.data = {**self.data.dict(), self.add_prefix("stamp"): screening.fresh_stamp()}

    @property
    def trap(self) -> str:
        return self.cleaned_data["fax"]


class ContributionForm(ScreenedForm):
    kind = forms.ChoiceField(
        label=gettext_lazy("What would you like to do?"), widget=forms.RadioSelect
    )
    text = WordsField(
        label=gettext_lazy("Your words"),
        max_length=LONGEST_TEXT,
        help_text=gettext_lazy("Plain text. For a correction: what is wrong, and what is right?"),
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    is_for_members = forms.BooleanField(
        label=gettext_lazy("It is about the part that only members read: show it to members only."),
        required=False,
    )
    name = LineField(
        label=gettext_lazy("Your name"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        help_text=gettext_lazy("Shown beside your words."),
    )
    email = forms.EmailField(
        label=gettext_lazy("Your e-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text=gettext_lazy("Never shown. We send a link to it; with that you confirm."),
    )
    organisation = LineField(
        label=gettext_lazy("Your organisation"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, is_guest: bool, asks_for_readers: bool, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [
            (ContributionKind.COMMENT.value, _("Comment on the answer")),
            (ContributionKind.CORRECTION.value, _("Propose a correction")),
            (ContributionKind.MORE_INFO.value, _("Ask for more information")),
        ]
        if not is_guest:
            for name in ("name", "email", "organisation"):
                del self.fields[name]
        if not asks_for_readers:
            del self.fields["is_for_members"]


class FollowForm(ScreenedForm):
    email = forms.EmailField(
        label=gettext_lazy("Your e-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text=gettext_lazy("We send a link to it; with that you confirm. Then we write once."),
    )


class VoteForm(forms.Form):
    ballot = forms.CharField(max_length=200)
    value = forms.ChoiceField(choices=Helped)


class WhyForm(forms.Form):
    why = forms.ChoiceField(
        label=gettext_lazy("What was missing or wrong?"),
        choices=[],
        widget=forms.RadioSelect,
        required=False,
    )
    comment = WordsField(
        label=gettext_lazy("In your words"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Only the editors read it. Please leave out names and addresses."),
    )
    ticket = forms.CharField(max_length=300, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["why"].choices = [(why.value, capfirst(why.label)) for why in WhyNot]


class ForgetForm(forms.Form):
    with_text = forms.TypedChoiceField(
        label=gettext_lazy("What is to be removed?"),
        choices=[
            ("no", gettext_lazy("My name, my organisation and my address; my words may stay")),
            ("yes", gettext_lazy("My words too")),
        ],
        coerce=lambda value: value == "yes",
        initial="no",
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, asks_for_text: bool, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if not asks_for_text:
            del self.fields["with_text"]


class KindForm(forms.Form):
    """Narrows the list; nonsense is no filter."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Show"),
        choices=[("", gettext_lazy("everything")), *ContributionKind.choices],
        required=False,
    )

    @property
    def chosen(self) -> str:
        return self.cleaned_data.get("kind", "") if self.is_valid() else ""


# The office's


class ReplyForm(forms.Form):
    reply = WordsField(
        label=gettext_lazy("Reply"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("The sender gets it by mail; it is shown beneath their words."),
    )

    def __init__(self, *args: Any, is_required: bool = True, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["reply"].required = is_required
        if not is_required:
            self.fields["reply"].label = _("Reply, if you like")


class ReasonForm(forms.Form):
    reason = LineField(
        label=gettext_lazy("Reason"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("The sender gets it by mail."),
    )


class TakeUpForm(forms.Form):
    revision = forms.ModelChoiceField(
        label=gettext_lazy("Revision"), queryset=Revision.objects.none(), empty_label=None
    )

    def __init__(self, *args: Any, revisions: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["revision"].queryset = revisions
        self.fields["revision"].label_from_instance = named

    def clean_revision(self) -> Revision:
        revision = self.cleaned_data["revision"]
        if revision is None:
            raise ValidationError(_("Please choose the revision."))
        return revision


def named(revision: Revision) -> str:
    return _("%(language)s, revision %(number)d: %(comment)s") % {
        "language": revision.translation.get_language_display(),
        "number": revision.number,
        "comment": revision.comment or revision.title,
    }
