"""Atom feeds of what everybody may read: new answers, and answers that say something else now.

For each language those that are written in it, perhaps of one label.
"""

import datetime as dt
import re
from dataclasses import dataclass, replace
from typing import Any

from django.contrib.syndication.views import Feed
from django.db.models.functions import Greatest
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from faq.questions import blocks
from faq.questions.models import (
    Label,
    Question,
    QuestionQuerySet,
    Revision,
    Significance,
    Translation,
    Visibility,
)
from members.organisations.models import Association

ITEMS = 25
_PUBLIC = [Visibility.PUBLIC.value]
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]")
_OWN_LINK = re.compile(r'(<a href=")(/(?!/)|#)')


_NEVER = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


class Atom(Atom1Feed):
    """An empty feed stays the same until something is in it: Django would say that it is of now,
    and each reader would fetch it anew (RFC 4287, 4.2.15: the last significant change).
    """

    def latest_post_date(self) -> dt.datetime:
        return super().latest_post_date() if self.items else _NEVER


@dataclass
class Asked:
    """Whose feed it is, in which language, about what."""

    site: str
    association: str
    label: Label | None

    @property
    def query(self) -> str:
        return f"?label={self.label.slug}" if self.label else ""


@dataclass
class Entry:
    text: Translation
    published: dt.datetime
    updated: dt.datetime
    comment: str = ""
    site: str = ""


class AnswerFeed(Feed):
    feed_type = Atom
    route = ""

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Asked:
        association = Association.objects.only("name").first()
        return Asked(
            site=f"{request.scheme}://{request.get_host()}",
            association=association.name if association else "",
            label=_label(request.GET.get("label", "")),
        )

    def link(self, asked: Asked) -> str:
        return reverse("faq:question_list") + asked.query

    def feed_url(self, asked: Asked) -> str:
        return reverse(self.route) + asked.query

    def feed_guid(self, asked: Asked) -> str:
        return asked.site + self.feed_url(asked)

    def author_name(self, asked: Asked) -> str:
        return _plain(asked.association)

    def items(self, asked: Asked) -> list[Entry]:
        questions = Question.objects.readable(_PUBLIC).matching(label=asked.label)
        entries = self.entries(questions, (get_language() or "en")[:2])
        return [replace(entry, site=asked.site) for entry in entries]

    def entries(self, questions: QuestionQuerySet, language: str) -> list[Entry]:
        raise NotImplementedError

    def item_title(self, item: Any) -> str:
        return _plain(item.text.title)

    def item_description(self, item: Any) -> str:
        """Without live blocks: a feed is kept by its readers, and they would grow old there."""
        address = item.site + self.item_link(item)
        body = _OWN_LINK.sub(
            lambda found: found[1] + (f"{item.site}/" if found[2] == "/" else f"{address}#"),
            blocks.without_blocks(item.text.body_html),
        )
        parts = [item.comment, item.text.short_answer]
        return _plain("".join(f"<p>{escape(part)}</p>" for part in parts if part) + body)

    def item_link(self, item: Entry) -> str:
        return reverse("faq:question_detail", args=[item.text.question_id, item.text.slug])

    def item_guid(self, item: Entry) -> str:
        return item.site + reverse("faq:short_link", args=[item.text.question_id])

    def item_pubdate(self, item: Entry) -> dt.datetime:
        return item.published

    def item_updateddate(self, item: Entry) -> dt.datetime:
        return item.updated


class NewAnswers(AnswerFeed):
    route = "faq:feed_new"

    def title(self, asked: Asked) -> str:
        return _feed_title(_("New answers"), asked)

    def entries(self, questions: QuestionQuerySet, language: str) -> list[Entry]:
        first = (
            Revision.objects.filter(
                number=1, translation__language=language, translation__question__in=questions
            )
            .annotate(shown_at=Greatest("created_at", "translation__question__published_at"))
            .select_related("translation")
            .only("translation", "number")
            .order_by("-shown_at", "-pk")
        )
        return [Entry(row.translation, row.shown_at, row.shown_at) for row in first[:ITEMS]]


class RevisedAnswers(AnswerFeed):
    """Where only a slip of the pen was mended, nobody is told."""

    route = "faq:feed_revised"

    def title(self, asked: Asked) -> str:
        return _feed_title(_("Revised answers"), asked)

    def entries(self, questions: QuestionQuerySet, language: str) -> list[Entry]:
        texts = Translation.objects.filter(
            language=language, revision_number__gt=1, question__in=questions
        ).order_by("-revised_at", "-pk")[: 3 * ITEMS]
        by_text = {text.pk: text for text in texts}
        revisions = (
            Revision.objects.filter(translation__in=by_text)
            .seen_by(_PUBLIC)
            .defer("short_answer", "body", "addendum")
            .order_by("translation", "number")
        )
        entries: dict[int, Entry] = {}
        for row in revisions:
            known = entries.setdefault(
                row.translation_id,
                Entry(by_text[row.translation_id], row.created_at, row.created_at),
            )
            if row.significance != Significance.TYPO and row.created_at != known.published:
                known.updated, known.comment = row.created_at, row.comment
        revised = [entry for entry in entries.values() if entry.updated != entry.published]
        return sorted(revised, key=lambda entry: entry.updated, reverse=True)[:ITEMS]


def _label(slug: str) -> Label | None:
    """One that public answers have; any other is as unknown as one that never was."""
    if not slug:
        return None
    public = Question.objects.readable(_PUBLIC)
    label = Label.objects.filter(slug=_plain(slug), questions__in=public).first()
    if label is None:
        raise Http404
    return label


def _feed_title(kind: str, asked: Asked) -> str:
    if asked.label:
        title = _("%(kind)s about %(label)s") % {"kind": kind, "label": asked.label.name}
    else:
        title = kind
    return _plain(f"{title} · {asked.association}" if asked.association else title)


def _plain(text: str) -> str:
    """Without signs that XML may not hold."""
    return _CONTROL.sub("", text)
