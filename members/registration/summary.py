"""The answers of an application, page by page, in words."""

from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _

from members.registration import countries
from members.registration.models import Application
from members.registration.steps import (
    CATEGORY,
    PAPERS,
    REVIEW,
    STEPS,
    Step,
    has_register_number,
)


@dataclass(frozen=True)
class Row:
    label: str
    value: str
    url: str = ""
    action: str = ""


@dataclass(frozen=True)
class Section:
    step: Step
    url: str
    rows: list[Row] = field(default_factory=list)


def sections(application: Application, *, with_links: bool = False) -> list[Section]:
    """`with_links` for the applicant who may still change the answers."""
    found = []
    for step in STEPS:
        if step.slug in (PAPERS, REVIEW):
            continue
        address = reverse("members:application_step", args=[application.token, step.slug])
        link = f"{address}?from={REVIEW}" if with_links else ""
        rows = [
            Row(_label(name), _value(application, name), link, _("Change") if link else "")
            for name in step.fields
            if _is_asked(application, name)
        ]
        found.append(Section(step, link, rows))
    found[0].rows.insert(0, _category(application, with_link=with_links))
    return found


def _category(application: Application, *, with_link: bool) -> Row:
    value = str(application.get_category_display())
    if not with_link:
        return Row(_label("category"), value)
    address = reverse("members:application_step", args=[application.token, CATEGORY])
    return Row(_label("category"), value, f"{address}?from={REVIEW}", _("Change"))


def _is_asked(application: Application, name: str) -> bool:
    if name == "identifier_confirmed":
        return application.identifier_confirmed
    if name == "register_number":
        return has_register_number(application.category)
    return True


def _label(name: str) -> str:
    label = str(Application._meta.get_field(name).verbose_name)  # type: ignore[union-attr]  # names of plain fields
    return label[:1].upper() + label[1:]


def _value(application: Application, name: str) -> str:
    value: Any = getattr(application, name)
    if name == "country":
        return countries.name_of(value)
    if name == "staff_counted_on":
        return formats.date_format(value) if value else ""
    if name == "identifier_confirmed":
        return _("yes")
    return "" if value is None else str(value)
