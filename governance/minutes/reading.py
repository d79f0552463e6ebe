"""What a page shows of minutes: in the reader's language where there is one, else in the other."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import get_language

from governance.mandates.models import VOTING_OFFICES
from governance.mandates.policies import Person
from governance.meetings.models import PRESENT, AgendaItem, Attendance, Meeting
from governance.meetings.policies import can_read_agenda
from governance.minutes import policies, sections
from governance.minutes.models import Correction, Minutes

LANGUAGES = [code for code, _name in settings.LANGUAGES]


@dataclass(frozen=True)
class Text:
    html: str
    language: str

    @property
    def is_in_readers_language(self) -> bool:
        return self.language == get_language()

    @property
    def decisions(self) -> list[str]:
        return sections.decisions(self.html)


def in_readers_language(texts: dict[str, str]) -> Text:
    """The text in the reader's language, or else the first there is."""
    wished = get_language() or settings.LANGUAGE_CODE
    for language in (wished, *LANGUAGES):
        if texts.get(language):
            return Text(html=texts[language], language=language)
    return Text(html="", language=wished)


def text_of(minutes: Minutes) -> Text:
    return in_readers_language(
        {language: getattr(minutes, f"body_html_{language}") or "" for language in LANGUAGES}
    )


def corrections_of(minutes: Minutes) -> list[tuple[Correction, Text]]:
    return [
        (
            correction,
            in_readers_language(
                {code: getattr(correction, f"text_html_{code}") or "" for code in LANGUAGES}
            ),
        )
        for correction in minutes.corrections.all()
    ]


def agenda_of(meeting: Meeting, minutes: Minutes | None, reader: Person) -> list[AgendaItem]:
    """With the minutes whoever may read those reads the agenda too."""
    may_read = minutes is not None or can_read_agenda(reader, meeting)
    return list(meeting.agenda.order_by("position")) if may_read else []


@dataclass(frozen=True)
class WhoWasThere:
    lines: list[Attendance]

    @property
    def directors(self) -> list[Attendance]:
        return [line for line in self.lines if line.office in VOTING_OFFICES]

    @property
    def directors_present(self) -> int:
        return sum(line.presence in PRESENT for line in self.directors)


def attendance_of(meeting: Meeting, minutes: Minutes | None, reader: Person) -> WhoWasThere:
    """Who was there is part of the minutes."""
    may_read = minutes is not None or policies.can_read_drafts(reader)
    return WhoWasThere(list(meeting.attendance.order_by("pk")) if may_read else [])
