"""One wording leads to one answer."""

from collections.abc import Iterable

from django.db.models import Q

from faq.questions.models import Alias, Question, QuestionStatus, Translation
from faq.search.words import plain


def taken(question_id: int | None, language: str, texts: Iterable[str]) -> dict[str, Question]:
    """Those of `texts` that are the question of another answer already, or lead to it.

    Capitals, diacritics and signs make no other wording. Archived questions do not count.
    """
    asked = {text: plain(text) for text in texts}
    wanted = {folded for folded in asked.values() if folded}
    if not wanted:
        return {}
    titles, aliases = Q(), Q()
    for text in asked:
        for spelling in _spellings(text):
            titles |= Q(title__unaccent__iexact=spelling)
            aliases |= Q(text__unaccent__iexact=spelling)
    found: dict[str, Question] = {}
    for rows, name in (
        (Translation.objects.filter(titles), "title"),
        (Alias.objects.filter(aliases), "text"),
    ):
        others = (
            rows.filter(language=language)
            .exclude(question__status=QuestionStatus.ARCHIVED)
            .select_related("question")
        )
        for row in others.exclude(question=question_id) if question_id else others:
            found.setdefault(plain(getattr(row, name)), row.question)
    return {text: found[folded] for text, folded in asked.items() if folded in found}


def _spellings(text: str) -> set[str]:
    bare = " ".join(text.split()).rstrip(" ?!.")
    return {text, bare, f"{bare}?", f"{bare}."}
