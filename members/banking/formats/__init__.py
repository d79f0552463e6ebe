"""Readers of bank statements: bytes in, `Statement`s out. They know nothing of the database."""

from members.banking.formats.entry import Statement, StatementEntry
from members.banking.formats.reading import FileFormat, format_of, read_statements

__all__ = ["FileFormat", "Statement", "StatementEntry", "format_of", "read_statements"]
