"""Every change of this room that has a rule."""

from members.imports.actions.runs import (
    choose_columns,
    discard,
    receive,
    start_import,
    start_undo,
)
from members.imports.actions.work import compare_some, import_some, undo_some

__all__ = [
    "choose_columns",
    "compare_some",
    "discard",
    "import_some",
    "receive",
    "start_import",
    "start_undo",
    "undo_some",
]
