"""What the Board sees of money: sums of many members, never the account of one."""

from dataclasses import dataclass

from governance.mandates.policies import sits_with_board
from members.organisations.policies import Person
from members.services import policies as service_policies
from members.services.worth import CategoryRow, YearOfWorth

# Of two, one who knows what his own organisation paid would know what the other did.
FEWEST_TOLD = 3


@dataclass(frozen=True)
class BoardRow:
    """A row of the table; without `figures` where they would tell of single members."""

    category: str
    tier: str
    members: int
    organisations: int
    figures: CategoryRow | None


def can_see_worth(user: Person) -> bool:
    """The office by its right in the admin, the Board by its mandate."""
    return service_policies.can_see_worth(user) or sits_with_board(user)


def rows_of(worth: YearOfWorth) -> list[BoardRow]:
    return [
        BoardRow(
            category=str(row.category.label),
            tier=row.tier,
            members=members,
            organisations=row.organisations,
            figures=row if row.organisations >= FEWEST_TOLD else None,
        )
        for row, members in worth.rows
    ]
