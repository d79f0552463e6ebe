from members.organisations.admin import association, objectives, organisations, people

__all__ = ["association", "objectives", "organisations", "people"]
