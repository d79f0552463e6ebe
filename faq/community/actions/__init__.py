"""What readers do, and what the office does with it."""

from faq.community.actions.follows import (
    answer_revised,
    confirm_follow,
    end_follow,
    follow,
    follow_by_mail,
    need_closed,
    stop_following,
)
from faq.community.actions.moderation import (
    decline_contribution,
    let_through,
    mark_as_spam,
    may_take_up,
    publish_contribution,
    reopen_contribution,
    reply_to_contribution,
    resolve_contribution,
    show_to,
)
from faq.community.actions.retention import forget_what_is_old
from faq.community.actions.sending import confirm_contribution, contribute, forget_sender
from faq.community.actions.votes import cast_vote, explain_vote

__all__ = [
    "answer_revised",
    "cast_vote",
    "confirm_contribution",
    "confirm_follow",
    "contribute",
    "decline_contribution",
    "end_follow",
    "explain_vote",
    "follow",
    "follow_by_mail",
    "forget_sender",
    "forget_what_is_old",
    "let_through",
    "mark_as_spam",
    "may_take_up",
    "need_closed",
    "publish_contribution",
    "reopen_contribution",
    "reply_to_contribution",
    "resolve_contribution",
    "show_to",
    "stop_following",
]
