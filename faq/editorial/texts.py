from dataclasses import dataclass

from django.conf import settings
from django.utils.text import slugify

from faq.editorial.models import Draft
from faq.questions.models import Revision, Translation

LANGUAGES = [code for code, _name in settings.LANGUAGES]
_CEDILLA = str.maketrans("şţŞŢ", "șțȘȚ")


@dataclass(frozen=True)
class Text:
    """What an editor writes in one language."""

    title: str
    short_answer: str = ""
    body: str = ""

    def tidied(self, language: str) -> "Text":
        """One line of question, one paragraph of short answer; Romanian with comma-below."""
        title = " ".join(self.title.split())
        short = " ".join(self.short_answer.split())
        body = "\n".join(self.body.splitlines()).strip("\n").rstrip()
        if language == "ro":
            title, short, body = (each.translate(_CEDILLA) for each in (title, short, body))
        return Text(title, short, body)


def text_of(row: Translation | Draft | Revision) -> Text:
    return Text(row.title, row.short_answer, row.body)


def slug_of(title: str) -> str:
    return slugify(title)[:80].rstrip("-") or "question"
