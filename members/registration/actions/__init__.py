"""Every change of this room that has a rule."""

from members.registration.actions.decisions import (
    answer_information,
    approve_application,
    reject_application,
    request_information,
)
from members.registration.actions.drafts import (
    add_paper,
    change_category,
    remove_paper,
    save_step,
    send_link,
    start_application,
)
from members.registration.actions.submission import submit_application, withdraw_application
from members.registration.actions.upkeep import expire_draft, remind_draft

__all__ = [
    "add_paper",
    "answer_information",
    "approve_application",
    "change_category",
    "expire_draft",
    "reject_application",
    "remind_draft",
    "remove_paper",
    "request_information",
    "save_step",
    "send_link",
    "start_application",
    "submit_application",
    "withdraw_application",
]
