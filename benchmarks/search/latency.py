"""How long a search takes at a number of answers: one client, warm, all classes mixed."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass

from django.db import connection

from benchmarks.search import dataset, synthetic
from benchmarks.search.metrics import percentile
from faq.questions.models import Question, QuestionStatus
from faq.search import actions
from faq.search.engine import search
from faq.search.results import results_for

SEED = 20261122


@dataclass
class Pace:
    """Milliseconds."""

    answers: int
    words: int
    rebuilt_in: float  # seconds
    search_p50: float
    search_p95: float
    page_p50: float
    page_p95: float
    slowest: list[tuple[float, str, str]]


def measure(sizes: list[int], say: Callable[[str], None]) -> list[Pace]:
    """The sizes in rising order; those above the corpus are filled with synthetic answers."""
    return [_at(size, say) for size in sorted(sizes)]


def _at(size: int, say: Callable[[str], None]) -> Pace:
    corpus = list(Question.objects.order_by("pk").values_list("pk", flat=True))
    if size < len(corpus):
        Question.objects.filter(pk__in=corpus[size:]).update(status=QuestionStatus.ARCHIVED)
    else:
        Question.objects.filter(status=QuestionStatus.ARCHIVED).update(
            status=QuestionStatus.PUBLISHED
        )
        started = time.perf_counter()
        synthetic.fill_up_to(size)
        say(f"{size} answers written in {time.perf_counter() - started:.0f} s")
    started = time.perf_counter()
    answers, words = actions.rebuild_index(with_related=False)  # pages show those, search does not
    rebuilt_in = time.perf_counter() - started
    say(f"index of {answers} answers and {words} words built in {rebuilt_in:.1f} s")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    queries = dataset.queries()
    random.Random(SEED).shuffle(queries)
    searches = _timed(lambda query: search(query.text, query.readable), queries)
    pages = _timed(
        lambda query: results_for(query.text, query.readable, language=query.language), queries
    )
    times = [each for each, _query in searches]
    whole = [each for each, _query in pages]
    searches.sort(key=lambda pair: -pair[0])
    return Pace(
        answers,
        words,
        rebuilt_in,
        percentile(times, 0.5),
        percentile(times, 0.95),
        percentile(whole, 0.5),
        percentile(whole, 0.95),
        [(each, query.kind, query.text) for each, query in searches if query.half != "heldout"][:6],
    )


def _timed(
    run: Callable[[dataset.Query], object], queries: list[dataset.Query]
) -> list[tuple[float, dataset.Query]]:
    for query in queries:  # warm
        run(query)
    taken = []
    for query in queries:
        started = time.perf_counter()
        run(query)
        taken.append((1000 * (time.perf_counter() - started), query))
    return taken
