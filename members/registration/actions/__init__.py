"""Every change of this room that has a rule."""

from members.registration.actions.decisions import approve_application, reject_application
from members.registration.actions.drafts import (
    change_category,
    save_step,
    send_link,
    start_application,
)
from members.registration.actions.papers import add_paper, remove_paper
from members.registration.actions.screening import (
    answer_information,
    begin_screening,
    lacking_for_board,
    mark_ready,
    request_information,
    send_back,
    tick_checks,
)
from members.registration.actions.sharing import revoke_section, share_section
from members.registration.actions.submission import submit_application, withdraw_application
from members.registration.actions.upkeep import (
    expire_draft,
    expire_question,
    remind_draft,
    remind_of_question,
)

__all__ = [
    "add_paper",
    "answer_information",
    "approve_application",
    "begin_screening",
    "change_category",
    "expire_draft",
    "expire_question",
    "lacking_for_board",
    "mark_ready",
    "reject_application",
    "remind_draft",
    "remind_of_question",
    "remove_paper",
    "request_information",
    "revoke_section",
    "save_step",
    "send_back",
    "send_link",
    "share_section",
    "start_application",
    "submit_application",
    "tick_checks",
    "withdraw_application",
]
