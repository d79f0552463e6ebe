"""What a page shows of one answer to one reader; what that reader may not see is not even asked."""

import json
import re
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from cluster_portal.toolkit import markdown
from faq.questions import blocks
from faq.questions.models import (
    Citation,
    Label,
    Question,
    RelatedAnswer,
    Revision,
    RevisionNeed,
    Significance,
    Translation,
    Visibility,
)
from faq.questions.models.questions import best_of

RELATED = 5
REVISIONS = 20
_HEADING = re.compile(r'<(h[2-6]) id="([^"]+)">(.*?)</\1>', re.DOTALL)
_SCRIPT_SIGNS = {sign: f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}


def with_what_a_page_shows() -> Any:
    """Questions with all that `page_of` needs of them: the same number of queries for any."""
    needs = RevisionNeed.objects.open().select_related("owner")
    citations = Citation.objects.select_related("source__superseded_by")
    return Question.objects.select_related("topic").prefetch_related(
        "translations",
        "labels",
        Prefetch("revision_needs", needs, to_attr="open_needs"),
        Prefetch("citations", citations),
    )


def page_of(question: Any, text: Translation, readable: list[str]) -> dict[str, Any]:
    """The words of an answer and what stands around it, for who may read `readable`."""
    revisions = list(
        Revision.objects.filter(translation=text)
        .seen_by(readable)
        .defer("short_answer", "body", "addendum")
        .order_by("-number")
    )
    body = blocks.filled(text.body_html)
    addresses = addresses_of(question)
    return {
        "question": question,
        "text": text,
        "body": with_links_to_parts(body),
        "addendum": addendum_of(text, readable),
        "need": question.open_needs[0] if question.open_needs else None,
        "labels": question.labels.all(),
        "citations": question.citations.all(),
        "revision": revisions[0] if revisions else None,
        "revisions": revisions[:REVISIONS],
        "credits": list(dict.fromkeys(row.credit for row in reversed(revisions) if row.credit)),
        "related": related_to(question, readable),
        "addresses": addresses,
        "newer": _newer(text, addresses, readable),
        "data": as_data(text, body) if question.visibility == Visibility.PUBLIC else "",
        "today": timezone.localdate(),
    }


def addendum_of(text: Translation, readable: list[str]) -> SafeString | str:
    if Visibility.MEMBERS not in readable or not text.addendum_html:
        return ""
    return with_links_to_parts(blocks.filled(text.addendum_html))


@dataclass(frozen=True)
class Related:
    """Another answer, in the words for this reader, and why it stands here."""

    reason: str
    label: Label | None
    text: Translation
    address: str


def related_to(question: Question, readable: list[str]) -> list[Related]:
    """What was reckoned for these readers; the database says once more what they may read."""
    level = Visibility.MEMBERS if Visibility.MEMBERS in readable else Visibility.PUBLIC
    rows = RelatedAnswer.objects.filter(
        question=question, visibility=level, target__in=Question.objects.readable(readable)
    )
    texts: dict[int, list[Translation]] = defaultdict(list)
    for text in Translation.objects.filter(question__in=rows.values("target")).only(
        "question_id", "language", "title", "slug", "revision_number"
    ):
        texts[text.question_id].append(text)
    found = []
    for row in rows.select_related("label").order_by("position")[:RELATED]:
        shown = best_of(texts[row.target_id], translation.get_language() or "")
        if shown:
            address = reverse("faq:question_detail", args=[row.target_id, shown.slug])
            found.append(Related(row.reason, row.label, shown, address))
    return found


def addresses_of(question: Question) -> dict[str, str]:
    """The page of each language that has an answer of its own."""
    addresses = {}
    for text in question.translations.all():
        if text.is_written:
            with translation.override(text.language):
                addresses[text.language] = question.get_absolute_url()
    return addresses


def with_links_to_parts(html: str) -> SafeString:
    """Each heading with a sign beside it that leads to it: to send a part of an answer on."""
    label = escape(_("Link to the part “%(heading)s”"))

    def with_link(found: re.Match[str]) -> str:
        _level, anchor, words = found.groups()
        if not words.strip():  # nothing to name, so nothing to lead to
            return found[0]
        said = label % {"heading": escape(markdown.to_text(words))}
        link = f'<a class="part__link" href="#{anchor}" aria-label="{said}">#</a>'
        return f'<div class="part">{found[0]}{link}</div>'

    return mark_safe(_HEADING.sub(with_link, html))  # noqa: S308 - cleaned, and built above


def as_data(text: Translation, body: str) -> SafeString:
    """JSON-LD (schema.org) of what everybody sees: one question and its one answer."""
    parts = [text.short_answer, markdown.to_text(body)]
    found = {
        "@context": "https://schema.org",
        "@type": "WebPage",
        "name": text.title,
        "inLanguage": text.language,
        "dateModified": text.revised_at.isoformat() if text.revised_at else None,
        "mainEntity": {
            "@type": "Question",
            "name": text.title,
            "answerCount": 1,
            "acceptedAnswer": {
                "@type": "Answer",
                "text": "\n\n".join(part for part in parts if part),
            },
        },
    }
    plain = json.dumps(found, ensure_ascii=False)
    return mark_safe("".join(_SCRIPT_SIGNS.get(sign, sign) for sign in plain))  # noqa: S308


def _newer(
    text: Translation, addresses: dict[str, str], readable: list[str]
) -> dict[str, Any] | None:
    """The other language's text, where this one has fallen behind it so that it matters."""
    behind = _behind(text, readable)
    if behind not in {Significance.CONTENT, Significance.MAJOR}:
        return None
    others = [language for language in addresses if language != text.language]
    if not others or text.language not in addresses:
        return None
    return {
        "language": others[0],
        "address": addresses[others[0]],
        "is_major": behind == Significance.MAJOR,
    }


def _behind(text: Translation, readable: list[str]) -> str:
    """What of the other side's changes these readers would see: not those of members' words."""
    if not text.behind or Visibility.MEMBERS in readable:
        return text.behind
    since = (
        Revision.objects.filter(
            translation__question=text.question_id, number__gte=text.in_step_with
        )
        .exclude(translation=text)
        .seen_by(readable)
        .values_list("number", "significance")
    )
    weights = [weight for number, weight in since if number > text.in_step_with]
    return max(weights, key=Significance.values.index, default="")
