"""What would come of a row: decided without writing anything, and again when it is imported."""

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from members.imports import values
from members.imports.models import ImportRow, Outcome


@dataclass
class Plan:
    """`changes` maps a field to [before, after], as JSON holds them; `facts` are what is to be
    written, as Python does. `subject` names what the row is about, for the one who reads; `reason`
    and `notes` are sentences in the language in force.
    """

    outcome: Outcome
    subject: str = ""
    reason: str = ""
    notes: list[str] = field(default_factory=list)
    changes: dict[str, list[Any]] = field(default_factory=dict)
    facts: dict[str, Any] = field(default_factory=dict)
    target_id: int | None = None

    def says(self) -> dict[str, Any]:
        """What the preview shows and the import has to find unchanged."""
        return {
            "outcome": self.outcome.value,
            "subject": self.subject[:250],
            "changes": self.changes,
        }


def cells_of(row: ImportRow, columns: dict[str, int]) -> dict[str, str]:
    """The filled cells by field; an empty cell says nothing, and so changes nothing."""
    found = {name: row.cells[place] for name, place in columns.items() if place < len(row.cells)}
    filled = {name: text for name, text in found.items() if text}
    values.no_formula(filled)
    return filled


def needed(cells: dict[str, str], name: str, label: str) -> str:
    if name not in cells:
        raise values.ValueRefusedError(_("%(field)s is missing.") % {"field": label})
    return cells[name]


def refused(reason: str, subject: str = "") -> Plan:
    return Plan(Outcome.REFUSED, subject=subject, reason=reason)


def shown(value: Any) -> Any:
    """A value as JSON and the preview hold it."""
    if value is None:
        return ""
    return value.isoformat() if hasattr(value, "isoformat") else value
