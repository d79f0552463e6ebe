from typing import Any

from django.db import models

from cluster_portal.toolkit import markdown


class RenderedMarkdownField(models.TextField):
    """Cleaned HTML of the Markdown field it is named after: `charter_html` renders `charter`.

    It is filled whenever the row is saved; with `update_fields` name both. A language suffix
    (`charter_html_ro`) reads the source of that language. `top` is the level of its outermost
    headings: 3 for a text that stands under a heading of the page.
    """

    def __init__(self, *args: Any, top: int = 2, **kwargs: Any):
        self.top = top
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
        html = markdown.render(source, top=self.top)
        model_instance.__dict__[self.attname] = html
        return html
