"""The index follows the answers: written in the transaction that changes them."""

import contextlib
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from contextvars import ContextVar
from typing import Any

from django.db import connection, transaction
from django.db.models import Prefetch, QuerySet

from cluster_portal.toolkit.history import actions as history
from faq.questions.models import Question, Revision
from faq.search import lexemes, lexicon, marks, related, shipped
from faq.search.documents import Document, documents_of, vector
from faq.search.lexemes import TITLE
from faq.search.models import (
    LexemeCount,
    SearchDocument,
    ThesaurusEntry,
    ThesaurusEvent,
    VocabularyWord,
)
from faq.search.words import light_stem, plain, shortened
from members.accounts.models import User

load_thesaurus = shipped.load_thesaurus

_together: ContextVar[set[int] | None] = ContextVar("faq_indexed_together", default=None)

_WRITE = """
INSERT INTO faq_searchdocument
    (question_id, visibility, names, words, vector, marks, index_version)
VALUES (%s, %s, %s, %s, %s::tsvector, %s, %s)
ON CONFLICT ON CONSTRAINT search_document_once_per_reader DO UPDATE
SET names = excluded.names, words = excluded.words, vector = excluded.vector,
    marks = excluded.marks, index_version = excluded.index_version
"""
# In the order of the key, so that two publishers never wait for each other.
_COUNT_WORDS = """
INSERT INTO faq_vocabularyword AS known (visibility, word, stem, shown, shortened, documents)
SELECT visibility, word, stem, shown, string_to_array(shortened, ' '), documents
FROM unnest(%s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::int[])
     AS change (visibility, word, stem, shown, shortened, documents)
ORDER BY 1, 2
ON CONFLICT ON CONSTRAINT vocabulary_word_once_per_visibility DO UPDATE
SET documents = known.documents + excluded.documents,
    shown = CASE WHEN octet_length(excluded.shown) > octet_length(known.shown)
                 THEN excluded.shown ELSE known.shown END
"""
_COUNT_LEXEMES = """
INSERT INTO faq_lexemecount AS known (visibility, lexeme, documents, titled)
SELECT * FROM unnest(%s::text[], %s::text[], %s::int[], %s::int[]) AS change
ORDER BY 1, 2
ON CONFLICT ON CONSTRAINT lexeme_count_once_per_visibility DO UPDATE
SET documents = known.documents + excluded.documents, titled = known.titled + excluded.titled
"""
_OLD = """
SELECT id, question_id, visibility, words, tsvector_to_array(vector)
FROM faq_searchdocument WHERE question_id = ANY(%s)
"""
# What is written waits beside an index to be sorted in, many rows in one go; until then each search
# reads all that waits.
_SORT_IN = """
SELECT gin_clean_pending_list('faq_search_vector'),
       gin_clean_pending_list('faq_vocabulary_shortened'),
       gin_clean_pending_list('faq_vocabulary_trigrams')
"""
_BATCH = 500
_OFFICE_FIELDS = ("key", "same_en", "same_ro", "asks_en", "asks_ro", "note", "is_active")


class _Changes:
    """By how many documents each word and each lexeme of a visibility has become more frequent."""

    def __init__(self) -> None:
        self.words: Counter[tuple[str, str]] = Counter()
        self.lexemes: Counter[tuple[str, str]] = Counter()
        self.titled: Counter[tuple[str, str]] = Counter()
        self.shown: dict[str, str] = {}

    def remove(self, visibility: str, words: list[str], forms: list[str]) -> None:
        self.words.subtract((visibility, word) for word in words)
        self.lexemes.subtract((visibility, form) for form in _counted(forms))
        self.titled.subtract((visibility, form) for form in _of_titles(forms))

    def add(self, visibility: str, words: dict[str, str], forms: Collection[str]) -> None:
        self.words.update((visibility, word) for word in words)
        self.lexemes.update((visibility, form) for form in _counted(forms))
        self.titled.update((visibility, form) for form in _of_titles(forms))
        for word, form in words.items():
            if len(form.encode()) > len(self.shown.get(word, "").encode()):
                self.shown[word] = form

    def write(self) -> None:
        """Words and lexemes that no answer has any more leave."""
        with connection.cursor() as cursor:
            if words := sorted((*key, count) for key, count in self.words.items() if count):
                visibilities, folded, counts = (list(part) for part in zip(*words, strict=True))
                stems = [light_stem(word) for word in folded]
                keys = [
                    " ".join(sorted(shortened(word) | shortened(stem)))
                    for word, stem in zip(folded, stems, strict=True)
                ]
                shown = [self.shown.get(word, word) for word in folded]
                cursor.execute(_COUNT_WORDS, [visibilities, folded, stems, shown, keys, counts])
            if forms := sorted(
                (*key, count, self.titled[key])
                for key, count in self.lexemes.items()
                if count or self.titled[key]
            ):
                cursor.execute(_COUNT_LEXEMES, [list(part) for part in zip(*forms, strict=True)])
        fewer = {word for _visibility, word, count in words if count < 0}
        VocabularyWord.objects.filter(word__in=fewer, documents__lte=0).delete()
        rarer = {form for _visibility, form, count, _titled in forms if count < 0}
        LexemeCount.objects.filter(lexeme__in=rarer, documents__lte=0).delete()
        with connection.cursor() as cursor:
            cursor.execute(_SORT_IN)


