"""The answers of an application, page by page, in words."""

from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import formats, timezone, translation
from django.utils.translation import gettext as _

from cluster_portal.toolkit import countries
from cluster_portal.toolkit.templatetags.portal import money
from members.fees.models import FeeTable
from members.fees.quotes import Quote
from members.registration import interests
from members.registration.models import AnswerKind, Application
from members.registration.steps import (
    CATEGORY,
    MOTIVATION,
    PAPERS,
    PEOPLE,
    QUESTIONS,
    REVIEW,
    SIZE,
    Asked,
    Step,
    has_register_number,
)

DAYS = {"founded_on", "staff_counted_on", "turnover_ended_on"}
ONLY_WHEN_GIVEN = {
    "founded_on", "size_definition", "signatory_email", "turnover", "turnover_ended_on", "tier",
    "plan", "code",
}  # fmt: skip


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
    filled_by: str = ""


def sections(asked: Asked, *, with_links: bool = False) -> list[Section]:
    """`with_links` for the applicant who may still change the answers."""
    application = asked.application
    found = []
    for step in asked.steps:
        if step.slug in (PAPERS, REVIEW):
            continue
        address = reverse("members:application_step", args=[application.token, step.slug])
        link = f"{address}?from={REVIEW}" if with_links else ""
        pairs = [*_columns(asked, step), *_parts(asked, step)]
        rows = [Row(label, value, link, _("Change") if link else "") for label, value in pairs]
        found.append(Section(step, link, rows, filled_by(application, step)))
    found[0].rows.insert(0, _category(application, with_link=with_links))
    return found


def filled_by(application: Application, step: Step) -> str:
    """Who filled the page in last, when it was not the contact."""
    who = application.filled.get(step.slug, {}).get("by", "")
    return "" if who == application.contact_name else who


def for_the_board(application: Application, table: FeeTable | None) -> dict[str, Any]:
    """What the Board sees, as plain data, in every language of the portal."""
    return {
        "application": application.pk,
        "fixed_at": timezone.now().isoformat(),
        "languages": {
            code: _in_language(Asked(application, table), code)
            for code, _name in settings.LANGUAGES
        },
        "papers": [
            {"name": paper.name, "kind": str(paper.kind or ""), "sha256": paper.sha256}
            for paper in application.documents.select_related("kind")
        ],
        "quote": application.quote,
    }


def _in_language(asked: Asked, language: str) -> list[dict[str, Any]]:
    """Sections as a title and rows of two: what is asked, what was answered."""
    with translation.override(language):
        found = [
            {"title": str(one.step.label), "rows": [[row.label, row.value] for row in one.rows]}
            for one in sections(asked)
        ]
        return [*found, *_of_the_office(asked.application)]


def _of_the_office(application: Application) -> list[dict[str, Any]]:
    """The fee, what was asked and answered, what the office checked and what was accepted."""
    quote = Quote.from_json(application.quote or {})
    fee = [
        [str(line.what), f"{money(line.amount, quote.currency)} ({line.why})"]
        for line in quote.lines
    ]
    talk = [[one.question, one.answer] for one in application.information_requests.all()]
    checks = [
        [str(one.point), f"{one.done_by}, {_day(one.done_at)}" if one.done_at else _("open")]
        for one in application.checks.select_related("point", "done_by")
    ]
    texts = [
        [str(one.text), f"{_day(one.accepted_at)} · SHA-256 {one.sha256}"]
        for one in (application.statute_acceptance, application.privacy_acceptance)
        if one is not None
    ]
    parts = (
        (_("The fee"), fee),
        (_("Asked and answered"), talk),
        (_("What the office checked"), checks),
        (_("Accepted"), texts),
    )
    return [{"title": title, "rows": rows} for title, rows in parts if rows]


def _day(moment: Any) -> str:
    return formats.date_format(timezone.localtime(moment))


def _category(application: Application, *, with_link: bool) -> Row:
    value = str(application.get_category_display())
    if not with_link:
        return Row(_label("category"), value)
    address = reverse("members:application_step", args=[application.token, CATEGORY])
    return Row(_label("category"), value, f"{address}?from={REVIEW}", _("Change"))


def _columns(asked: Asked, step: Step) -> list[tuple[str, str]]:
    application = asked.application
    return [
        (_label(name), _value(asked, name)) for name in step.fields if _is_asked(application, name)
    ]


def _parts(asked: Asked, step: Step) -> list[tuple[str, str]]:
    application = asked.application
    if step.slug == PEOPLE:
        return [
            (one.full_name, " · ".join(filter(None, [one.job_title, one.email, one.role_names])))
            for one in application.people.all()
        ]
    if step.slug == MOTIVATION:
        return [(_("Strategic objectives"), ", ".join(map(str, application.objectives.all())))]
    if step.slug == SIZE:
        papers = application.documents.filter(is_size_evidence=True)
        names = ", ".join(paper.name for paper in papers)
        return [(_("Evidence of the size"), names)] if names else []
    if step.slug == QUESTIONS:
        return [
            (question.text, answer_in_words(question.answer_kind, asked.answers.get(question.pk)))
            for question in asked.questions
        ]
    return []


def answer_in_words(kind: str, text: str | None) -> str:
    if kind == AnswerKind.YES_NO:
        return {"yes": _("yes"), "no": _("no")}.get(text or "", "")
    return text or ""


def _is_asked(application: Application, name: str) -> bool:
    if name == "identifier_confirmed":
        return application.identifier_confirmed
    if name == "register_number":
        return has_register_number(application.category)
    if name == "turnover_currency":
        return False  # it stands with the amount
    return name not in ONLY_WHEN_GIVEN or getattr(application, name) not in ("", None)


def _label(name: str) -> str:
    label = str(Application._meta.get_field(name).verbose_name)  # type: ignore[union-attr]  # names of plain fields
    return label[:1].upper() + label[1:]


def _value(asked: Asked, name: str) -> str:
    application = asked.application
    value: Any = getattr(application, name)
    if name in ("tier", "plan"):
        names = {row.code: str(row) for row in (asked.tiers if name == "tier" else asked.plans)}
        return names.get(value, value)
    if name == "country":
        return countries.name_of(value)
    if name in DAYS:
        return formats.date_format(value) if value else ""
    if name == "identifier_confirmed":
        return _("yes")
    if name == "turnover":
        return money(value, application.turnover_currency)
    if name == "groups":
        return ", ".join(interests.names_of(value))
    return "" if value is None else str(value)
