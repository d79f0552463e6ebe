import re
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.admin.widgets import AdminDateWidget, AdminTextInputWidget
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cluster_portal.toolkit.errors import PortalError
from faq.editorial import wordings
from faq.editorial.models import Draft
from faq.editorial.texts import WORDS, Text, check_signs, fingerprint, is_reply
from faq.questions.models import (
    Audience,
    Label,
    Question,
    RevisionNeed,
    Significance,
    Translation,
)
from members.accounts.models import User

_QUESTION_NUMBER = re.compile(r"(?:^#?|/(?:faq|f|question)/)(\d{1,9})(?:$|[-/])")
_SAYS_THE_SAME_AS = {
    "en": _("It now says the same as the English text (revision %(number)d)"),
    "ro": _("It now says the same as the Romanian text (revision %(number)d)"),
}


def validate_signs(source: str) -> None:
    """What the action refuses, said at the field."""
    try:
        check_signs(source)
    except PortalError as error:
        raise forms.ValidationError(str(error)) from error


class TextForm(forms.Form):
    """A question and its answer in one language, as an editor writes it."""

    title = forms.CharField(label=_("Question"), max_length=250)
    short_answer = forms.CharField(
        label=_("Short answer"),
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One or two sentences, the answer first. No Markdown."),
    )
    body = forms.CharField(
        label=_("Full answer"),
        required=False,
        validators=[validate_signs],
        widget=forms.Textarea(attrs={"rows": 18}),
        help_text=_(
            "Markdown: **bold**, *slanted*, - list, [words](/join/). It goes on where the short "
            "answer ends."
        ),
    )
    addendum = forms.CharField(
        label=_("For members"),
        required=False,
        validators=[validate_signs],
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Markdown. Active members read this beneath the answer; nobody else does."),
    )
    comment = forms.CharField(
        label=_("What changed"),
        required=False,
        max_length=250,
        help_text=_("Readers see this under the answer."),
    )
    significance = forms.ChoiceField(
        label=_("Weight of the change"), choices=Significance.choices, initial=Significance.CONTENT
    )
    is_in_step = forms.BooleanField(
        required=False,
        help_text=_(
            "If not, readers of the other language are told what has changed here. A corrected "
            "letter leaves it as it was."
        ),
    )
    closes_need = forms.BooleanField(
        label=_("With this the answer is no longer to be revised"),
        required=False,
        help_text=_("Whoever asked to be told hears of it now; otherwise they go on waiting."),
    )
    based_on = forms.IntegerField(widget=forms.HiddenInput)
    draft_version = forms.IntegerField(widget=forms.HiddenInput)
    other_revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, has_need: bool, other: Translation | None, **kwargs: Any):
        super().__init__(*args, label_suffix="", **kwargs)
        if not has_need:
            del self.fields["closes_need"]
        if other is None:
            del self.fields["is_in_step"], self.fields["other_revision"]
        else:
            label = _SAYS_THE_SAME_AS[other.language]
            self.fields["is_in_step"].label = label % {"number": other.revision_number}

    @property
    def began_with(self) -> str:
        """What it showed at first, for the page that holds both languages in one form."""
        return fingerprint(Text(*(self.initial[name] for name in WORDS)), str(self.prefix))

    @property
    def says_the_same(self) -> bool | None:
        """What the editor has said about the other language; None when that was nothing."""
        values = self.cleaned_data
        is_typo = values["significance"] == Significance.TYPO
        if "is_in_step" not in values or (is_typo and "is_in_step" not in self.changed_data):
            return None
        return values["is_in_step"]


