"""The Board's terms and mandates; its meetings and the Assembly's, with agenda and minutes."""

import datetime as dt
from functools import partial
from typing import Any

from django.utils import timezone

from cluster_portal.sample import files
from cluster_portal.sample.context import Sample
from cluster_portal.sample.timeline import moment
from cluster_portal.toolkit.history import actions as history
from cluster_portal.toolkit.numbering.models import NumberSeries
from governance.mandates import actions as mandates
from governance.mandates.models import BoardTerm, Mandate
from governance.meetings import actions as meetings
from governance.meetings.models import AgendaItem, Body, Meeting, Presence
from governance.minutes import actions as minutes
from governance.minutes.models import Minutes, MinutesEvent, MinutesStatus

LANGUAGES = ("en", "ro")
EVENING = dt.time(21, 0)
BEFORE_THE_PORTAL = {"minutes-board": {2024: 17}, "minutes-assembly": {2024: 1}}
# Members of the Board are written to from here on; what is older was published without letters.
LETTERS_SINCE = dt.date(2026, 10, 1)


def load_board(sample: Sample) -> None:
    for series, years in BEFORE_THE_PORTAL.items():
        for year, last in years.items():
            NumberSeries.objects.create(series=series, year=year, last=last)
    for row in files.rows("board", "terms"):
        _load_term(sample, row)
    rows = files.rows("meetings")
    boards = [row for row in rows if row["body"] == Body.BOARD]
    for row in rows:
        if "minutes" in row:
            following = next((b for b in boards if b["starts_at"] > row["starts_at"]), None)
            _load_held(sample, row, following)
        else:
            _load_coming(sample, row)


def _load_term(sample: Sample, row: dict[str, Any]) -> None:
    def begin() -> None:
        term = BoardTerm.objects.create(**files.some(row, "starts_on", "ends_on", "elected_by"))
        for data in row["mandates"]:
            person = sample.people.get(data.get("person", ""))
            mandate = Mandate(
                term=term,
                office=data["office"],
                user=person,
                organisation=sample.organisations.get(data.get("organisation", "")),
                person_name=data.get("person_name", ""),
                starts_on=data.get("starts_on", term.starts_on),
            )
            sample.timeline.at(
                dt.datetime.combine(mandate.starts_on, EVENING),
                partial(mandates.begin_mandate, mandate=mandate, actor=sample.office),
            )
            if "ended_on" in data:
                sample.timeline.at(
                    dt.datetime.combine(data["ended_on"], EVENING),
                    partial(_end_mandate, sample, mandate, data),
                )

    sample.timeline.at(row["starts_on"], begin)


def _end_mandate(sample: Sample, mandate: Mandate, data: dict[str, Any]) -> None:
    mandates.end_mandate(
        mandate_id=mandate.pk, actor=sample.office, on=data["ended_on"], reason=data["end_reason"]
    )


def _new_meeting(row: dict[str, Any], agenda: list[dict[str, str]]) -> Meeting:
    meeting = Meeting.objects.create(
        starts_at=moment(row["starts_at"]),
        ends_at=moment(row["ends_at"]),
        **files.some(row, "body", "title_en", "title_ro", "place_en", "place_ro"),
    )
    AgendaItem.objects.bulk_create(
        AgendaItem(meeting=meeting, position=position, **item)
        for position, item in enumerate(agenda, start=1)
    )
    return meeting


def _load_coming(sample: Sample, row: dict[str, Any]) -> None:
    def plan() -> None:
        meeting = _new_meeting(row, row["agenda"])
        if row["status"] == "convened":
            sample.timeline.at(
                row["convened_on"],
                lambda: meetings.convene_meeting(meeting_id=meeting.pk, actor=sample.office),
            )

    sample.timeline.at(dt.date(2026, 11, 19), plan)


