"""A text as readers would see it, made by the fields that make what they do see."""

from dataclasses import dataclass
from typing import Any

from faq.editorial.texts import Text
from faq.questions.anchors import kept_anchors
from faq.questions.models import Translation


@dataclass(frozen=True)
class Preview:
    language: str
    title: str
    short_answer: str
    body_html: str
    addendum_html: str


def preview_of(text: Text, language: str, translation: Translation | None) -> Preview:
    row = translation or Translation(language=language)
    anchors = kept_anchors(row, body=text.body, addendum=text.addendum)
    html = {}
    for name in ("body", "addendum"):
        field: Any = Translation._meta.get_field(f"{name}_html")
        html[name] = field.rendered(getattr(text, name), anchors)
    return Preview(language, text.title, text.short_answer, html["body"], html["addendum"])
