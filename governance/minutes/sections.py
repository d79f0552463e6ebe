"""Minutes as text: a heading for each agenda item, and what is written beneath."""

import re
from collections.abc import Iterable

from cluster_portal.toolkit import markdown
from governance.meetings.models import AgendaItem

_HEADING = re.compile(r"^(#{1,6})[ \t]+(.*)$", re.MULTILINE)
_DECISION = re.compile(r"<blockquote>(.*?)</blockquote>", re.DOTALL)


def skeleton(items: Iterable[AgendaItem], language: str) -> str:
    """The agenda as headings; empty when no item has a title in this language."""
    items = list(items)
    if not any(getattr(item, f"title_{language}") for item in items):
        return ""
    return "\n\n".join(
        f"## {item.position}. {getattr(item, f'title_{language}') or item.title}\n"
        for item in items
    )


def is_blank(body: str) -> bool:
    """Nothing is written but headings."""
    return not _HEADING.sub("", body or "").strip()


def unwritten(body: str) -> list[str]:
    """The headings with nothing beneath them: neither text nor a heading of a lower rank."""
    parts = _HEADING.split(body or "")
    ranks = [len(signs) for signs in parts[1::3]]
    headings, texts = parts[2::3], parts[3::3]
    next_ranks = [*ranks[1:], 0][: len(ranks)]
    return [
        heading
        for heading, text, rank, following in zip(headings, texts, ranks, next_ranks, strict=True)
        if not text.strip() and following <= rank
    ]


def decisions(html: str) -> list[str]:
    """The decisions of minutes as plain text: what is set apart as a quotation."""
    return [markdown.to_text(found) for found in _DECISION.findall(html or "")]
