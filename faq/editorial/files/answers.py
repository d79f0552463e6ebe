"""Is this an answer? What exports of wikis lose: the contents of lists, sections and links."""

import re
from dataclasses import dataclass, field

from faq.editorial.files.reading import ending

_LIST_ITEM = re.compile(r"^\s*(?:[-*+•·▪◦–—]|\d{1,3}[.)]|[a-z][.)]|\|)\s*\S")
_BULLET = re.compile(r"^(\s*)[•·▪◦–—]\s+")
_HEADING = re.compile(r"^#{1,6}\s")
# An announcement that only makes sense with its list.
_ANNOUNCES_A_LIST = re.compile(
    r"\b(such as|as follows|following|determined by|includ(?:e|es|ing)|namely|e\.g\.|these|below|"
    r"are|by|precum|cum ar fi|cum sunt|următoare\w*|urmatoare\w*|astfel|anume|de exemplu|"
    r"determinat\w* de|includ|inclusiv|sunt|mai jos)\s*:$",
    re.IGNORECASE,
)
_HERE_WITHOUT_LINK = re.compile(
    r"(?<!\[)\b(here|aici)\b(?=\s*(?:[.,;:!?)]|$))(?!\]\()", re.IGNORECASE
)
_SENTENCE_END = re.compile(r"[.!?…][\"”’»)]*(?=\s+[\"“„«(]?[^\W\d_a-zăâîșț])")
_ABBREVIATION = re.compile(
    r"(?:\b(?:e\.g|i\.e|etc|vs|cf|nr|no|art|alin|dl|dna|str|mr|mrs|dr|prof|st|ex|pag|p)|\b\w)\.$",
    re.IGNORECASE,
)
_LINK = re.compile(r"!?\[((?:\\.|[^\]\\])*)\]\([^)]*\)")
_MARKUP = re.compile(r"\\([!-/:-@\[-`{-~])|[*`~]+|(?<!\w)_+|_+(?!\w)")
_LONG_ENOUGH = 40
_LONGEST_SHORT_ANSWER = 400


@dataclass
class Verdict:
    """Whether a text answers; if not, why, in words for the editors."""

    is_complete: bool
    losses: list[str] = field(default_factory=list)


def blocks_of(text: str) -> list[str]:
    """Paragraphs, lists and headings: what blank lines part."""
    lines = text.replace("\u00a0", " ").split("\n")
    blocks, present = [], []
    for line in lines:
        if line.strip():
            present.append(line.rstrip())
        elif present:
            blocks.append("\n".join(present))
            present = []
    return [*blocks, "\n".join(present)] if present else blocks


def judge(blocks: list[str]) -> Verdict:
    """An empty answer, sections without text and lists that were announced and lost."""
    if not blocks:
        return Verdict(is_complete=False, losses=["The answer is empty."])
    losses = [
        f"What stood after “{ending(block)}” is missing."
        for block, following in zip(blocks, [*blocks[1:], None], strict=True)
        if _lost_what_follows(block, following)
    ]
    return Verdict(is_complete=not losses, losses=losses)


def lost_links(blocks: list[str]) -> list[str]:
    """Sentences that say “here” and lead nowhere."""
    return [
        f"The link behind “{found.group()}” is missing: “{ending(_around(block, found))}”"
        for block in blocks
        for found in _HERE_WITHOUT_LINK.finditer(block)
    ]


def as_markdown(blocks: list[str]) -> str:
    """Plain text, with the bullets of word processors made into Markdown's."""
    return "\n\n".join(
        "\n".join(_BULLET.sub(r"\1- ", line) for line in block.split("\n")) for block in blocks
    )


def split_short(markdown: str) -> tuple[str, str]:
    """The first sentence or two as the short answer, and what is left as the body.

    A text that begins with a list or heading has no short answer; one that has a link in its
    first sentence keeps that sentence in the body, too.
    """
    blocks = markdown.split("\n\n")
    first = blocks[0]
    if is_list(first) or _HEADING.match(first) or first.startswith((">", "```", "    ")):
        return "", markdown
    flat = " ".join(first.split())
    end = _end_of_first_sentences(flat)
    sentence = flat[:end].strip()
    short = _MARKUP.sub(lambda found: found.group(1) or "", _LINK.sub(r"\1", sentence))
    if "](" in sentence or len(short) > _LONGEST_SHORT_ANSWER:
        if len(short) > _LONGEST_SHORT_ANSWER:
            return "", markdown
        return short, markdown
    rest = flat[end:].strip()
    return short, "\n\n".join([*([rest] if rest else []), *blocks[1:]])


def is_list(block: str | None) -> bool:
    return bool(block and _LIST_ITEM.match(block))


def _lost_what_follows(block: str, following: str | None) -> bool:
    last = block.splitlines()[-1].strip()
    if _HEADING.match(last):
        return following is None or bool(_HEADING.match(following))
    if not last.rstrip("*_ ").endswith(":"):
        return False
    if following is None:
        return True
    if is_list(following):
        return False
    is_bare_title = len(following.split()) <= 8 and following.rstrip("*_ ").endswith(":")
    return is_bare_title or bool(_ANNOUNCES_A_LIST.search(last.rstrip("*_ ")))


def _end_of_first_sentences(text: str) -> int:
    ends = [
        found.end()
        for found in _SENTENCE_END.finditer(text)
        if not _ABBREVIATION.search(text[: found.end()])
    ]
    return next((end for end in ends if end >= _LONG_ENOUGH), len(text))


def _around(block: str, found: re.Match[str]) -> str:
    start = max(block.rfind(". ", 0, found.start()) + 1, 0)
    return block[start : found.end()].strip()
