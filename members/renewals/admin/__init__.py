from members.renewals.admin import reminders, rules, runs

__all__ = ["reminders", "rules", "runs"]
