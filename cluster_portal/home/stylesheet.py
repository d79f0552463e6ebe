"""The portal's one style sheet: tokens, base, layout, components, and the association's accent.

The files of static/css are sent together, so that a page costs one request for its styles and a
new component needs no link. Nothing is compiled: what is sent is what is written.
"""

import gzip
import hashlib
from functools import cache, lru_cache
from pathlib import Path

import brotli  # type: ignore[import-untyped]  # it ships no types
from django.conf import settings

from cluster_portal.home import theme

FOLDER = Path(settings.ROOT) / "static" / "css"
FIRST = ("base.css", "tokens.css", "layout.css")
ENCODINGS = ("br", "gzip")


def sheet(accent: str, name: str = "site") -> str:
    """All of the styles of the site, or of the admin; `accent` is #rrggbb, or empty for our own."""
    styles = _files.__wrapped__(name) if settings.DEBUG else _files(name)
    whole = f"{styles}\n{theme.css(accent)}" if accent else styles
    # Django's admin styles stand in no layer and would win over ours that do.
    return whole.replace("@layer tokens", "@media all") if name == "admin" else whole


def packed(accent: str, name: str, encoding: str) -> bytes:
    """The sheet as it is sent; `encoding` is br, gzip or empty. Packed once a process."""
    return _packed(sheet(accent, name), encoding)


def encoding_for(accepted: str) -> str:
    """The best packing that a browser says it accepts; empty for none."""
    offered = {part.split(";")[0].strip() for part in accepted.lower().split(",")}
    return next((encoding for encoding in ENCODINGS if encoding in offered), "")


def version(accent: str, name: str = "site") -> str:
    """Changes when a style or the accent changes; part of the address, so that browsers keep it."""
    return _version(sheet(accent, name))


@cache
def _files(name: str) -> str:
    if name == "admin":
        files = [FOLDER / "tokens.css", FOLDER / "admin.css"]
    else:
        components = sorted((FOLDER / "components").glob("*.css"))
        files = [FOLDER / first for first in FIRST] + components
    return "\n".join(file.read_text(encoding="utf-8") for file in files)


@lru_cache(maxsize=8)
def _packed(plain: str, encoding: str) -> bytes:
    if encoding == "br":
        return brotli.compress(plain.encode(), mode=brotli.MODE_TEXT)
    return gzip.compress(plain.encode(), mtime=0) if encoding == "gzip" else plain.encode()


@lru_cache(maxsize=8)
def _version(plain: str) -> str:
    return hashlib.sha256(plain.encode()).hexdigest()[:12]
