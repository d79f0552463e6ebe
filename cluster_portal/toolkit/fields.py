from typing import Any

from django.db import models

from cluster_portal.toolkit import forms, markdown
from cluster_portal.toolkit.lines import one_line


class LineField(models.CharField):
    """A name or another text of one line: whichever way it comes (form, action, import), it is
    kept without signs that nobody sees. To migrations it is a CharField.

    It may be translated: what is cleaned is put beside the descriptor of modeltranslation, which
    would take a text that falls back to another language for one of the language in use.
    """

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = super().pre_save(model_instance, add)
        if isinstance(value, str):
            value = one_line(value)
            model_instance.__dict__[self.attname] = value
        return value

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        plain = one_line(value) if isinstance(value, str) else value
        return super().get_db_prep_save(plain, connection)

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"form_class": forms.LineField, **kwargs})

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs


class RenderedMarkdownField(models.TextField):
    """Cleaned HTML of the Markdown field it is named after: `charter_html` renders `charter`.

    It is filled whenever the row is saved; with `update_fields` name both. A language suffix
    (`charter_html_ro`) reads the source of that language. `top` is the level of its outermost
    headings: 3 for a text that stands under a heading of the page; `prefix` is how their ids
    begin: another one for each text of a page. `anchors` names the JSON field of the same row
    with the ids that headings keep: {"charter": {made of words: kept}}.
    """

    def __init__(
        self, *args: Any, top: int = 2, prefix: str = "h-", anchors: str = "", **kwargs: Any
    ):
        self.top = top
        self.prefix = prefix
        self.anchors = anchors
        kwargs["editable"] = False
        kwargs["blank"] = True
        kwargs.setdefault("default", "")
        super().__init__(*args, **kwargs)

    @property
    def source(self) -> str:
        """The name of the field with the Markdown."""
        return self.attname.replace("_html", "", 1)

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        source = getattr(model_instance, self.source) or ""
        kept = getattr(model_instance, self.anchors) if self.anchors else {}
        html = self.rendered(source, kept)
        model_instance.__dict__[self.attname] = html
        return html

    def rendered(self, source: str, kept: dict[str, dict[str, str]] | None = None) -> str:
        """HTML of this Markdown as the field holds it; `kept` is the row's field of anchors."""
        anchors = (kept or {}).get(self.source)
        return markdown.render(source, top=self.top, prefix=self.prefix, anchors=anchors)
