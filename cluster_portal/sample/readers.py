"""What readers and editors did with the answers: it is all invented, and lives by the actions."""

import datetime as dt
from functools import partial
from typing import Any

from cluster_portal.sample import files
from cluster_portal.sample.context import Sample
from faq.asking import actions as asking
from faq.community import actions as community
from faq.community import screening
from faq.community.models import Helped, Vote
from faq.demand import actions as demand
from faq.editorial import actions as editorial
from faq.editorial.actions import proposals
from faq.editorial.texts import Text, text_of
from faq.questions.models import CitedSource, Label, Question, Revision, Translation, Visibility
from faq.upkeep import actions as upkeep
from members.accounts.models import User

RULES_ON = dt.date(2026, 9, 15)
LAST_VOTES_ON = dt.date(2026, 11, 20)
GROUPED_ON = dt.date(2026, 11, 21)


def load_readers(sample: Sample) -> None:
    """After load_faq: everything here comes later than the day the answers were published."""
    at = sample.timeline.at
    at(RULES_ON, lambda: _set_rules(sample))
    for row in files.rows("readers", "contributions"):
        _contribute(sample, row)
    for row in files.rows("readers", "proposals"):
        at(row["on"], partial(_propose, sample, row))
    for row in files.rows("readers", "asks"):
        at(row["on"], partial(_ask, sample, row))
    for row in files.rows("readers", "searches"):
        for day in row["days"]:
            at(day, partial(_search, row, day))
    for number, row in enumerate(files.rows("readers", "votes")):
        at(LAST_VOTES_ON - dt.timedelta(days=number), partial(_vote, row))
    for row in files.rows("readers", "verifications"):
        at(row["on"], partial(_verify, sample, row))
    for row in files.rows("readers", "revisions"):
        at(row["on"], partial(_revise, sample, row))
    at(GROUPED_ON, demand.group_searches)


def _set_rules(sample: Sample) -> None:
    """Who looks after the answers, how often, and what they rest on."""
    editor, deputy = sample.people["mihai-crisan"], sample.office
    for row in files.rows("readers", "reviews"):
        Label.objects.filter(slug__in=row["labels"]).update(review_every=row["every"])
    for question in Question.objects.order_by("pk"):
        editorial.change_details(
            question_id=question.pk, owner=editor, deputy=deputy, actor=sample.office
        )
    for row in files.rows("readers", "sources"):
        names = files.some(row, "title_en", "title_ro")
        CitedSource.objects.create(kind=row["kind"], reference=row["reference"], **names)
        for key in row["questions"]:
            upkeep.cite(
                question_id=_question(key).pk,
                kind=row["kind"],
                reference=row["reference"],
                actor=editor,
            )
    upkeep.schedule_reviews()


def _contribute(sample: Sample, row: dict[str, Any]) -> None:
    person = sample.people[row["by"]] if "by" in row else None
    made: list[int] = []

    def send() -> None:
        question = _question(row["question"])
        contribution = community.contribute(
            question_id=question.pk,
            revision=_newest(question, row["language"]),
            kind=row["kind"],
            text=row["text"],
            language=row["language"],
            crowd=f"sample-{row['question']}",
            stamp=screening.fresh_stamp(),
            person=person,
            guest_name=row.get("guest_name", ""),
            guest_email=row.get("guest_email", ""),
            organisation_name=_organisation_of(person),
        )
        made.append(contribution.pk)
        if person is None:
            community.confirm_contribution(contribution_id=contribution.pk)

    def accept() -> None:
        community.publish_contribution(contribution_id=made[0], actor=sample.people["mihai-crisan"])

    sample.timeline.at(row["on"], send)
    if "accepted_on" in row:
        sample.timeline.at(row["accepted_on"], accept)


def _propose(sample: Sample, row: dict[str, Any]) -> None:
    text = _text(row)
    person = sample.people[row["by"]]
    proposals.propose_edit(
        question_id=text.question_id,
        language=row["language"],
        text=_with(text, row["adds"]),
        based_on=text.revision_number,
        author=person,
        note=row["note"],
    )


def _ask(sample: Sample, row: dict[str, Any]) -> None:
    person = sample.people[row["by"]] if "by" in row else None
    ask = asking.ask(
        **files.some(row, "text", "details", "audience", "language", "guest_name", "guest_email"),
        author=person,
        organisation_name=_organisation_of(person),
    )
    if person is None:
        asking.confirm(ask_id=ask.pk)
    if "assigned_to" in row:
        asking.assign(
            ask_id=ask.pk,
            assignee=sample.people[row["assigned_to"]],
            due_on=row["due_on"],
            actor=sample.office,
        )


def _search(row: dict[str, Any], day: dt.date) -> None:
    demand.note_search(
        session=f"sample {day} {row['words']}"[:43],
        query=row["words"],
        language=row["language"],
        reader=Visibility.PUBLIC,
        results=0,
        score=0.0,
        is_certain=False,
    )


def _vote(row: dict[str, Any]) -> None:
    question = _question(row["question"])
    revision = _newest(question, "ro")
    for value in Helped.values:
        for number in range(row.get(value, 0)):
            Vote.objects.create(
                question=question,
                revision=revision,
                value=value,
                why=row.get("why", "") if value == Helped.NO else "",
                visitor=f"sample-{value}-{number}",
            )


def _verify(sample: Sample, row: dict[str, Any]) -> None:
    upkeep.verify(
        question_id=_question(row["question"]).pk,
        person=sample.people[row["by"]],
        note=row["note"],
    )


def _revise(sample: Sample, row: dict[str, Any]) -> None:
    text = _text(row)
    new = _with(text, row["adds"])
    editorial.publish_revision(
        question_id=text.question_id,
        language=row["language"],
        title=new.title,
        short_answer=new.short_answer,
        body=new.body,
        addendum=new.addendum,
        author=sample.people["mihai-crisan"],
        comment=row["comment"],
        significance=row["significance"],
        is_in_step=False,
    )


def _question(key: str) -> Question:
    return Question.objects.get(key=key)


def _text(row: dict[str, Any]) -> Translation:
    return Translation.objects.get(question__key=row["question"], language=row["language"])


def _with(text: Translation, more: str) -> Text:
    known = text_of(text)
    return Text(known.title, known.short_answer, f"{known.body}\n\n{more}", known.addendum)


def _newest(question: Question, language: str) -> Revision:
    rows = Revision.objects.filter(translation__question=question, translation__language=language)
    return rows.latest("number")


def _organisation_of(person: User | None) -> str:
    tie = person.representations.open().first() if person else None
    return str(tie.organisation) if tie else ""