def text_form(
    question: Question,
    language: str,
    data: Any = None,
    *,
    has_need: bool,
    words: Text | None = None,
) -> TextForm:
    """The form with these words, the draft or the published text in it, and their numbers."""
    rows = {row.language: row for row in Translation.objects.filter(question=question)}
    row = rows.pop(language, None)
    other = next((each for each in rows.values() if each.is_written), None)
    draft = Draft.objects.filter(question=question, language=language).first()
    shown: Text | Draft | Translation | None = words or draft or row
    return TextForm(
        data,
        prefix=language,
        has_need=has_need,
        other=other,
        initial={
            "title": shown.title if shown else "",
            "short_answer": shown.short_answer if shown else "",
            "body": shown.body if shown else "",
            "addendum": shown.addendum if shown else "",
            "is_in_step": row is None or is_reply(row),
            "other_revision": other.revision_number if other else 0,
            "based_on": row.revision_number if row else 0,
            "draft_version": draft.version if draft else 0,
        },
    )


class ProposalForm(forms.Form):
    """An answer as a member would have it."""

    title = forms.CharField(label=_("Question"), max_length=250)
    short_answer = forms.CharField(
        label=_("Short answer"),
        required=False,
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One or two sentences, the answer first."),
    )
    body = forms.CharField(
        label=_("Full answer"),
        required=False,
        validators=[validate_signs],
        widget=forms.Textarea(attrs={"rows": 18}),
        help_text=_(
            "Markdown: **bold**, *slanted*, - list. Leave what stands in double brackets as it is: "
            "it keeps itself up to date."
        ),
    )
    addendum = forms.CharField(
        label=_("For members"),
        required=False,
        validators=[validate_signs],
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Only active members read this."),
    )
    note = forms.CharField(
        label=_("Why"),
        required=False,
        max_length=300,
        help_text=_("What is wrong or missing, and how you know. Only editors read this."),
    )
    wants_credit = forms.BooleanField(
        label=_("Name me and my organisation on the page if this is published"),
        required=False,
        initial=True,
    )
    based_on = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, label_suffix="", **kwargs)


class AcceptForm(forms.Form):
    """How a proposed edit is published as it stands."""

    comment = forms.CharField(
        label=_("What changed"), required=False, max_length=250, help_text=_("Readers see this.")
    )
    significance = forms.ChoiceField(
        label=_("Weight of the change"), choices=Significance.choices, initial=Significance.CONTENT
    )


