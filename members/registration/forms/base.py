"""What the pages of an application have in common. A page keeps what is right in it, whatever else
is wrong.
"""

import copy
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from members.registration import steps

LONGEST_ANSWER = 4000
PAPER_HELP = gettext_lazy("PDF, Word (docx), OpenDocument (odt), PNG or JPEG, up to 10 MB.")
Words = Promise | str


class StepForm(forms.ModelForm):
    """One page; `asked` is what is asked of this application."""

    slug = ""
    texts: dict[str, dict[str, Words]] = {}

    def __init__(self, *args: Any, asked: steps.Asked, **kwargs: Any):
        # A copy: what is typed shows on the form, and the page's own facts stay true.
        super().__init__(*args, instance=copy.copy(asked.application), **kwargs)
        self.asked = asked
        self.category = self.instance.category
        needed = asked.required_fields(steps.BY_SLUG[self.slug])
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
