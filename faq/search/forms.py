from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib.postgres.forms import SimpleArrayField
from django.utils.translation import gettext_lazy as _

from faq.search.engine import LONGEST_QUERY
from faq.search.models import ThesaurusEntry
from faq.search.words import plain

_MOST_WORDS = 4


class WordingsField(SimpleArrayField):
    """One wording a line."""

    widget = forms.Textarea(attrs={"rows": 6, "cols": 50})
    default_error_messages = {
        "no_words": _("“%(wording)s” has no letters to search for."),
        "too_many_words": _("“%(wording)s” has more than four words: search would miss it."),
    }

    def __init__(self, **kwargs: Any):
        kwargs.pop("base_field", None)
        super().__init__(forms.CharField(max_length=80), delimiter="\n", **kwargs)

    def clean(self, value: Any) -> list[str]:
        lines = (" ".join(line.split()) for line in (value or "").splitlines())
        return list(super().clean("\n".join(dict.fromkeys(filter(None, lines)))))

    def validate(self, value: Sequence[Any]) -> None:
        super().validate(value)
        for wording in value:
            length = len(plain(wording).split())
            if not 1 <= length <= _MOST_WORDS:
                code = "too_many_words" if length else "no_words"
                raise forms.ValidationError(
                    self.error_messages[code], code=code, params={"wording": wording}
                )


class ThesaurusEntryForm(forms.ModelForm):
    class Meta:
        model = ThesaurusEntry
        fields = ["key", "same_en", "same_ro", "asks_en", "asks_ro", "note", "is_active"]
        field_classes = {
            "same_en": WordingsField,
            "same_ro": WordingsField,
            "asks_en": WordingsField,
            "asks_ro": WordingsField,
        }
        help_texts = {
            "same_en": _(
                "One a line, at most four words. Each finds answers with any of the rest."
            ),
            "same_ro": _("The same in Romanian, in the form of a dictionary, with diacritics."),
            "asks_en": _("Who types these looks for the words above, but not the other way round."),
            "asks_ro": _("The same in Romanian."),
        }


class TryForm(forms.Form):
    query = forms.CharField(
        label=_("What somebody types"), max_length=LONGEST_QUERY, widget=forms.TextInput
    )
