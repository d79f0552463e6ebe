"""Every change of this room that has a rule."""

from members.banking.actions.deciding import (
    ignore_line,
    post_by_hand,
    post_match,
    postpone_line,
    requeue_line,
    undo_line,
)
from members.banking.actions.importing import Received, import_statement, read_file
from members.banking.actions.layouts import layout_from_example
from members.banking.actions.letters import tell_of_file
from members.banking.actions.matching import work_off
from members.banking.actions.rehearsing import Tally, rehearse
from members.banking.actions.storing import store_lines

__all__ = [
    "Received",
    "Tally",
    "ignore_line",
    "import_statement",
    "layout_from_example",
    "post_by_hand",
    "post_match",
    "postpone_line",
    "read_file",
    "rehearse",
    "requeue_line",
    "store_lines",
    "tell_of_file",
    "undo_line",
    "work_off",
]
