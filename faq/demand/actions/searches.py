"""The log of searches: what was not found, merged while it is typed, forgotten in time."""

import datetime as dt
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from faq.demand import wording
from faq.demand.models import Confidence, SearchEvent
from faq.search.stopwords import STOP_WORDS
from faq.search.words import plain

SAME_TYPING = dt.timedelta(seconds=30)
SESSION_KEPT = dt.timedelta(hours=1)
MOST_OF_A_SESSION = 40  # rows an hour
MOST_OF_ALL = 3_000
_LOCK = 7_340_033  # with the session's hash: one writer a session
# The second statement sees what a writer before it kept.
_TYPING = """
SELECT pg_advisory_xact_lock(%(lock)s, hashtext(%(session)s));
SELECT id, words FROM faq_searchevent
WHERE session = %(session)s AND searched_at >= %(since)s ORDER BY searched_at DESC
"""
# Unless more was kept in the last hour than people type. In one statement: it follows each search.
_KEEP = """
INSERT INTO faq_searchevent (session, words, language, reader, results, score, confidence,
                             led_to_asking, created_at, searched_at)
SELECT %(session)s, %(words)s, %(language)s, %(reader)s, %(results)s, %(score)s, %(confidence)s,
       false, %(searched_at)s, %(searched_at)s
FROM (SELECT count(*) AS of_all, count(*) FILTER (WHERE session = %(session)s) AS of_session
      FROM faq_searchevent WHERE created_at > %(since)s AND searched_at > %(since)s) AS kept
WHERE kept.of_session < %(most_of_session)s AND kept.of_all < %(most_of_all)s
"""


@transaction.atomic
def note_search(
    *,
    session: str,
    query: str,
    language: str,
    reader: str,
    results: int,
    score: float,
    is_certain: bool,
) -> None:
    """Keep a search that found nothing certain. Keystrokes of one typing are one row, which goes
    again when they end in an answer (Outline's rule: 30 seconds, a prefix in either direction).
    """
    raw = wording.normalised(query)
    words = wording.masked(raw)
    if not wording.says_something(words):
        return
    now = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute(_TYPING, {"lock": _LOCK, "session": session, "since": now - SAME_TYPING})
        cursor.nextset()
        typing = [
            pk
            for pk, before in cursor.fetchall()
            if raw.startswith(before) or before.startswith(words)
        ]
    if is_certain:
        if typing:
            SearchEvent.objects.filter(pk__in=typing).delete()
        return
    facts: dict[str, Any] = {
        "words": words,
        "language": language,
        "reader": reader,
        "results": results,
        "score": score,
        "confidence": Confidence.LOW if results else Confidence.NONE,
        "searched_at": now,
    }
    if typing:
        SearchEvent.objects.filter(pk=typing[0]).update(**facts)
        return
    facts |= {
        "session": session,
        "since": now - SESSION_KEPT,
        "most_of_session": MOST_OF_A_SESSION,
        "most_of_all": MOST_OF_ALL,
    }
    with connection.cursor() as cursor:
        cursor.execute(_KEEP, facts)


@transaction.atomic
def asked_after_search(*, session: str, text: str) -> int:
    """Somebody asks the office what they have just looked for; how many searches that was.

    `session` as faq.demand.sessions.session_of(request) gives it.
    """
    asked = _telling(wording.masked(wording.normalised(text)))
    recent = SearchEvent.objects.filter(
        session=session, searched_at__gte=timezone.now() - SESSION_KEPT
    ).exclude(session="")
    same = [row.pk for row in recent if _telling(row.words) & asked]
    return SearchEvent.objects.filter(pk__in=same).update(led_to_asking=True)


def _telling(text: str) -> set[str]:
    return {word[:6] for word in plain(text).split() if word not in STOP_WORDS}


def forget_sessions() -> int:
    """Empty what ties searches together, once no keystroke can follow and the hour of the
    bound is over.
    """
    return (
        SearchEvent.objects.filter(searched_at__lt=timezone.now() - SESSION_KEPT)
        .exclude(session="")
        .update(session="")
    )
