"""The index follows the answers: written in the transaction that changes them."""

from collections import Counter
from collections.abc import Iterable

from django.db import connection, transaction
from django.db.models import Prefetch, QuerySet

from faq.questions.models import Question, Revision
from faq.search import lexemes, lexicon, related, shipped
from faq.search.documents import Document, documents_of, vector
from faq.search.lexemes import TITLE
from faq.search.models import LexemeCount, SearchDocument, VocabularyWord
from faq.search.repair import shortened
from faq.search.words import light_stem

load_thesaurus = shipped.load_thesaurus

_WRITE = """
INSERT INTO faq_searchdocument (question_id, visibility, names, words, vector, index_version)
VALUES (%s, %s, %s, %s, %s::tsvector, %s)
ON CONFLICT ON CONSTRAINT search_document_once_per_reader DO UPDATE
SET names = excluded.names, words = excluded.words, vector = excluded.vector,
    index_version = excluded.index_version
"""
# In the order of the key, so that two publishers never wait for each other.
_COUNT = """
INSERT INTO faq_vocabularyword AS known (visibility, word, stem, shown, documents)
SELECT * FROM unnest(%s::text[], %s::text[], %s::text[], %s::text[], %s::int[]) AS change
ORDER BY 1, 2
ON CONFLICT ON CONSTRAINT vocabulary_word_once_per_visibility DO UPDATE
SET documents = known.documents + excluded.documents,
    shown = CASE WHEN octet_length(excluded.shown) > octet_length(known.shown)
                 THEN excluded.shown ELSE known.shown END
"""
_BATCH = 200


@transaction.atomic
def index_questions(question_ids: Iterable[int]) -> None:
    """Bring the index up to date for these questions, and what stands beside them as related.

    The caller holds their locks.
    """
    wanted = list(question_ids)
    related.one_at_a_time()
    changes = _Changes()
    for start in range(0, len(wanted), _BATCH):
        _index(wanted[start : start + _BATCH], changes)
    changes.write()
    related.rewrite_related(wanted)


def rebuild_index() -> tuple[int, int]:
    """Write the whole index anew; readers keep the old one until it is done.

    Returns how many answers and how many words it holds.
    """
    lexicon.build()
    load_thesaurus()
    _rebuild()
    with connection.cursor() as cursor:
        cursor.execute("SELECT gin_clean_pending_list('faq_search_vector')")
        tables = "faq_searchdocument, faq_vocabularyword, faq_lexemecount"
        # What was replaced still stands in the way of each search until it is cleared away.
        cursor.execute(f"{'' if connection.in_atomic_block else 'VACUUM '}ANALYZE {tables}")
    return SearchDocument.objects.values("question").distinct().count(), (
        VocabularyWord.objects.count()
    )


@transaction.atomic
def _rebuild() -> None:
    related.one_at_a_time()
    with connection.cursor() as cursor:
        cursor.execute(
            "LOCK TABLE faq_searchdocument, faq_vocabularyword, faq_lexemecount "
            "IN SHARE ROW EXCLUSIVE MODE"
        )
    for model in (SearchDocument, VocabularyWord, LexemeCount):
        model.objects.all().delete()
    everything = list(Question.objects.order_by("pk").values_list("pk", flat=True))
    changes = _Changes()
    for start in range(0, len(everything), _BATCH):
        _index(everything[start : start + _BATCH], changes)
    changes.write()
    related.rewrite_related(everything, with_neighbours=False)


def bring_up_to_date() -> bool:
    """What a new version of the code needs before it serves; True when the index was rebuilt."""
    lexicon.build()
    load_thesaurus()
    is_old = SearchDocument.objects.exclude(index_version=lexemes.VERSION).exists()
    if is_old:
        rebuild_index()
    return is_old


def _index(question_ids: list[int], changes: _Changes) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_OLD, [question_ids])
        old = cursor.fetchall()
    documents = [
        document for question in _whole(question_ids) for document in documents_of(question)
    ]
    _write(documents)
    kept = {(document.question_id, document.visibility) for document in documents}
    gone = [row.pk for row in old if (row.question_id, row.visibility) not in kept]
    SearchDocument.objects.filter(pk__in=gone).delete()
    _count_words(old, documents)


def _whole(question_ids: list[int]) -> QuerySet[Question]:
    titles = Revision.objects.only("translation_id", "title")
    return (
        Question.objects.filter(pk__in=question_ids)
        .select_related("topic")
        .prefetch_related(
            "labels", "aliases", "translations", Prefetch("translations__revisions", titles)
        )
    )


def _write(documents: list[Document]) -> None:
    stems = lexemes.lexemes_of({word for each in documents for word in each.shown_words})
    with connection.cursor() as cursor:
        for document in documents:
            cursor.execute(
                _WRITE,
                [
                    document.question_id,
                    document.visibility,
                    document.names,
                    sorted(document.vocabulary),
                    document.vector(stems),
                    lexemes.VERSION,
                ],
            )


def _count_words(old: list[SearchDocument], new: list[Document]) -> None:
    """Add the difference to the vocabulary; words that no answer has any more leave it."""
    changes: Counter[tuple[str, str]] = Counter()
    shown: dict[str, str] = {}
    for row in old:
        changes.subtract((row.visibility, word) for word in row.words)
    for document in new:
        words = document.vocabulary
        changes.update((document.visibility, word) for word in words)
        for word, form in words.items():
            if len(form.encode()) > len(shown.get(word, "").encode()):
                shown[word] = form
    rows = sorted((*key, count) for key, count in changes.items() if count)
    if not rows:
        return
    visibilities, words_changed, counts = zip(*rows, strict=True)
    with connection.cursor() as cursor:
        cursor.execute(
            _COUNT,
            [
                list(visibilities),
                list(words_changed),
                [light_stem(word) for word in words_changed],
                [shown.get(word, word) for word in words_changed],
                list(counts),
            ],
        )
    VocabularyWord.objects.filter(word__in=set(words_changed), documents__lte=0).delete()
