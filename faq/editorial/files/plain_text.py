"""Questions and answers in plain text, as copied from a wiki page or a letter."""

import re
from dataclasses import dataclass, field

from faq.editorial.files import answers
from faq.editorial.files.reading import Entry, Reading, excerpt
from faq.editorial.texts import Text

_NUMBER = re.compile(r"^(?:\d{1,3}[.)]\s+|(?:q|î|întrebare|question)\s*[:.]\s+)", re.IGNORECASE)
_ANSWER_MARK = re.compile(r"^(?:a|r|răspuns|raspuns|answer)\s*:\s+", re.IGNORECASE)
_TO_BE_REVISED = re.compile(
    r"\s*[(\[]\s*(?:to be (?:revised|reviewed|updated)|under revision|de revizuit|în revizuire|"
    r"in revizuire|de actualizat)\s*[)\]]",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"^(?:why|what|how|who|whom|whose|when|where|which|can|could|do|does|did|is|are|will|should|"
    r"de ce|ce|cum|cine|cui|când|cand|unde|care|cât|cat|câți|câte|cati|cate|pot|putem|este|sunt|"
    r"din ce|la ce|pentru ce|în ce|in ce)\b",
    re.IGNORECASE,
)
# What wikis put under a page.
_FURNITURE = re.compile(
    r"^(?:this is an open document|related (?:articles|issues|pages|content)|no labels|"
    r"acest(?:a)? (?:este )?(?:un )?document deschis|articole (?:similare|conexe|înrudite)|"
    r"pagini (?:similare|conexe)|nicio etichetă)\b",
    re.IGNORECASE,
)
_LONGEST_QUESTION = 250
_LONGEST_WITHOUT_MARK = 120


@dataclass
class _Asked:
    title: str
    has_mark: bool
    lines: list[str] = field(default_factory=list)


def read(text: str, language: str) -> Reading:
    """Find the questions and what stands under each; say what was left out."""
    reading = Reading()
    before: list[str] = []
    asked: list[_Asked] = []
    is_after = False
    lines = [line.replace("\u00a0", " ").strip() for line in text.split("\n")]
    for number, line in enumerate(lines):
        starts = number == 0 or not lines[number - 1] or is_marked(lines[number - 1])
        ends = number + 1 == len(lines) or not lines[number + 1]
        if starts and (is_marked(line) or (ends and asks_without_mark(line))):
            asked.append(_Asked(line, is_marked(line)))
            is_after = False
        elif not asked:
            before.append(line)
        elif is_after or (starts and is_furniture(line)):
            is_after = True
            reading.left_out += [f"“{excerpt(line)}”"] if line else []
        else:
            asked[-1].lines.append(_ANSWER_MARK.sub("", line) if not asked[-1].lines else line)
    introduction = answers.blocks_of("\n".join(before))
    reading.left_out[:0] = [
        f"before the first question: “{excerpt(each)}”" for each in introduction
    ]
    reading.entries = [entry(each.title, "\n".join(each.lines), language) for each in asked]
    for each, made in zip(asked, reading.entries, strict=True):
        if not each.has_mark:
            made.remarks.append("Taken as a question although it has no question mark.")
    return reading


def entry(title: str, answer: str, language: str, *, is_markdown: bool = False) -> Entry:
    """One question with what stands under it, judged: is that an answer?"""
    asked = _NUMBER.sub("", " ".join(title.split()))
    bare = wording(title)
    blocks = answers.blocks_of(answer)
    verdict = answers.judge(blocks)
    links = answers.lost_links(blocks)
    markdown = answer if is_markdown else answers.as_markdown(blocks)
    short, body = answers.split_short(markdown) if verdict.is_complete else ("", "")
    note = [*verdict.losses, *links]
    if blocks and not verdict.is_complete:
        note += ["", "What was found:", "", markdown]
    return Entry(
        language=language,
        text=Text(bare if is_markdown or bare.endswith("?") else f"{bare}?", short, body),
        is_answered=verdict.is_complete,
        is_to_be_revised=bare != asked,
        note="\n".join(note),
        remarks=[*(verdict.losses if blocks else []), *links],
    )


def wording(title: str) -> str:
    """Without a number before it and a remark behind it."""
    return _TO_BE_REVISED.sub("", _NUMBER.sub("", " ".join(title.split()))).strip()


def is_to_be_revised(title: str) -> bool:
    return bool(_TO_BE_REVISED.search(title))


def is_furniture(line: str) -> bool:
    """What a wiki says under a page, for everybody who reads it."""
    return bool(_FURNITURE.match(line))


def is_marked(line: str) -> bool:
    bare = _TO_BE_REVISED.sub("", line).strip()
    return bare.endswith("?") and len(line) <= _LONGEST_QUESTION


def asks_without_mark(line: str) -> bool:
    bare = _NUMBER.sub("", _TO_BE_REVISED.sub("", line)).strip()
    return (
        bool(_ASKS.match(bare))
        and len(bare) <= _LONGEST_WITHOUT_MARK
        and len(bare.split()) >= 4
        and not bare.endswith((".", ":", ";", "!", ","))
    )
