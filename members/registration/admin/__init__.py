from members.registration.admin import applications, catalogue

__all__ = ["applications", "catalogue"]