def _counted(forms: Iterable[str]) -> Iterable[str]:
    """Each once, but not those that mark titles; the empty one stands for the document itself."""
    yield ""
    for form in forms:
        if not form.startswith(TITLE):
            yield form


def _of_titles(forms: Iterable[str]) -> Iterable[str]:
    return (form.removeprefix(TITLE) for form in forms if form.startswith(TITLE))


@transaction.atomic
def index_questions(question_ids: Iterable[int]) -> None:
    """Bring the index up to date for these questions, and what stands beside them as related.

    The caller holds their locks.
    """
    wanted = list(question_ids)
    if (waiting := _together.get()) is not None:
        waiting.update(wanted)
        return
    related.one_at_a_time()
    changes = _Changes()
    for start in range(0, len(wanted), _BATCH):
        _index(wanted[start : start + _BATCH], changes)
    changes.write()
    related.rewrite_related(wanted)


@contextlib.contextmanager
def indexed_together() -> Iterator[None]:
    """Many changes in one transaction: what they touch is indexed once, at the end."""
    waiting: set[int] = set()
    token = _together.set(waiting)
    try:
        yield
    finally:
        _together.reset(token)
    index_questions(sorted(waiting))


def rebuild_index(*, with_related: bool = True) -> tuple[int, int]:
    """Write the whole index anew, and what stands beside each answer; readers keep the old one
    until it is done.

    Returns how many answers and how many words it holds.
    """
    lexicon.build()
    load_thesaurus()
    shipped.tell_that_it_changed()  # whoever changed rows by hand rebuilds
    _rebuild(with_related=with_related)
    with connection.cursor() as cursor:
        tables = "faq_searchdocument, faq_vocabularyword, faq_lexemecount"
        # What was replaced still stands in the way of each search until it is cleared away.
        cursor.execute(f"{'' if connection.in_atomic_block else 'VACUUM '}ANALYZE {tables}")
    return SearchDocument.objects.values("question").distinct().count(), (
        VocabularyWord.objects.count()
    )


@transaction.atomic
def save_thesaurus_entry(*, entry: ThesaurusEntry, actor: User | None) -> ThesaurusEntry:
    """What the office writes stays, whatever later versions of the shipped list say."""
    before = ThesaurusEntry.objects.select_for_update().filter(pk=entry.pk).first()
    changes = {
        name: [getattr(before, name), getattr(entry, name)]
        for name in _OFFICE_FIELDS
        if before and getattr(before, name) != getattr(entry, name)
    }
    if before and not changes:
        return entry
    entry.is_edited = True
    if before:
        entry.save(update_fields=[*changes, "is_edited"])
    else:
        entry.save()
    history.record(
        subject=entry,
        kind=ThesaurusEvent.CHANGED if before else ThesaurusEvent.ADDED,
        actor=actor,
        changes=changes,
        is_internal=True,
    )
    shipped.tell_that_it_changed()
    return entry


def collisions(entry: ThesaurusEntry) -> dict[str, list[str]]:
    """Wordings of this entry that stand in others in use, with the keys of those."""
    own = _wordings(entry)
    found: dict[str, list[str]] = {}
    for other in ThesaurusEntry.objects.filter(is_active=True).exclude(pk=entry.pk):
        for wording in own.keys() & _wordings(other).keys():
            found.setdefault(own[wording], []).append(other.key)
    return {wording: sorted(keys) for wording, keys in sorted(found.items())}


def _wordings(entry: ThesaurusEntry) -> dict[str, str]:
    texts = [*entry.same_en, *entry.same_ro, *entry.asks_en, *entry.asks_ro]
    return {plain(text): text for text in texts}


@transaction.atomic
def _rebuild(*, with_related: bool = True) -> None:
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
    if with_related:
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
    for _pk, _question, visibility, words, forms in old:
        changes.remove(visibility, words, forms)
    _write(documents, changes)
    kept = {(document.question_id, document.visibility) for document in documents}
    gone = [pk for pk, question, visibility, *_ in old if (question, visibility) not in kept]
    SearchDocument.objects.filter(pk__in=gone).delete()


def _whole(question_ids: list[int]) -> QuerySet[Question]:
    titles = Revision.objects.only("translation_id", "title")
    return (
        Question.objects.filter(pk__in=question_ids)
        .select_related("topic")
        .prefetch_related(
            "labels", "aliases", "translations", Prefetch("translations__revisions", titles)
        )
    )


def _write(documents: list[Document], changes: _Changes) -> None:
    rows: list[list[Any]] = []
    for document in documents:
        places, words = document.places(), document.vocabulary
        changes.add(document.visibility, words, places)
        rows.append(
            [
                document.question_id,
                document.visibility,
                document.names,
                sorted(words),
                vector(places),
                marks.of(places),
                lexemes.VERSION,
            ]
        )
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(_WRITE, rows)
