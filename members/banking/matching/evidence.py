"""One fact that speaks for an organisation or a document, and how far it may be trusted."""

from dataclasses import dataclass
from enum import StrEnum

from members.banking.matching.book import Document


class Kind(StrEnum):
    """What was seen. `DOUBT` says how often such a fact misleads, between 0 and 1."""

    REFERENCE = "reference"
    DAMAGED_REFERENCE = "damaged_reference"
    NUMBER = "number"
    LOOSE_NUMBER = "loose_number"
    ALSO_NUMBER = "also_number"
    IBAN = "iban"
    IBAN_OF_ANOTHER_NAME = "iban_of_another_name"
    IDENTIFIER = "identifier"
    BARE_IDENTIFIER = "bare_identifier"
    NAME = "name"
    CUT_NAME = "cut_name"
    NAME_IN_TEXT = "name_in_text"
    SIMILAR_NAME = "similar_name"


DOUBT: dict[Kind, float] = {
    Kind.REFERENCE: 0.01,
    Kind.DAMAGED_REFERENCE: 0.45,
    Kind.NUMBER: 0.15,
    Kind.LOOSE_NUMBER: 0.5,
    Kind.ALSO_NUMBER: 0.4,
    Kind.IBAN: 0.05,
    Kind.IBAN_OF_ANOTHER_NAME: 0.3,
    Kind.IDENTIFIER: 0.05,
    Kind.BARE_IDENTIFIER: 0.3,
    Kind.NAME: 0.12,
    Kind.CUT_NAME: 0.2,
    Kind.NAME_IN_TEXT: 0.3,
    Kind.SIMILAR_NAME: 0.35,
}
# Two of these that disagree forbid posting, whatever else is said.
STRONG = frozenset(
    {Kind.REFERENCE, Kind.NUMBER, Kind.IBAN, Kind.IDENTIFIER, Kind.NAME, Kind.NAME_IN_TEXT}
)


@dataclass(frozen=True, slots=True)
class Evidence:
    kind: Kind
    organisation_id: int
    text: str
    document: Document | None = None
    is_one_of_several: bool = False  # the same words can mean others as well

    @property
    def doubt(self) -> float:
        return max(DOUBT[self.kind], 0.5) if self.is_one_of_several else DOUBT[self.kind]

    @property
    def is_strong(self) -> bool:
        return self.kind in STRONG and not self.is_one_of_several
