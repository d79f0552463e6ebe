"""Letters about fees, to those of the member who look after them."""

from typing import Any

from members.fees.documents import NoticeDocument
from members.fees.models import FeeNotice
from members.ledger import notifications as letters

FOLDER = "members/fees/mail"


def notice_issued(notice: FeeNotice) -> None:
    _tell("notice_issued", notice)


def notice_cancelled(notice: FeeNotice, *, reason: str) -> None:
    _tell("notice_cancelled", notice, reason=reason)


def _tell(letter: str, notice: FeeNotice, **context: Any) -> None:
    letters.tell(
        f"{FOLDER}/{letter}",
        notice.organisation,
        about=notice,
        notice=notice,
        document=NoticeDocument(notice),
        **context,
    )
