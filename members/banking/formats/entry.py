"""What every kind of statement is read into. Pure data: no database, no settings."""

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal

NOT_A_REFERENCE = frozenset(
    {"", "NONREF", "NOREF", "NOTPROVIDED", "NOT PROVIDED", "NONE", "N/A", "NA", "-", "0", "NULL"}
)


def real_reference(text: str | None) -> str:
    """A bank's reference, or nothing where the bank wrote a word that says there is none."""
    plain = " ".join((text or "").split())
    is_empty = plain.upper() in NOT_A_REFERENCE or not plain.strip("0./-")
    return "" if is_empty else plain[:140]


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementEntry:
    """One movement on the account, as the bank tells it.

    `amount` is signed, in the account's currency: above zero came in. `details` keeps a line break
    wherever the bank broke the text, since it may have done so inside a word.
    """

    booked_on: dt.date
    amount: Decimal
    currency: str
    raw: str
    valued_on: dt.date | None = None
    is_reversal: bool = False  # takes an earlier entry back (ISO 20022 RvslInd, MT940 RC and RD)
    is_return: bool = False  # a transfer that the other bank sent back (ISO 20022 RtrInf)
    bank_reference: str = ""
    part: int = 0  # of an entry that holds several transfers: 1, 2, …
    end_to_end_id: str = ""
    structured_reference: str = ""
    other_name: str = ""
    other_iban: str = ""
    other_identifier: str = ""
    details: str = ""
    instructed_amount: Decimal | None = None
    instructed_currency: str = ""
    code: str = ""

    def content(self) -> str:
        """What makes a line without a bank's reference itself."""
        texts = (self.end_to_end_id, self.other_iban, self.other_name, self.details)
        plain = "|".join("".join(sign for sign in text if sign.isalnum()) for text in texts)
        return f"{self.booked_on:%Y%m%d}|{self.amount:.2f}|{self.currency}|{plain}".casefold()


@dataclass(slots=True, kw_only=True)
class Statement:
    """A run of entries of one account, with the balances the bank puts around them."""

    account: str = ""
    currency: str = ""
    number: str = ""
    from_on: dt.date | None = None
    to_on: dt.date | None = None
    opening: Decimal | None = None
    closing: Decimal | None = None
    entries: list[StatementEntry] = field(default_factory=list)

    @property
    def balances_fit(self) -> bool | None:
        """Opening balance and entries give the closing one; None where the bank told only one."""
        if self.opening is None or self.closing is None:
            return None
        return self.opening + sum(entry.amount for entry in self.entries) == self.closing

    def may_follow(self, before: "Statement") -> bool:
        """It begins with what the other one ended with, as far as the bank tells balances."""
        if self.opening is None or before.closing is None:
            return True
        return self.opening == before.closing

    @property
    def first_day(self) -> dt.date | None:
        return self.from_on or min((entry.booked_on for entry in self.entries), default=None)

    @property
    def last_day(self) -> dt.date | None:
        return self.to_on or max((entry.booked_on for entry in self.entries), default=None)
