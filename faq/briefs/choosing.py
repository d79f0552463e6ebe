"""Which answers an address asks for: `?q=4,7,12`, or `?q=4&q=7` from the form."""

import re

from django.utils.translation import gettext as _

from faq.briefs.errors import NothingChosenError, TooManyAnswersError

MOST_ANSWERS = 40
_LONGEST_NUMBER = 9


def numbers_in(values: list[str]) -> list[int]:
    """Each number once, in the order asked for; what is no number is left out."""
    words = re.findall(r"[0-9]+", " ".join(values)[:20_000], re.ASCII)
    return list(dict.fromkeys(int(word) for word in words if len(word) <= _LONGEST_NUMBER))


def as_query(numbers: list[int]) -> str:
    return ",".join(map(str, numbers))


def check_number_of_answers(numbers: list[int]) -> None:
    if not numbers:
        raise NothingChosenError(_("Choose at least one answer."))
    if len(numbers) > MOST_ANSWERS:
        raise TooManyAnswersError(
            _("A brief has %(limit)d answers at most; you have chosen %(number)d.")
            % {"limit": MOST_ANSWERS, "number": len(numbers)}
        )
