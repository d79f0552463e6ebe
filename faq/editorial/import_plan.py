"""What an import would do, decided by three texts: the file's, the file's last time, and ours."""

import re
from collections.abc import Iterable
from dataclasses import astuple, dataclass, field
from enum import Enum
from typing import Any, ClassVar

from django.utils import translation
from django.utils.text import slugify
from django.utils.translation import gettext as _

from faq.editorial import import_links
from faq.editorial.files.reading import Entry, NamedThing, OldPage, Reading, Source
from faq.editorial.import_known import Known, Names, all_known, by_title, plain_value
from faq.editorial.texts import LANGUAGES, Text, slug_of, text_of
from faq.questions.blocks import quoted_unknown
from faq.questions.models import (
    CitedSource,
    Label,
    OldAddress,
    QuestionStatus,
    Topic,
    Visibility,
)
from faq.search.words import plain

_LINK = re.compile(r"\]\(faq:(?:([a-z]{2}):)?([a-z0-9_-]+)(#[^\s()]*)?\)")
_LINK_WITH_WORDS = re.compile(r"\[([^\[\]]*)\]\(faq:(?:[a-z]{2}:)?([a-z0-9_-]+)(?:#[^\s()]*)?\)")
_NO_LINK = "](faq::"  # as a text has it that only looks like one of our links
_NOT_YET = 0


class Outcome(Enum):
    PUBLISH = "publish"
    REVISE = "revise"
    DRAFT = "draft"
    WAIT = "wait"
    NOTHING = "nothing"
    KEEP = "keep"


@dataclass
class Step:
    """What is to be done with one entry, and what the person should know about it."""

    NEED: ClassVar = frozenset({*(f"reason_{code}" for code in LANGUAGES), "expected_on", "cause"})
    PER_LANGUAGE: ClassVar = NEED | {"aliases", *(f"aliases_{code}" for code in LANGUAGES)}
    LATER: ClassVar = NEED | set(import_links.LINKS)  # than the question and its own fields

    entry: Entry
    key: str
    text: Text
    outcome: Outcome
    said: dict[str, Any]
    details: dict[str, Any] = field(default_factory=dict)
    last: dict[str, Any] | None = None
    remarks: list[str] = field(default_factory=list)
    is_new: bool = False

    @property
    def changes_something(self) -> bool:
        return self.outcome not in {Outcome.NOTHING, Outcome.KEEP} or bool(self.details)

    @property
    def remembered(self) -> dict[str, Any] | None:
        """What is to be known at the next import; None when that is known already."""
        if not self.changes_something:
            return None
        known = self.last or {"text": None, "details": {}}
        said = self.said if self.is_new or not self.last else self.details
        return {
            "source": self.entry.key,
            "text": known["text"] if self.outcome == Outcome.KEEP else list(astuple(self.text)),
            "details": {**known["details"], **_all_plain(said)},
        }

    @property
    def whole(self) -> dict[str, Any]:
        """All that the file says, as the memory of imports holds it."""
        return {
            "source": self.entry.key,
            "text": list(astuple(self.text)),
            "details": _all_plain(self.said),
        }


@dataclass
class Plan:
    reading: Reading
    steps: list[Step]
    new_topics: list[NamedThing]
    new_labels: list[NamedThing]
    new_sources: list[Source]
    new_pages: list[OldPage]

    @property
    def changes_something(self) -> bool:
        return bool(
            self.new_topics or self.new_labels or self.new_sources or self.new_pages
        ) or any(step.changes_something for step in self.steps)

    def count(self, *outcomes: Outcome) -> int:
        return sum(step.outcome in outcomes for step in self.steps)


