from members.ledger.errors import LedgerError


class ClaimError(LedgerError):
    """A claim that something was paid cannot be made, or was answered already."""


class HoldError(LedgerError):
    """Reminders cannot be held like this."""
