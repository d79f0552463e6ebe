from dataclasses import dataclass

from django.conf import settings
from django.utils.functional import Promise

from faq.editorial.models import Draft
from faq.questions.models import Question, Revision, Translation


@dataclass(frozen=True)
class Panel:
    """What the office sees of one language beside its form."""

    language: str
    name: str | Promise
    translation: Translation | None
    draft: Draft | None
    revisions: list[Revision]
    is_older: bool

    @property
    def newest(self) -> Revision | None:
        return self.revisions[0] if self.revisions else None


def panels_of(question: Question) -> dict[str, Panel]:
    translations = {row.language: row for row in question.translations.all()}
    written = Draft.objects.filter(question=question).select_related("author")
    drafts = {row.language: row for row in written}
    revisions = Revision.objects.filter(translation__question=question)
    by_language: dict[str, list[Revision]] = {}
    for revision in revisions.select_related("translation", "author").order_by("-number"):
        by_language.setdefault(revision.translation.language, []).append(revision)
    newest = max((row.revised_at for row in translations.values() if row.revised_at), default=None)
    return {
        code: Panel(
            language=code,
            name=name,
            translation=translations.get(code),
            draft=drafts.get(code),
            revisions=by_language.get(code, []),
            is_older=bool(
                newest
                and code in translations
                and (revised := translations[code].revised_at)
                and revised.date() < newest.date()
            ),
        )
        for code, name in settings.LANGUAGES
    }
