"""Who writes answers looks after the questions that were asked."""

from typing import Any


def can_answer(actor: Any) -> bool:
    return actor.has_perm("faq.change_ask") or actor.has_perm("faq.publish_question")
