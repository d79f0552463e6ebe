from members.organisations.admin import association, organisations, people

__all__ = ["association", "organisations", "people"]
