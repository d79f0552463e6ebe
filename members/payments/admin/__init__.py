from members.payments.admin import claims, payments, receivables

__all__ = ["claims", "payments", "receivables"]
