"""Romanian and English word forms with their lemmas, found by folded letters.

The dictionaries are simplemma's. Loaded, they take 54 MB and a third of a second in each process,
and know no word that is typed without its diacritics. So they are written once, folded and
sorted, into a file that all processes of a machine map into their memory together.
"""

import contextlib
import functools
import logging
import mmap
import re
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

from django.conf import settings
from simplemma.strategies.dictionaries import DefaultDictionaryFactory

from faq.search.words import fold

LANGUAGES = ("ro", "en")
OURS = Path(__file__).parent / "data" / "lemmas.txt"
_FORMAT = 2  # raise it with lexemes.VERSION
_SHORTEST = 2
_LONGEST = 40
_SHORT = 3
_ABBREVIATES = 2  # letters that a lemma has more than a short form that stands for it
_logger = logging.getLogger(__name__)


@functools.lru_cache(maxsize=20_000)
def lemmas_of(folded: str) -> tuple[str, ...]:
    """The folded lemmas of a folded form, or none if neither language has such a word."""
    if not folded.isascii() or not folded.isalpha():
        return ()
    line = _line(_words(), folded.encode() + b"\t")
    return tuple(_restored(folded, short) for short in line.split("\t")[1:])


def is_word(folded: str) -> bool:
    return bool(lemmas_of(folded))


def build(folder: Path | None = None) -> Path:
    """Write the file unless it is there; about three seconds when it is not."""
    path = (folder or Path(settings.FAQ_LEXICON_FOLDER)) / _name()
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
            file.write(_content())
        Path(file.name).chmod(0o644)
        Path(file.name).replace(path)  # two that build at once write the same
        for other in path.parent.glob("lexicon-*.txt"):
            if other != path:
                with contextlib.suppress(OSError):
                    other.unlink()
    return path


@functools.cache
def _words() -> mmap.mmap:
    try:
        with build().open("rb") as file:
            return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except OSError as error:
        _logger.warning("The lexicon is kept in memory, its folder cannot be written: %s", error)
        content = _content()
        words = mmap.mmap(-1, len(content))
        words.write(content)
        return words


def _line(words: mmap.mmap, wanted: bytes) -> str:
    """The line that begins with these bytes, or nothing."""
    low, high = 0, len(words)
    while low < high:
        start = words.rfind(b"\n", low, (low + high) // 2) + 1 or low
        end = words.find(b"\n", start)
        if words[start:end] < wanted:
            low = end + 1
        else:
            high = start
    end = words.find(b"\n", low)
    found = words[low:end] if end > low else b""
    return found.decode() if found.startswith(wanted) else ""


def _content() -> bytes:
    forms: dict[str, set[str]] = defaultdict(set)
    for form, lemma in _entries():
        folded, folded_lemma = fold(form), fold(lemma)
        if _is_kept(folded) and _is_kept(folded_lemma) and not _is_sign(folded, folded_lemma):
            forms[folded].add(folded_lemma)
    for form, sign, other in _ours():
        if sign == "=":
            forms[other].add(form)
        else:
            forms[form].discard(other)
    for lemma in {lemma for lemmas in forms.values() for lemma in lemmas}:
        forms[lemma].add(lemma)
    lines = (
        "\t".join([form, *(_shortened(form, lemma) for lemma in sorted(forms[form]))])
        for form in sorted(forms)
    )
    return ("\n".join(lines) + "\n").encode()


def _entries() -> Iterator[tuple[str, str]]:
    factory = DefaultDictionaryFactory(cache_max_size=1)
    for language in LANGUAGES:
        yield from factory.get_dictionary(language).items()


def _ours() -> Iterator[tuple[str, str, str]]:
    """A word, = or ≠, and another, all folded."""
    for line in OURS.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            word, sign, others = re.split(" ([=≠]) ", line)
            for other in others.split(", "):
                yield fold(word), sign, fold(other)


def _is_sign(form: str, lemma: str) -> bool:
    """CD is no cadmium here, AG no silver, and nobody means an estate by “est”."""
    return len(form) <= _SHORT and len(lemma) > len(form) + _ABBREVIATES


def _is_kept(word: str) -> bool:
    return word.isascii() and word.isalpha() and _SHORTEST <= len(word) <= _LONGEST


def _shortened(form: str, lemma: str) -> str:
    """How much of the form's end goes, as a letter, and what comes in its place."""
    same = next(
        (n for n, (one, other) in enumerate(zip(form, lemma, strict=False)) if one != other),
        min(len(form), len(lemma)),
    )
    return chr(ord("A") + len(form) - same) + lemma[same:]


def _restored(form: str, short: str) -> str:
    return form[: len(form) - (ord(short[0]) - ord("A"))] + short[1:]


def _name() -> str:
    return f"lexicon-{version('simplemma')}-{_FORMAT}.txt"