def _load_held(sample: Sample, row: dict[str, Any], following: dict[str, Any] | None) -> None:
    texts = {language: files.minutes(row["key"], language) for language in LANGUAGES}
    titles = zip(*(files.headings(texts[language]) for language in LANGUAGES), strict=True)
    agenda = [{"title_en": english, "title_ro": romanian} for english, romanian in titles]
    found: dict[str, Any] = {}

    def plan() -> None:
        found["meeting"] = _new_meeting(row, agenda)

    def hold() -> None:
        meetings.mark_held(
            meeting_id=found["meeting"].pk,
            actor=sample.office,
            attendance=_attendance(sample, row),
            chair_name=row["chair"],
            secretary_name=row["secretary"],
        )

    def write() -> None:
        draft = minutes.draft_minutes(meeting_id=found["meeting"].pk, actor=sample.office)
        for language, text in texts.items():
            setattr(draft, f"body_{language}", text.strip())
        draft.save()
        found["minutes"] = draft

    def approve() -> None:
        found["minutes"] = minutes.approve_minutes(
            minutes_id=found["minutes"].pk,
            actor=sample.office,
            approval_reference=_approval(row, following),
        )

    def publish() -> None:
        if row["ends_at"].date() >= LETTERS_SINCE:
            minutes.publish_minutes(minutes_id=found["minutes"].pk, actor=sample.office)
        else:
            _publish_quietly(sample, found["minutes"])

    approved_at = following["starts_at"] if following else row["ends_at"]
    if row["body"] == Body.ASSEMBLY:
        approved_at = row["ends_at"] + dt.timedelta(days=8)
    sample.timeline.at(row["starts_at"] - dt.timedelta(days=7), plan)
    sample.timeline.at(row["ends_at"] + dt.timedelta(minutes=5), hold)
    sample.timeline.at(row["ends_at"] + dt.timedelta(hours=17), write)
    if row["minutes"] != MinutesStatus.DRAFT:
        sample.timeline.at(approved_at + dt.timedelta(minutes=10), approve)
    if row["minutes"] == MinutesStatus.PUBLISHED:
        sample.timeline.at(approved_at + dt.timedelta(days=1), publish)


def _attendance(sample: Sample, row: dict[str, Any]) -> list[meetings.Present]:
    guests = [
        meetings.Present(
            presence=Presence.ONLINE if "*" in row.get("online", []) else Presence.IN_ROOM,
            person_name=guest["name"],
            organisation_name=guest["organisation"],
        )
        for guest in row.get("guests", [])
    ]
    if row["body"] == Body.ASSEMBLY:
        return guests
    excused = _people(sample, row.get("excused", []))
    online = _people(sample, row.get("online", []))
    is_online = "*" in row.get("online", [])
    board = Mandate.objects.on(row["starts_at"].date()).in_order_of_office()
    return [
        meetings.Present(
            presence=_presence(mandate, excused, online, is_online), mandate_id=mandate.pk
        )
        for mandate in board
    ] + guests


def _presence(mandate: Mandate, excused: set, online: set, is_online: bool) -> Presence:
    if mandate.user_id in excused:
        return Presence.EXCUSED
    return Presence.ONLINE if is_online or mandate.user_id in online else Presence.IN_ROOM


def _people(sample: Sample, keys: list[str]) -> set[int]:
    return {sample.people[key].pk for key in keys if key != "*"}


def _approval(row: dict[str, Any], following: dict[str, Any] | None) -> str:
    """As the secretary writes it, in the language of the papers."""
    if row["body"] == Body.ASSEMBLY or following is None:
        return "Președintele Adunării și secretarul"
    return f"Ședința Consiliului Director din {following['starts_at']:%d.%m.%Y}"


def _publish_quietly(sample: Sample, record: Minutes) -> None:
    Minutes.objects.filter(pk=record.pk).update(
        status=MinutesStatus.PUBLISHED, published_at=timezone.now()
    )
    history.record(subject=record, kind=MinutesEvent.PUBLISHED, actor=sample.office)
