"""The same movement in a file of another format: there the bank tells it in other words.

Within a format such a movement has the same identity and comes in once. Between formats without a
common bank's reference nothing certain says so: the line waits for a person.
"""

import datetime as dt
from collections import defaultdict
from decimal import Decimal

from members.banking.matching.texts import tight
from members.banking.models import StatementFile, StatementLine

SAME_WORDS = 8  # letters that two texts do not have in common by chance


class Twins:
    def __init__(self, file: StatementFile):
        self.told: dict[tuple[dt.date, Decimal], list[tuple[int, str, str]]] = defaultdict(list)
        if file.from_on is None or file.to_on is None:
            return
        lines = StatementLine.objects.filter(
            account=file.account_id, booked_on__range=(file.from_on, file.to_on)
        ).exclude(file__format=file.format)
        for day, amount, pk, iban, *words in lines.order_by("pk").values_list(
            "booked_on", "amount", "pk", "other_iban", "details", "structured_reference"
        ):
            self.told[day, amount].append((pk, iban, tight("".join(words))))

    def of(self, line: StatementLine) -> int | None:
        """The key of one of that day and sum, from the same account, or of the same words."""
        words = tight(line.details + line.structured_reference)
        told = self.told.get((line.booked_on, line.amount), ())
        same = (pk for pk, iban, known in told if _is_same(line.other_iban, words, iban, known))
        return next(same, None)


def _is_same(iban: str, words: str, other_iban: str, others: str) -> bool:
    if iban and other_iban:
        return iban == other_iban
    shorter, longer = sorted((words, others), key=len)
    return shorter in longer and (len(shorter) >= SAME_WORDS or shorter == longer)
