from typing import Any


def can_publish(user: Any) -> bool:
    return user.has_perm("members.publish_legaltext")
