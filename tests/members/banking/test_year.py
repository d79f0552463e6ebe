"""A small year of many habits, by the benchmark's own generator: the bounds hold, nothing wrong."""

from benchmarks.banking import pure, scoring
from benchmarks.banking import year as years


def test_a_small_year_finds_its_places_and_nothing_is_posted_wrongly():
    year = years.make(31, organisations=60, invoices=100, noise=60)

    given = pure.answers(year, list(pure.DIALECTS), threshold=0.95)

    result = scoring.score(year.movements, lambda move: given[move.number])
    assert len(year.movements) > 150
    assert result.wrong == []
    assert result.with_reference >= 0.98
    assert result.without_reference >= 0.85
