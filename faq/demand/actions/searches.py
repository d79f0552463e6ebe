"""The log of searches: what was not found, merged while it is typed, forgotten in time."""

import datetime as dt

from django.db import connection, transaction
from django.db.models import Count, Q
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
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [_LOCK, session])
    typing = [
        row
        for row in SearchEvent.objects.filter(
            session=session, searched_at__gte=now - SAME_TYPING
        ).order_by("-searched_at")
        if raw.startswith(row.words) or row.words.startswith(words)
    ]
    if is_certain:
        if typing:
            SearchEvent.objects.filter(pk__in=[row.pk for row in typing]).delete()
        return
    facts = {
        "words": words,
        "language": language,
        "reader": reader,
        "results": results,
        "score": score,
        "confidence": Confidence.LOW if results else Confidence.NONE,
        "searched_at": now,
    }
    if typing:
        SearchEvent.objects.filter(pk=typing[0].pk).update(**facts)
    elif not _is_flooded(session, now):
        SearchEvent.objects.create(session=session, created_at=now, **facts)


def _is_flooded(session: str, now: dt.datetime) -> bool:
    last_hour = SearchEvent.objects.filter(created_at__gt=now - SESSION_KEPT)
    counts = last_hour.filter(searched_at__gt=now - SESSION_KEPT).aggregate(
        of_session=Count("pk", filter=Q(session=session)), of_all=Count("pk")
    )
    return counts["of_session"] >= MOST_OF_A_SESSION or counts["of_all"] >= MOST_OF_ALL


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
