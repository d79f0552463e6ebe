"""PDFs by Typst: tagged, with their language, the fonts embedded."""

import datetime as dt
import json
import threading
from pathlib import Path
from typing import Any

import typst

TEMPLATES = Path(__file__).resolve().parent / "templates"
# Readable aloud (PDF/UA-1) and to be kept (PDF/A-2a): asked for first. A sign that no embedded
# font has, an emoji say, forbids both; the document is then made without the promise.
STANDARDS = ["a-2a", "ua-1"]

_of_thread = threading.local()


def made(template: str, data: dict[str, Any], *, day: dt.date) -> bytes:
    """The PDF of a template of this folder. `data` reaches it as strings, never as code."""
    known = _of_thread.__dict__.setdefault("compilers", {})  # a compiler serves one thread
    compiler = known.get(template) or known.setdefault(template, _compiler(template))
    noon = dt.datetime.combine(day, dt.time(12), tzinfo=dt.UTC)
    wanted: dict[str, Any] = {
        "sys_inputs": {"data": json.dumps(data)},
        "format": "pdf",
        "timestamp": int(noon.timestamp()),
    }
    try:
        return compiler.compile(pdf_standards=STANDARDS, **wanted)
    except typst.TypstError:
        return compiler.compile(**wanted)


def _compiler(template: str) -> typst.Compiler:
    """With the fonts that it carries itself, so that a document is the same on every machine."""
    return typst.Compiler(
        str(TEMPLATES / template),
        root=str(TEMPLATES),
        font_paths=typst.Fonts(include_system_fonts=False),
    )
