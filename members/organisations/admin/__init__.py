from members.organisations.admin import association, organisations, people, private

__all__ = ["association", "organisations", "people", "private"]
