from members.organisations.admin import (
    association,
    changes,
    feed,
    joining,
    organisations,
    people,
    private,
)

__all__ = ["association", "changes", "feed", "joining", "organisations", "people", "private"]
