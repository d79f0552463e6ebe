"""What applicants read, choose and are asked: texts, objectives, questions, papers, checklist."""

from typing import Any

from cluster_portal.sample import files
from cluster_portal.sample.context import Sample
from members.legal_texts import actions as legal_texts
from members.legal_texts.models import LANGUAGES, LegalText
from members.organisations.models import Objective
from members.registration.models import ApplicationQuestion, CheckPoint, PaperKind


def load_joining(sample: Sample) -> None:
    data = files.toml("joining")
    sample.timeline.at(data["entered_on"], lambda: _enter(sample, data))
    sample.timeline.at(data["papers_from"], lambda: _rows(PaperKind, data["papers"]))


def _enter(sample: Sample, data: dict[str, Any]) -> None:
    for row in data["texts"]:
        bodies = {f"body_{code}": files.legal_text(row["kind"], code) for code in LANGUAGES}
        text = LegalText.objects.create(is_example=True, **row, **bodies)
        legal_texts.publish_text(text_id=text.pk, actor=sample.office)
    _rows(Objective, data["objectives"])
    _rows(ApplicationQuestion, data["questions"])
    _rows(CheckPoint, data["checks"])


def _rows(model: Any, rows: list[dict[str, Any]]) -> None:
    for position, row in enumerate(rows, start=1):
        facts = {name: value for name, value in row.items() if name != "key"}
        model.objects.create(position=position, is_example=True, **facts)


def objectives(keys: list[str]) -> list[int]:
    """The objectives with these keys, as rows."""
    names = {row["key"]: row["name_en"] for row in files.rows("joining", "objectives")}
    wanted = [names[key] for key in keys]
    return list(Objective.objects.filter(name_en__in=wanted).values_list("pk", flat=True))


def answers(given: dict[str, str]) -> dict[int, str]:
    """Answers by the keys of their questions, as save_step takes them."""
    texts = [row["key"] for row in files.rows("joining", "questions")]
    rows = ApplicationQuestion.objects.values_list("pk", "position")
    places = {position: pk for pk, position in rows}
    order = {key: number for number, key in enumerate(texts, start=1)}
    return {places[order[key]]: answer for key, answer in given.items()}
