"""Every change of this room that has a rule."""

from faq.demand.actions.gaps import assign_gap, ignore_gap, name_answer, reopen_gap
from faq.demand.actions.grouping import group_searches
from faq.demand.actions.keeping import count_old_searches
from faq.demand.actions.searches import asked_after_search, forget_sessions, note_search
from faq.demand.actions.trying import (
    answer_left,
    answer_published,
    gaps_to_watch,
    gaps_touched_by,
    try_gap,
)

__all__ = [
    "answer_left",
    "answer_published",
    "asked_after_search",
    "assign_gap",
    "count_old_searches",
    "forget_sessions",
    "gaps_to_watch",
    "gaps_touched_by",
    "group_searches",
    "ignore_gap",
    "name_answer",
    "note_search",
    "reopen_gap",
    "try_gap",
]
