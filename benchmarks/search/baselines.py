"""What one would otherwise have built, over title, short and whole answer of what is readable.

Each takes a query, its language and the visibilities; it gives numbers of questions, best first.
"""

from collections.abc import Callable

from django.contrib.postgres.search import (
    SearchQuery,
    SearchRank,
    SearchVector,
    TrigramWordSimilarity,
)
from django.db.models import Case, IntegerField, Q, TextField, Value, When
from django.db.models.functions import Concat

from faq.questions.models import QuestionStatus, Translation

_CONFIGURATIONS = {"ro": "romanian", "en": "english"}
_TEXTS = ("title", "short_answer", "body")
_LIKE_ENOUGH = 0.3  # pg_trgm's and Django's own default


def _readable(readable: list[str]):
    return Translation.objects.written().filter(
        question__status=QuestionStatus.PUBLISHED, question__visibility__in=readable
    )


def ilike_any_word(query: str, _language: str, readable: list[str]) -> list[int]:
    """ILIKE '%word%' for each word typed; those with more of the words first."""
    words = list(dict.fromkeys(query.split()))
    if not words:
        return []
    hits = [
        Case(
            When(Q(*[(f"{text}__icontains", word) for text in _TEXTS], _connector=Q.OR), then=1),
            default=0,
            output_field=IntegerField(),
        )
        for word in words
    ]
    found = sum(hits[1:], start=hits[0])
    return _best(_readable(readable).annotate(worth=found).filter(worth__gt=0))


def search_vector_and(query: str, language: str, readable: list[str]) -> list[int]:
    """As the documentation of django.contrib.postgres shows it: all words, in one language."""
    configuration = _CONFIGURATIONS[language]
    vector = (
        SearchVector("title", weight="A", config=configuration)
        + SearchVector("short_answer", weight="B", config=configuration)
        + SearchVector("body", weight="C", config=configuration)
    )
    asked = SearchQuery(query, config=configuration, search_type="websearch")
    return _best(
        _readable(readable)
        .annotate(vector=vector, worth=SearchRank(vector, asked))
        .filter(vector=asked)
    )


def trigrams(query: str, _language: str, readable: list[str]) -> list[int]:
    """pg_trgm's word_similarity alone."""
    text = Concat("title", Value(" "), "short_answer", Value(" "), "body", output_field=TextField())
    return _best(
        _readable(readable)
        .annotate(worth=TrigramWordSimilarity(query, text))
        .filter(worth__gt=_LIKE_ENOUGH)
    )


def _best(rows) -> list[int]:
    """Each question once, by the better of its two languages."""
    found = rows.order_by("-worth", "question").values_list("question", flat=True)
    return list(dict.fromkeys(found))[:10]


BASELINES: dict[str, Callable[[str, str, list[str]], list[int]]] = {
    "ILIKE any word": ilike_any_word,
    "SearchVector AND": search_vector_and,
    "trigram alone": trigrams,
}
