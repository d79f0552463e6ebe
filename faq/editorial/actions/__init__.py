"""What may change in a question and its answers. Every function locks the question first.

An actor or author of None is the portal itself, which imports files.
"""

from faq.editorial.actions.details import add_wording, change_details, create_question, renamed
from faq.editorial.actions.moves import archive_question, restore_question, withdraw_answer
from faq.editorial.actions.needs import mark_to_be_revised, revised
from faq.editorial.actions.texts import (
    confirm_in_step,
    discard_draft,
    publish_revision,
    restore_revision,
    save_draft,
)

__all__ = [
    "add_wording",
    "archive_question",
    "change_details",
    "confirm_in_step",
    "create_question",
    "discard_draft",
    "mark_to_be_revised",
    "publish_revision",
    "renamed",
    "restore_question",
    "restore_revision",
    "revised",
    "save_draft",
    "withdraw_answer",
]
