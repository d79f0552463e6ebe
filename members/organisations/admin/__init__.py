from members.organisations.admin import (
    association,
    changes,
    feed,
    organisations,
    people,
    private,
)

__all__ = ["association", "changes", "feed", "organisations", "people", "private"]
