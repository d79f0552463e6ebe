"""How often what is asked occurs: from what was counted while indexing."""

from django.db import connection

from faq.search.query import Question
from faq.search.thesaurus import Term

_MOST_BEGINNINGS = 100  # of one beginning, the commonest
_COUNTS = """
SELECT 'thesaurus', '', coalesce((SELECT version FROM faq_thesaurusstate WHERE id = 1), 0)
UNION ALL
SELECT 'lexeme', lexeme, sum(documents)
FROM faq_lexemecount WHERE visibility = ANY(%(readable)s) AND lexeme = ANY(%(lexemes)s)
GROUP BY lexeme
UNION ALL
(SELECT 'beginning', asked.word || ' ' || begun.lexeme, begun.documents
 FROM unnest(%(beginnings)s::text[]) AS asked (word), LATERAL (
    SELECT lexeme, sum(documents) AS documents
    FROM faq_lexemecount
    WHERE visibility = ANY(%(readable)s) AND lexeme >= asked.word AND lexeme < asked.word || '~'
    GROUP BY lexeme ORDER BY 2 DESC, 1 LIMIT %(most)s) AS begun)
"""


def count(question: Question, readable: list[str]) -> tuple[int, int]:
    """Fills in the groups' counts; what nobody has written leaves `near`.

    Returns how many documents there are, and which version of the thesaurus is the latest.
    """
    groups = question.groups
    wanted = {""}
    for group in groups:
        wanted |= group.lexemes | group.relatives
        others = (*group.near, *group.far)
        wanted.update(lexeme for term in others for lexeme in term.lexemes)
    beginnings = sorted({group.folded for group in groups if group.takes_beginnings})
    with connection.cursor() as cursor:
        cursor.execute(
            _COUNTS,
            {
                "readable": readable,
                "lexemes": sorted(wanted),
                "beginnings": beginnings,
                "most": _MOST_BEGINNINGS,
            },
        )
        rows = cursor.fetchall()
    version = next(int(number) for kind, _text, number in rows if kind == "thesaurus")
    known = {text: int(number) for kind, text, number in rows if kind == "lexeme"}
    begun: dict[str, dict[str, int]] = {word: {} for word in beginnings}
    for kind, text, number in rows:
        if kind == "beginning":
            word, lexeme = text.split(" ")
            begun[word][lexeme] = int(number)
    for group in groups:
        group.near = [written for term in group.near if (written := _written(term, known))]
        group.far = [written for term in group.far if (written := _written(term, known))]
        group.count = _count_of(group.own.forms, known)
        group.near_count = max((_count_of(term.forms, known) for term in group.near), default=0)
        kin = [known.get(root, 0) for root in group.relatives]
        group.kin_count = max(
            [*kin, *(_count_of(term.forms, known) for term in group.far)], default=0
        )
        group.begun = begun[group.folded] if group.takes_beginnings else {}
    return known.get("", 0), version


def _written(term: Term, known: dict[str, int]) -> Term | None:
    """The forms of a wording that stand in answers; none if a word of it stands in no answer."""
    forms = tuple(frozenset(known.keys() & each) for each in term.forms)
    return Term(forms, term.gaps) if all(forms) else None


def _count_of(forms: tuple[frozenset[str], ...], known: dict[str, int]) -> int:
    """At most that many have the whole wording: as many as have its rarest word."""
    return min(max((known.get(form, 0) for form in each), default=0) for each in forms)