class DeclineForm(forms.Form):
    reason = forms.CharField(
        label=_("Why"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The person who proposed it reads this."),
    )


class CompareForm(forms.Form):
    """Which two wordings to compare. What makes no sense is as if it had not been chosen."""

    older = forms.ChoiceField(label=_("From"), required=False)
    newer = forms.ChoiceField(label=_("To"), required=False)

    def __init__(self, *args: Any, wordings: dict[str, tuple[str, Any]], **kwargs: Any):
        super().__init__(*args, label_suffix="", **kwargs)
        choices = [(name, said) for name, (said, _text) in wordings.items()]
        for field in self.fields.values():
            field.choices = choices

    def chosen(self, names: list[str]) -> tuple[str, str]:
        """The newer and the older; by default the newest and the one before it."""
        self.full_clean()
        newer = self.cleaned_data.get("newer") or (names[0] if names else "")
        before = names[names.index(newer) + 1 :] if newer else []
        older = self.cleaned_data.get("older") or (before[0] if before else "")
        self.initial = {"newer": newer, "older": older}
        self.is_bound = False
        return newer, older


class RestoreRevisionForm(forms.Form):
    comment = forms.CharField(
        label=_("Why"), required=False, max_length=250, help_text=_("Readers see this.")
    )
    significance = forms.ChoiceField(
        label=_("Weight of the change"), choices=Significance.choices, initial=Significance.CONTENT
    )
    based_on = forms.IntegerField(widget=forms.HiddenInput)


class InStepForm(forms.Form):
    other_revision = forms.IntegerField(widget=forms.HiddenInput)


class AliasesField(forms.CharField):
    """Other wordings, one a line."""

    widget = forms.Textarea(attrs={"rows": 4})

    def clean(self, value: Any) -> Any:
        lines = [line.strip() for line in super().clean(value).splitlines()]
        return [line for line in lines if line]

    def has_changed(self, initial: Any, data: Any) -> bool:
        lines = [line.strip() for line in (data or "").splitlines() if line.strip()]
        return lines != (initial or "").splitlines()


class DetailsForm(forms.ModelForm):
    """What stands around the texts."""

    audiences = forms.MultipleChoiceField(
        label=_("For whom"),
        choices=Audience.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    labels = forms.ModelMultipleChoiceField(
        label=_("Labels"),
        queryset=Label.objects.all(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    aliases_en = AliasesField(label=_("In English"), required=False)
    aliases_ro = AliasesField(label=_("In Romanian"), required=False)

    class Meta:
        model = Question
        fields = [
            "topic", "labels", "audiences", "visibility", "is_pinned", "position", "owner",
            "deputy", "review_every", "review_by", "editors_note",
        ]  # fmt: skip
        widgets = {"review_by": AdminDateWidget}

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for name in ("owner", "deputy"):
            if name in self.fields:
                self.fields[name].queryset = User.objects.filter(is_staff=True, is_active=True)
        for code, _name in settings.LANGUAGES:
            name = f"aliases_{code}"
            if name in self.fields and self.instance.pk:
                known = self.instance.aliases.filter(language=code)
                self.initial[name] = "\n".join(known.values_list("text", flat=True))

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        for code, _name in settings.LANGUAGES:
            field = f"aliases_{code}"
            if field not in self.changed_data or field not in values:
                continue
            held = set(self.instance.aliases.filter(language=code).values_list("text", flat=True))
            new = [text for text in values[field] if text not in held]
            for text, other in wordings.taken(self.instance.pk, code, new).items():
                message = gettext("“%(wording)s” leads to “%(title)s” already.")
                self.add_error(field, message % {"wording": text, "title": other})
        return values


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Why"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("It is kept in the history; readers do not see it."),
    )


class RestoreForm(forms.Form):
    shows_answer = forms.BooleanField(
        label=_("Show the answer that it has to readers again"), required=False, initial=True
    )


class MergeForm(forms.Form):
    target = forms.CharField(
        label=_("The other question"),
        max_length=300,
        help_text=_("Its number or the address of its page."),
    )
    reason = forms.CharField(
        label=_("Why"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("It is kept in the history; readers do not see it."),
    )

    def clean_target(self) -> int:
        found = _QUESTION_NUMBER.search(self.cleaned_data["target"].strip())
        pk = int(found[1]) if found else 0
        if not Question.objects.filter(pk=pk).exists():
            raise forms.ValidationError(_("There is no question with this number or address."))
        return pk


class MergeLabelForm(forms.Form):
    into = forms.ModelChoiceField(label=_("Into"), queryset=Label.objects.all())

    def __init__(self, *args: Any, label: Label, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["into"].queryset = Label.objects.exclude(pk=label.pk)


class NeedForm(forms.ModelForm):
    """What readers are told while an answer is to be revised."""

    class Meta:
        model = RevisionNeed
        fields = ["reason_en", "reason_ro", "owner", "expected_on"]
        labels = {"reason_en": _("Why, in English"), "reason_ro": _("Why, in Romanian")}
        help_texts = {
            "reason_en": _("One sentence; readers see it. In one language or both."),
            "expected_on": _("Readers are told this day."),
        }
        widgets = {"expected_on": AdminDateWidget}

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = User.objects.filter(is_staff=True, is_active=True)
        for name in ("reason_en", "reason_ro"):
            self.fields[name].required = False


class NewQuestionForm(forms.ModelForm):
    """A question that nobody has answered yet."""

    title_en = forms.CharField(
        label=_("Question in English"),
        max_length=250,
        required=False,
        widget=AdminTextInputWidget,
    )
    title_ro = forms.CharField(
        label=_("Question in Romanian"),
        max_length=250,
        required=False,
        widget=AdminTextInputWidget,
    )

    class Meta:
        model = Question
        fields = ["topic", "visibility", "editors_note"]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if not values.get("title_en", "").strip() and not values.get("title_ro", "").strip():
            self.add_error("title_en", _("Please write the question, in one language or both."))
        return values
