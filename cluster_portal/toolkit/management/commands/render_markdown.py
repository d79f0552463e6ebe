from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import models

from cluster_portal.toolkit.fields import RenderedMarkdownField


class Command(BaseCommand):
    help = "Renders every Markdown text anew, after the parser or the allow-list has changed."

    def handle(self, *args: Any, **options: Any) -> None:
        count = sum(render_anew(model, field) for model, field in rendered_fields())
        self.stdout.write(f"Texts rendered anew: {count}")


def rendered_fields() -> Iterator[tuple[type[models.Model], RenderedMarkdownField]]:
    """Where a text stands in two languages, those; the column without a language only mirrors."""
    for model in apps.get_models():
        names = {field.name for field in model._meta.concrete_fields}
        for field in model._meta.concrete_fields:
            is_mirror = any(f"{field.name}_{code}" in names for code, _name in settings.LANGUAGES)
            if isinstance(field, RenderedMarkdownField) and not is_mirror:
                yield model, field


def render_anew(model: type[models.Model], field: RenderedMarkdownField) -> int:
    """Write the rows whose HTML differs, each in a statement of its own; how many they were."""
    kept = [field.anchors] if field.anchors else []
    rows = model._base_manager.values_list("pk", field.source, field.name, *kept).iterator()
    changed = 0
    for key, source, present, *anchors in rows:
        html = field.rendered(source or "", *anchors)
        if html != (present or ""):
            model._base_manager.filter(pk=key).update(**{field.name: html})
            changed += 1
    return changed
