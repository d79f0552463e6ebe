"""A notice as it is read: by the member, in a letter and in the office."""

from dataclasses import dataclass

from stdnum import iban, iso11649

from members.fees.models import FeeNotice
from members.fees.quotes import QuoteLine


@dataclass(frozen=True)
class Party:
    """Payer or payee as they were on the day of issue."""

    name: str
    identifier: str
    register_entries: list[str]
    address: list[str]


@dataclass(frozen=True)
class NoticeDocument:
    notice: FeeNotice

    @property
    def lines(self) -> list[QuoteLine]:
        return [QuoteLine.from_json(line) for line in self.notice.lines]

    @property
    def iban(self) -> str:
        return iban.format(self.notice.payee["iban"])

    @property
    def reference(self) -> str:
        return iso11649.format(self.notice.payment_reference)

    @property
    def payer(self) -> Party:
        data = self.notice.payer
        entries = [data["register_number"]] if data["register_number"] else []
        return Party(data["legal_name"], data["identifier"], entries, address_lines(data))

    @property
    def payee(self) -> Party:
        data = self.notice.payee
        return Party(
            data["legal_name"] or data["name"],
            data["fiscal_code"],
            data["register_entries"].splitlines(),
            address_lines(data),
        )


def address_lines(data: dict[str, str]) -> list[str]:
    """The lines of a postal address; empty parts leave none behind."""
    town = " ".join(part for part in (data["postal_code"], data["city"]) if part)
    lines = [data["street"], ", ".join(part for part in (town, data["county"]) if part)]
    country = data["country"] if data["country"] != "RO" else ""
    return [line for line in (*lines, country) if line]
