from dataclasses import dataclass, field

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from faq.editorial import differences
from faq.editorial.differences import FieldDifference
from faq.editorial.models import Draft
from faq.editorial.texts import Text, text_of
from faq.questions.models import Question, Revision, Translation
from members.accounts.models import User

DRAFT = "draft"


@dataclass(frozen=True)
class Panel:
    """What the office sees of one language beside its form.

    `since` is what has changed in the `other` language since both said the same; `since_name`
    names the revision that it begins with.
    """

    language: str
    name: str | Promise
    translation: Translation | None
    draft: Draft | None
    revisions: list[Revision]
    other: Translation | None = None
    other_name: str | Promise = ""
    since_name: str = ""
    since: list[FieldDifference] = field(default_factory=list)

    @property
    def newest(self) -> Revision | None:
        return self.revisions[0] if self.revisions else None

    @property
    def behind(self) -> str:
        """The weight of what has changed on the other side, in words; empty for nothing."""
        row = self.translation
        return row.get_behind_display() if row and row.behind else ""

    @property
    def last_person(self) -> User | None:
        """Who has written what stands there now."""
        last = self.draft or self.newest
        return last.author if last else None


def panels_of(question: Question) -> dict[str, Panel]:
    translations = {row.language: row for row in question.translations.all()}
    written = Draft.objects.filter(question=question).select_related("author")
    drafts = {row.language: row for row in written}
    revisions = Revision.objects.filter(translation__question=question)
    by_language: dict[str, list[Revision]] = {}
    for revision in revisions.select_related("translation", "author").order_by("-number"):
        by_language.setdefault(revision.translation.language, []).append(revision)
    return {
        code: Panel(
            language=code,
            name=name,
            translation=translations.get(code),
            draft=drafts.get(code),
            revisions=by_language.get(code, []),
            **_other_side(code, translations, by_language),
        )
        for code, name in settings.LANGUAGES
    }


def wordings_of(question: Question, language: str) -> dict[str, tuple[str, Text]]:
    """All that can be compared in a language, newest first: {name: (how it is called, text)}."""
    panel = panels_of(question)[language]
    found = {DRAFT: (_("Draft"), text_of(panel.draft))} if panel.draft else {}
    for number, revision in enumerate(panel.revisions):
        said = (
            _("Revision %(number)d, what readers see") if not number else _("Revision %(number)d")
        )
        found[str(revision.number)] = (said % {"number": revision.number}, text_of(revision))
    return found


def _other_side(
    language: str, translations: dict[str, Translation], revisions: dict[str, list[Revision]]
) -> dict:
    row = translations.get(language)
    for code, name in settings.LANGUAGES:
        other = translations.get(code)
        if code == language or other is None or not other.is_written:
            continue
        found: dict = {"other": other, "other_name": name}
        numbered = {revision.number: revision for revision in revisions.get(code, [])}
        start = numbered.get(row.in_step_with) if row else None
        if row and row.behind and start:
            found["since"] = differences.between(text_of(start), text_of(other))
            found["since_name"] = _("Revision %(number)d") % {"number": start.number}
        return found
    return {}
