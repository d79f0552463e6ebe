from members.banking.admin import files, layouts, lines

__all__ = ["files", "layouts", "lines"]