class Planner:
    """Reads everything once; `ids` maps the keys of questions to their numbers."""

    def __init__(self, reading: Reading, *, as_draft: bool):
        self.reading = reading
        self.as_draft = as_draft
        self.known = all_known()
        self.ids = {known.question.key: known.question.pk for known in self.known.values()}
        self.topics = Names(Topic.objects.order_by("pk"), reading.topics)
        self.labels = Names(Label.objects.order_by("pk"), reading.labels)
        self.key_in_files = self._known_wordings()
        self.keys = [
            self.key_in_files.setdefault(_name(entry), _name(entry)) for entry in reading.entries
        ]

    def plan(self) -> Plan:
        self._hide_what_one_file_hides()
        steps: dict[tuple[str, str], Step] = {}
        for entry, key in zip(self.reading.entries, self.keys, strict=True):
            if (key, entry.language) in steps:
                self.reading.left_out.append(f"a second time: “{entry.text.title}”")
            else:
                steps[key, entry.language] = self._step(entry, key)
        _say_it_once(steps.values())
        return Plan(
            self.reading,
            list(steps.values()),
            self.topics.new,
            self.labels.new,
            self._new_sources(),
            self._new_pages(),
        )

    def question_id(self, name: str) -> int | None:
        """The number of a question by its name in the files, if it is known by now."""
        return self.ids.get(self.key_in_files.get(name, name))

    def linked(self, entry: Entry) -> tuple[Text, list[str]]:
        """The entry's text with links between answers as addresses that stay; and lost links."""
        lost = []

        def words_alone(found: re.Match[str]) -> str:
            words, name = found.groups()
            if self._is_known(name):
                return found.group()
            lost.append(f"It links to “{name}”, which is not known: the link was left out.")
            return words

        def address(found: re.Match[str]) -> str:
            language, name, anchor = found.groups()
            if not self._is_known(name):
                return found.group()
            code = language or entry.language
            prefix = "" if code == "en" else f"/{code}"
            number = self.ids.get(self.key_in_files.get(name, name), _NOT_YET)
            return f"]({prefix}/f/{number}/{anchor or ''})"

        def linked(source: str) -> str:
            with_words = _LINK_WITH_WORDS.sub(words_alone, source)
            text, refused = quoted_unknown(_LINK.sub(address, with_words))
            lost.extend(refused)
            return text.replace(_NO_LINK, "](faq:")

        text = entry.text.tidied(entry.language)
        short = _without_blocks(text.short_answer)
        return Text(text.title, short, linked(text.body), linked(text.addendum)), lost

    def _is_known(self, name: str) -> bool:
        key = self.key_in_files.get(name, name)
        return key in self.ids or key in self.keys

    def _new_sources(self) -> list[Source]:
        known = set(CitedSource.objects.values_list("kind", "reference"))
        return [each for each in self.reading.sources if (each.kind, each.reference) not in known]

    def _new_pages(self) -> list[OldPage]:
        """Addresses that lead nowhere yet; of the others it is told where they lead."""
        paths = [page.path for page in self.reading.old_pages]
        known = {
            row.path: row.question.key if row.question else None
            for row in OldAddress.objects.filter(path__in=paths).select_related("question")
        }
        for page in self.reading.old_pages:
            key = self.key_in_files.get(page.key, page.key) or None
            if page.path in known and known[page.path] != key:
                self.reading.remarks.append(
                    f"The old address {page.path} leads elsewhere already and goes on doing so."
                )
        return [page for page in self.reading.old_pages if page.path not in known]

    def _known_wordings(self) -> dict[str, str]:
        """Names of the files for questions that are ours under another name, in one language."""
        titles = by_title(self.known.values())
        found: dict[str, str] = {}
        for entry in self.reading.entries:
            ours = titles.get((entry.language, plain(entry.text.title)))
            if ours and entry.key not in self.known:
                found.setdefault(_name(entry), ours)
        return found

    def _hide_what_one_file_hides(self) -> None:
        """A question whose files disagree about its readers is for members."""
        pairs = list(zip(self.keys, self.reading.entries, strict=True))
        hidden = {key for key, entry in pairs if entry.visibility == Visibility.MEMBERS}
        for key, entry in pairs:
            if key in hidden and entry.visibility != Visibility.MEMBERS:
                entry.visibility = Visibility.MEMBERS.value
                entry.remarks.append("Another file of it is for members only, so this is, too.")

    def _step(self, entry: Entry, key: str) -> Step:
        known = self.known.get(key)
        text, lost = self.linked(entry)
        last = known.last.get(entry.language) if known else None
        if last and last["source"] != entry.key:
            last = None  # it came from another file: that is as good as an editor's
        outcome, why = self._decide(entry, text, known, last)
        step = Step(
            entry=entry,
            key=key,
            text=text,
            outcome=outcome,
            said=self._said(entry, last["details"] if last else {}),
            last=last,
            remarks=[*entry.remarks, *lost, *([why] if why else [])],
            is_new=known is None,
        )
        self._name_ours(step)
        if known is None:
            step.details = {
                name: value for name, value in step.said.items() if value or name == "review_by"
            }
        elif last:
            _compare_details(step, known.details(entry.language), last["details"])
        return step

    def _decide(
        self, entry: Entry, text: Text, known: Known | None, last: dict | None
    ) -> tuple[Outcome, str]:
        write = Outcome.DRAFT if self.as_draft else Outcome.PUBLISH
        if known is None:
            return (write if entry.is_answered else Outcome.WAIT), ""
        status = known.question.status
        row = known.translations.get(entry.language)
        ours = text_of(row) if row and row.is_written else None
        draft = known.drafts.get(entry.language)
        before = Text(*last["text"]) if last and last["text"] else None
        if not entry.is_answered:
            if row is None and status != QuestionStatus.ARCHIVED:
                return Outcome.WAIT, ""
            return Outcome.NOTHING, "It has an answer here." if ours else ""
        if ours == text:
            is_as_said = (
                status == QuestionStatus.PUBLISHED
                or entry.is_archived
                or (entry.is_withdrawn and status == QuestionStatus.NEEDS_ANSWER)
            )
            return Outcome.NOTHING, "" if is_as_said else "It is not shown here any more."
        if status == QuestionStatus.ARCHIVED:
            return Outcome.KEEP, "It is archived here."
        if draft == text and self.as_draft:
            return Outcome.NOTHING, ""
        if draft not in {None, text, before}:
            return Outcome.KEEP, "Somebody is writing a draft here; it was not overwritten."
        if ours:
            if ours != before or status != QuestionStatus.PUBLISHED:
                why = "been changed here since and" if last else "another answer here, which"
                return Outcome.KEEP, f"It has {why} was not overwritten."
            return (Outcome.DRAFT if self.as_draft else Outcome.REVISE), ""
        if entry.is_withdrawn:
            return (Outcome.NOTHING if draft == text else Outcome.DRAFT), ""
        if self.as_draft and draft is None and before == text:
            return Outcome.KEEP, "Its draft was thrown away here and was not made again."
        return write, ""

    def _said(self, entry: Entry, last: dict[str, Any]) -> dict[str, Any]:
        """What the file says about the question beside its text."""
        said: dict[str, Any] = {
            "topic": self.topics.slug(entry.topic, entry.language) if entry.topic else None,
            "labels": None
            if entry.labels is None
            else sorted({self.labels.slug(name, entry.language) for name in entry.labels}),
            "audiences": None if entry.audiences is None else sorted(set(entry.audiences)),
            "visibility": entry.visibility,
            "is_pinned": entry.is_pinned,
            "position": entry.position,
            "editors_note": entry.note or None,
            "aliases": None if entry.aliases is None else sorted(set(entry.aliases)),
        }
        said = {name: value for name, value in said.items() if value is not None} | entry.more
        reason = f"reason_{entry.language}"
        if not entry.is_to_be_revised:
            said[reason] = ""
        elif entry.reason:
            said |= {reason: entry.reason, "expected_on": entry.expected_on}
        elif any(entry.more.get(f"reason_{code}") for code in LANGUAGES):
            said |= {reason: "", "expected_on": entry.expected_on}
        elif not last.get(reason):
            said |= _usual_reasons()
        return said

    def _name_ours(self, step: Step) -> None:
        """Related questions by the names that they have here."""
        for name in {"related", "muted"} & set(step.said):
            kept = []
            for line in step.said[name]:
                key, space, place = line.partition(" ")
                if self._is_known(key):
                    kept.append(f"{self.key_in_files.get(key, key)}{space}{place}")
                else:
                    step.remarks.append(f"It names “{key}”, which is not known, under “{name}”.")
            step.said[name] = kept


