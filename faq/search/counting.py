"""How often what is asked occurs: from what was counted while indexing."""

from django.db import connection

from faq.search.query import Question

_MOST_BEGINNINGS = 100  # of one beginning, the commonest
_COUNTS = """
SELECT 'thesaurus', '', coalesce((SELECT version FROM faq_thesaurusstate WHERE id = 1), 0), 0
UNION ALL
SELECT 'lexeme', lexeme, sum(documents), sum(titled)
FROM faq_lexemecount WHERE visibility = ANY(%(readable)s) AND lexeme = ANY(%(lexemes)s)
GROUP BY lexeme
UNION ALL
(SELECT 'beginning', asked.word || ' ' || begun.lexeme, begun.documents, begun.titled
 FROM unnest(%(beginnings)s::text[]) AS asked (word), LATERAL (
    SELECT lexeme, sum(documents) AS documents, sum(titled) AS titled
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
    version = 0
    known: dict[str, int] = {}
    begun: dict[str, dict[str, int]] = {word: {} for word in beginnings}
    titled = set()
    for kind, text, number, in_titles in rows:
        lexeme = text
        if kind == "lexeme":
            known[text] = int(number)
        elif kind == "beginning":
            word, lexeme = text.split(" ")
            begun[word][lexeme] = int(number)
        else:
            version = int(number)
        if in_titles:
            titled.add(lexeme)
    written, in_a_title = frozenset(known), frozenset(titled)
    for group in groups:
        group.titled = in_a_title
        group.near = [found for term in group.near if (found := term.only(written))]
        group.far = [found for term in group.far if (found := term.only(written))]
        group.count = _count_of(group.own.forms, known)
        group.near_count = max((_count_of(term.forms, known) for term in group.near), default=0)
        kin = [known.get(root, 0) for root in group.relatives]
        group.kin_count = max(
            [*kin, *(_count_of(term.forms, known) for term in group.far)], default=0
        )
        group.begun = begun[group.folded] if group.takes_beginnings else {}
    return known.get("", 0), version


def _count_of(forms: tuple[frozenset[str], ...], known: dict[str, int]) -> int:
    """At most that many have the whole wording: as many as have its rarest word."""
    return min(max((known.get(form, 0) for form in each), default=0) for each in forms)
