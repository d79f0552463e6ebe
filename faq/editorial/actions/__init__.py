"""What may change in a question and its answers. Every function locks the question first.

An actor or author of None is the portal itself, which imports files.
"""

from faq.editorial.actions.details import add_wording, change_details, create_question, renamed
from faq.editorial.actions.merging import merge_labels, merge_questions
from faq.editorial.actions.moves import archive_question, restore_question, withdraw_answer
from faq.editorial.actions.needs import mark_to_be_revised, revised
from faq.editorial.actions.proposals import (
    accept_proposal,
    decline_proposal,
    propose_edit,
    reopen_proposal,
    withdraw_proposal,
)
from faq.editorial.actions.texts import (
    confirm_in_step,
    discard_draft,
    publish_revision,
    restore_revision,
    save_draft,
)

__all__ = [
    "accept_proposal",
    "add_wording",
    "archive_question",
    "change_details",
    "confirm_in_step",
    "create_question",
    "decline_proposal",
    "discard_draft",
    "mark_to_be_revised",
    "merge_labels",
    "merge_questions",
    "propose_edit",
    "publish_revision",
    "renamed",
    "reopen_proposal",
    "restore_question",
    "restore_revision",
    "revised",
    "save_draft",
    "withdraw_answer",
    "withdraw_proposal",
]
