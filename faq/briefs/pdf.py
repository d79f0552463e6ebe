"""A brief on paper. The same answers on the same day are made once."""

import hashlib
import json
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cluster_portal.toolkit.pdf import documents
from cluster_portal.toolkit.pdf.nodes import nodes_of
from faq.briefs import limits
from faq.briefs.errors import TooLongForPaperError
from faq.briefs.reading import Chapter, in_words
from members.organisations.models import Association

TEMPLATE = "chapters.typ"
KEPT_FOR = 24 * 3600
LONGEST_KEPT = 4_000_000  # bytes
LONGEST = 250_000  # signs of HTML: about a hundred pages, two seconds


def pdf_of(
    chapters: list[Chapter],
    *,
    title: str,
    introduction: str = "",
    is_for_members: bool = False,
    place: str,
) -> bytes:
    """Kept by everything that is printed, live blocks and all: a change makes a new one. What is
    `is_for_members` says so on its first page and at the foot of each.

    Raises TooLongForPaperError, and TooManyAtOnceError when this place has had too many new ones.
    """
    if sum(len(chapter.body) + len(chapter.addendum) for chapter in chapters) > LONGEST:
        raise TooLongForPaperError(
            _("These answers are too long for one PDF. Choose fewer of them, or print the page.")
        )
    data = _data(chapters, title, introduction, is_for_members=is_for_members)
    words = json.dumps(data, sort_keys=True).encode()
    key = f"brief:pdf:{hashlib.sha256(words).hexdigest()}"
    known = cache.get(key)
    if known is None:
        limits.check_place(place)
        known = documents.made(TEMPLATE, data, day=timezone.localdate())
        if len(known) <= LONGEST_KEPT:
            cache.set(key, known, timeout=KEPT_FOR)
    return known


def _data(
    chapters: list[Chapter], title: str, introduction: str, *, is_for_members: bool
) -> dict[str, Any]:
    association = Association.objects.first()
    publisher = association.name if association else ""
    day = in_words(timezone.localdate())
    warning = (
        _("This brief holds what only members read: it is not for passing on.")
        if is_for_members
        else ""
    )
    footer = [publisher, title, _("members only") if is_for_members else ""]
    return {
        "title": title,
        "publisher": publisher,
        "description": _("Questions and answers, as they stood on %(day)s") % {"day": day},
        "language": (get_language() or settings.LANGUAGE_CODE)[:2],
        "accent": association.accent if association else "#0b5c6b",
        "footer": " · ".join(filter(None, footer)),
        "notice": " ".join(filter(None, [warning, _sample_notice(association)])),
        "day": _("As the answers stood on %(day)s") % {"day": day},
        "introduction": [
            {"k": "p", "c": [part]} for part in introduction.splitlines() if part.strip()
        ],
        "contents": _("Contents"),
        "chapters": [_chapter(chapter) for chapter in chapters],
    }


def _sample_notice(association: Association | None) -> str:
    if association is None or not association.is_sample:
        return ""
    return _("Sample data: the organisations, people, fees and meetings shown here are invented.")


def _chapter(chapter: Chapter) -> dict[str, Any]:
    return {
        "language": chapter.text.language,
        "title": chapter.text.title,
        "stamp": chapter.stamp,
        "address": f"{settings.SITE_URL}{chapter.question.get_short_url()}",
        "short": chapter.text.short_answer,
        "notes": _notes(chapter),
        "body": nodes_of(chapter.body, site=settings.SITE_URL),
        "more_title": _("For members"),
        "more": nodes_of(chapter.addendum, site=settings.SITE_URL),
    }


def _notes(chapter: Chapter) -> list[str]:
    need = chapter.need
    if need is None:
        return []
    said = _("This answer is being revised: %(reason)s") % {"reason": need.reason}
    return [said]
