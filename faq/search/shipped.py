"""The thesaurus that comes with the code, brought into the office's copy of it."""

import hashlib
import time
import tomllib
from pathlib import Path
from typing import Any

from django.db import transaction

from faq.search.models import ThesaurusEntry, ThesaurusState

FILE = Path(__file__).parent / "data" / "thesaurus.toml"
_FIELDS = {"same_en": "en", "same_ro": "ro", "asks_en": "asks_en", "asks_ro": "asks_ro"}


@transaction.atomic
def load_thesaurus(path: Path = FILE) -> int:
    """New entries are added, and entries that the office has not touched follow the file.

    What the office changed or switched off stays. Returns how many changed; asks one query when
    the file is the one that was loaded last.
    """
    content = path.read_bytes()
    file_hash = hashlib.sha256(content).hexdigest()
    state = ThesaurusState.objects.filter(pk=1).first()
    if state and state.file_hash == file_hash:
        return 0
    ThesaurusState.objects.get_or_create(pk=1)
    state = ThesaurusState.objects.select_for_update().get(pk=1)
    shipped = {entry["key"]: entry for entry in tomllib.loads(content.decode())["entry"]}
    known = {entry.key: entry for entry in ThesaurusEntry.objects.select_for_update()}
    new = [_filled(ThesaurusEntry(key=key), shipped[key]) for key in shipped.keys() - known.keys()]
    changed = [
        _filled(entry, shipped[key])
        for key, entry in known.items()
        if key in shipped and not entry.is_edited and entry.is_active
    ]
    ThesaurusEntry.objects.bulk_create(sorted(new, key=lambda entry: entry.key))
    ThesaurusEntry.objects.bulk_update(changed, [*_FIELDS, "note"])
    state.file_hash = file_hash
    state.version = time.time_ns()
    state.save(update_fields=["file_hash", "version"])
    return len(new) + len(changed)


def tell_that_it_changed() -> None:
    """Every process reads the thesaurus anew before its next search."""
    ThesaurusState.objects.update_or_create(pk=1, defaults={"version": time.time_ns()})


def _filled(entry: ThesaurusEntry, shipped: dict[str, Any]) -> ThesaurusEntry:
    for name, key in _FIELDS.items():
        setattr(entry, name, shipped.get(key, []))
    entry.note = shipped.get("note", "")
    return entry
