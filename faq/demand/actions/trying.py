"""The searches of a gap are tried again when answers change: is it closed, and by which answer."""

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from cluster_portal.toolkit.history import actions as history
from cluster_portal.toolkit.states import check_move
from faq.demand import likeness
from faq.demand.models import GAP_MOVES, Gap, GapEvent, GapQuery, GapStatus
from faq.questions.models import Question, Visibility
from faq.search.results import results_for

MOST_WORDINGS = 8  # of a gap, the most used
MOST_GAPS = 200
MOST_AT_ONCE = 10  # while somebody waits for the page
FOUND_SHARE = 0.8  # of its searches
SEEN_PLACES = 5
JOB = "faq.demand.periodic.try_gaps_again"
_WORDS = """
SELECT DISTINCT unnest(tsvector_to_array(vector)) FROM faq_searchdocument WHERE question_id = %s
"""


def answer_published(*, question_id: int) -> None:
    """Have the gaps that this answer may touch tried again, after the transaction."""
    if Gap.objects.exclude(status=GapStatus.IGNORED).exists():
        app.configure_task(JOB, queue="upkeep").defer(question_id=question_id)


def answer_left(*, question_id: int) -> None:
    """Readers no longer find this answer, or fewer of them do: open the gaps that it closed.

    Those that were searched most at once, more than MOST_AT_ONCE after the transaction.
    """
    closed = Gap.objects.filter(status=GapStatus.CLOSED, question=question_id)
    gap_ids = list(closed.order_by("-times", "pk").values_list("pk", flat=True)[: MOST_AT_ONCE + 1])
    for gap_id in gap_ids[:MOST_AT_ONCE]:
        try_gap(gap_id=gap_id)
    if len(gap_ids) > MOST_AT_ONCE:
        app.configure_task(JOB, queue="upkeep").defer(question_id=question_id)


def gaps_touched_by(question_id: int) -> list[int]:
    """Open and closed gaps whose words, or things, this answer has; those most searched first."""
    with connection.cursor() as cursor:
        cursor.execute(_WORDS, [question_id])
        stems = {word for (word,) in cursor.fetchall()}
    stems |= likeness.Reader().things_in(stems)
    alive = Gap.objects.exclude(status=GapStatus.IGNORED)
    touched = alive.filter(stems__overlap=sorted(stems)) | alive.filter(question=question_id)
    return list(touched.order_by("-times", "pk").values_list("pk", flat=True)[:MOST_GAPS])


def gaps_to_watch() -> list[int]:
    """Closed gaps, those that were not tried for longest first: answers change unseen."""
    closed = Gap.objects.filter(status=GapStatus.CLOSED)
    return list(closed.order_by("checked_at", "pk").values_list("pk", flat=True)[:MOST_GAPS])


@transaction.atomic
def try_gap(*, gap_id: int, question_id: int | None = None) -> Gap:
    """Search in its words again; note confidence and place, close it or open it by what is found.

    `question_id` is the answer that was just published. Closed means: four of five of its searches
    now find an answer with certainty, and the one that is named among the first five.
    """
    gap = Gap.objects.select_for_update(of=("self",)).get(pk=gap_id)
    queries = list(gap.queries.all()[:MOST_WORDINGS])
    named = gap.question_id or question_id
    first: dict[int, int] = {}
    found = 0
    for query in queries:
        is_sure, top = _try(query, named)
        if is_sure and _is_right(gap, query):
            found += query.times
            if top:
                first[top] = first.get(top, 0) + query.times
    gap.checked_at = timezone.now()
    gap.save(update_fields=["checked_at"])
    is_found = bool(queries) and found >= FOUND_SHARE * sum(query.times for query in queries)
    if is_found and gap.status == GapStatus.OPEN:
        if gap.question_id is None:
            has_place = any(q.place and q.place <= SEEN_PLACES for q in queries)
            gap.question_id = question_id if has_place else max(first, key=lambda pk: first[pk])
        _move(gap, GapStatus.CLOSED, GapEvent.CLOSED)
    elif not is_found and gap.status == GapStatus.CLOSED:
        _move(gap, GapStatus.OPEN, GapEvent.REOPENED, _("Its searches no longer find an answer."))
    return gap


def _try(query: GapQuery, named: int | None) -> tuple[bool, int | None]:
    page = results_for(query.words, readers_of(query), language=query.language)
    ids = [result.question.pk for result in page.results]
    query.after = page.outcome.confidence if ids else 0.0
    query.place = ids.index(named) + 1 if named in ids else None
    query.save(update_fields=["after", "place"])
    return bool(ids) and not page.outcome.is_unsure, ids[0] if ids else None


def readers_of(query: GapQuery) -> list[str]:
    is_member = query.reader == Visibility.MEMBERS
    return list(Visibility.values) if is_member else [Visibility.PUBLIC.value]


def _is_right(gap: Gap, query: GapQuery) -> bool:
    """The answer that an editor named is to be seen, as long as this reader may see it at all."""
    if gap.question_id is None or (query.place and query.place <= SEEN_PLACES):
        return True
    readable = Question.objects.readable(readers_of(query))
    return not readable.filter(pk=gap.question_id).exists()


def _move(gap: Gap, target: GapStatus, kind: GapEvent, reason: str = "") -> None:
    check_move(GAP_MOVES, GapStatus(gap.status), target, _("This gap"))
    gap.status = target
    gap.closed_at = timezone.now() if target == GapStatus.CLOSED else None
    gap.save(update_fields=["status", "closed_at", "question"])
    history.record(subject=gap, kind=kind, reason=reason, is_internal=True)
