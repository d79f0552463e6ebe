import hashlib
from dataclasses import astuple, dataclass

from django.conf import settings
from django.utils.text import slugify
from django.utils.translation import gettext as _

from cluster_portal.toolkit import markdown
from faq.editorial.errors import TooManySignsError
from faq.editorial.models import Draft, Proposal
from faq.questions.models import Revision, Significance, Translation

LANGUAGES = [code for code, _name in settings.LANGUAGES]
WORDS = ("title", "short_answer", "body", "addendum")
_CEDILLA = str.maketrans("şţŞŢ", "șțȘȚ")


@dataclass(frozen=True)
class Text:
    """What an editor writes in one language."""

    title: str
    short_answer: str = ""
    body: str = ""
    addendum: str = ""

    @property
    def has_answer(self) -> bool:
        """What members read beneath an answer is none by itself."""
        return bool(self.short_answer or self.body)

    def tidied(self, language: str) -> "Text":
        """One line of question, one paragraph of short answer; Romanian with comma-below."""
        tidy = Text(
            " ".join(self.title.split()),
            " ".join(self.short_answer.split()),
            _tidy_markdown(self.body),
            _tidy_markdown(self.addendum),
        )
        return (
            Text(*(each.translate(_CEDILLA) for each in astuple(tidy)))
            if language == "ro"
            else tidy
        )


def text_of(row: Translation | Draft | Revision | Proposal) -> Text:
    return Text(row.title, row.short_answer, row.body, row.addendum)


def fingerprint(text: Text, language: str) -> str:
    """The same for the same words: to know what a form has changed."""
    words = "\0".join(astuple(text.tidied(language)))
    return hashlib.sha256(words.encode()).hexdigest()[:16]


def check_signs(source: str) -> None:
    """Raise TooManySignsError if readers would see the end of it as it was typed."""
    if not markdown.is_read_whole(source):
        raise TooManySignsError(
            _(
                "This has more lists, tables, links and signs of Markdown than one page can show. "
                "Please make two answers of it, or write it more plainly."
            )
        )


def is_reply(known: Translation, significance: str = Significance.CONTENT) -> bool:
    """Whether a new text says the same as the other side when nobody has said that it does.

    A first answer translates the one there is; a text that lagged behind catches up. A corrected
    letter leaves everything as it was.
    """
    if not known.is_written:
        return True
    has_told = known.behind in {Significance.CONTENT, Significance.MAJOR}
    return has_told and significance != Significance.TYPO


def _tidy_markdown(source: str) -> str:
    return "\n".join(source.splitlines()).strip("\n").rstrip()


def slug_of(title: str) -> str:
    return slugify(title)[:80].rstrip("-") or "question"
