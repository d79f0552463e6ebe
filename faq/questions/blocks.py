"""Live blocks in answers: asked for by name, checked when saved, told anew for each reader.

Setting FAQ_LIVE_BLOCKS names them: {"current-projects": "dotted.path.of.a.LiveBlock"}. They are
public facts: whoever may read the answer reads them.
"""

import functools
import logging
import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.db import connection, transaction
from django.utils.functional import Promise
from django.utils.html import escape, format_html
from django.utils.module_loading import import_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cluster_portal.toolkit import markdown
from cluster_portal.toolkit.blocks import LiveBlock
from faq.questions import placeholders
from faq.questions.errors import (
    BlockError,
    BlockParameterError,
    BlockPlaceError,
    UnknownBlockError,
)
from faq.questions.placeholders import Call, Place

LONGEST_WAIT = 1_500  # milliseconds that the database may take for one block
_NAME = re.compile(r"[a-z][a-z0-9-]*")

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Described:
    """One block as an editor needs to know it."""

    name: str
    shows: str | Promise
    takes: list[tuple[str, list[tuple[str, str]]]]
    fits_a_sentence: bool


def names() -> list[str]:
    return sorted(settings.FAQ_LIVE_BLOCKS)


@functools.lru_cache(maxsize=256)
def _loaded(path: str) -> LiveBlock:
    return import_string(path)


def block_named(name: str) -> LiveBlock:
    """Raises UnknownBlockError, which lists the known ones."""
    if name not in settings.FAQ_LIVE_BLOCKS:
        raise UnknownBlockError(
            _("There is no live block “%(name)s”. The known ones are: %(known)s.")
            % {"name": name, "known": ", ".join(names())}
        )
    return _loaded(settings.FAQ_LIVE_BLOCKS[name])


def described() -> list[Described]:
    """For the list beside the editor's form."""
    found = []
    for name in names():
        block = block_named(name)
        takes = [
            (word, [(str(value), str(label)) for value, label in kinds.choices])
            for word, kinds in block.takes.items()
        ]
        found.append(Described(name, block.shows, takes, block.number is not None))
    return found


def check_blocks(source: str) -> None:
    """Raises a BlockError for the first block of this Markdown that cannot be shown."""
    for call in _calls(markdown.render(source) if "[[" in source else ""):
        _check(call)


def check_no_blocks(text: str) -> None:
    """For plain texts, which stand in lists and in other people's pages."""
    if "[[" in text and "]]" in text.partition("[[")[2]:
        raise BlockPlaceError(
            _("A live block can stand in the full answer only, not in the short one.")
        )


def quoted_unknown(source: str) -> tuple[str, list[str]]:
    """The Markdown with the blocks that cannot be shown set as code, and why: for an import."""
    reasons: dict[str, str] = {}
    for call in _calls(markdown.render(source) if "[[" in source else ""):
        try:
            _check(call)
        except BlockError as error:
            reasons[call.words] = str(error)
    for words in reasons:
        written = r"\s+".join(re.escape(word) for word in words.split())
        call_in_source = re.compile(rf"(?<!`)\[\[\s*{written}\s*\]\](?!`)")
        source = call_in_source.sub(lambda found: f"`{found[0]}`", source)
    return source, list(reasons.values())


def filled(html: str) -> SafeString:
    """A cleaned text with its blocks told in the active language; without blocks, no query."""
    if "[[" not in html:
        return mark_safe(html)  # noqa: S308 - cleaned by nh3 when it was saved
    told: dict[Call, str] = {}
    parts = []
    for piece in placeholders.pieces(html):
        if isinstance(piece, Call):
            if piece not in told:
                told[piece] = _told(piece)
            parts.append(told[piece])
        else:
            parts.append(piece)
    return mark_safe(placeholders.joined(parts))  # noqa: S308 - cleaned; blocks are templates


def without_blocks(html: str) -> str:
    """A cleaned text as search, descriptions and feeds take it."""
    if "[[" not in html:
        return html
    pieces = placeholders.pieces(html)
    return placeholders.joined(["" if isinstance(piece, Call) else piece for piece in pieces])


def _calls(html: str) -> Iterable[Call]:
    return [piece for piece in placeholders.pieces(html) if isinstance(piece, Call)]


def _check(call: Call) -> None:
    block, _values = _understood(call)
    if call.place == Place.SENTENCE and block.number is None:
        raise BlockPlaceError(
            _("The live block “%(call)s” is more than a number: it needs a line of its own.")
            % {"call": call.words}
        )


def _understood(call: Call) -> tuple[LiveBlock, dict[str, str]]:
    name, *words = call.words.split() or [""]
    block = block_named(name)
    values: dict[str, str] = {}
    for word in words:
        parameter, _equals, value = word.partition("=")
        if parameter not in block.takes:
            raise BlockParameterError(
                _("The live block “%(name)s” does not take “%(word)s”. It takes: %(known)s.")
                % {"name": name, "word": word, "known": ", ".join(block.takes) or _("nothing")}
            )
        known = [str(kind) for kind in block.takes[parameter].values]
        if value not in known:
            raise BlockParameterError(
                _("“%(word)s” is not known to the live block “%(name)s”. It can be: %(known)s.")
                % {"name": name, "word": word, "known": ", ".join(known)}
            )
        values[parameter] = value
    return block, values


def _told(call: Call) -> str:
    """Whatever happens to one block, the page is made."""
    try:
        block, values = _understood(call)
    except BlockError:
        log.warning("An answer asks for the live block %r, which cannot be shown", call.words)
        return ""
    in_sentence = call.place == Place.SENTENCE
    tell = block.number if in_sentence else block.tell
    html = ""
    try:
        with transaction.atomic():
            _wait_no_longer_than(LONGEST_WAIT)
            html = tell(**values) if tell else ""
    except Exception:
        log.exception("The live block %r could not be told", call.words)
    if in_sentence:
        return escape(html or "–")
    language = get_language() or settings.LANGUAGE_CODE
    shown = html or format_html("<p><em>{}</em></p>", block.empty)
    return f'</p><div class="live-block" lang="{language}">{shown}</div><p>'


def _wait_no_longer_than(milliseconds: int) -> None:
    """For the transaction; pages have none but this one, and it ends with the block."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('statement_timeout', %s, true)", [str(milliseconds)])
