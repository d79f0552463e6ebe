from members.organisations.admin import (
    association,
    changes,
    feed,
    joining,
    objectives,
    organisations,
    people,
    private,
)

__all__ = [
    "association", "changes", "feed", "joining", "objectives", "organisations", "people", "private",
]  # fmt: skip