def _say_it_once(steps: Iterable[Step]) -> None:
    """What both files of a new question say about it is taken from the first."""
    said: dict[str, set[str]] = {}
    for step in steps:
        if step.is_new:
            known = said.setdefault(step.key, set())
            step.details = {
                name: value
                for name, value in step.details.items()
                if name not in known or name in Step.PER_LANGUAGE
            }
            known |= set(step.details)


def _compare_details(step: Step, now: dict[str, Any], last: dict[str, Any]) -> None:
    for name, value in step.said.items():
        new = plain_value(value)
        before = last.get(name)
        if new == now[name] or new == before:
            continue
        if now[name] == before or (before is None and not now[name]):
            step.details[name] = value
        else:
            step.remarks.append(
                f"Its {name.replace('_', ' ')} has been changed here since and was kept."
            )


def _without_blocks(text: str) -> str:
    """A short answer stands in other people's pages: nothing is asked for by name there."""
    return text.replace("[[", "[").replace("]]", "]") if "[[" in text else text


def _usual_reasons() -> dict[str, str]:
    reasons = {}
    for code in LANGUAGES:
        with translation.override(code):
            reasons[f"reason_{code}"] = _("It was marked as “to be revised” in the former FAQ.")
    return reasons


def _name(entry: Entry) -> str:
    return slugify(entry.key)[:110] or slug_of(entry.text.title)


def _all_plain(said: dict[str, Any]) -> dict[str, Any]:
    return {name: plain_value(value) for name, value in said.items()}
