"""What Romanian and English words of Latin or Greek make have in common.

Organizație and organization, confidențialitate and confidentiality differ in their endings and in
a few letters. Without both, the same is left of them; and of organizare and organizatoric too.
"""

import re

# On folded lemmas, and what stays of an ending; the longest that a word has is taken.
_KINDS = {
    "": """
        izatie izare izator izatoare atie itie utie ie iune are ere ire ament ement iment
        ator atoare itor itoare itate ism ic ica iv iva ativ ativa anta enta inta ant ia iu ura
        ar ara os oasa a e i u
        ization isation izing ising izer iser ize ise ation ition ution ion ing ment ity ive ative
        atory ator itor ance ence ancy ency ent ure ary ous y ly
    """,
    "ibil": "ibil ibila ibilitate ible ibility",
    "abil": "abil abila abilitate able ability",
    "al": "al ala alitate ality ally",
    "ional": "ional ionala ionalitate ionality ionally",
}
_ENDINGS = {ending: kept for kept, endings in _KINDS.items() for ending in endings.split()}
_LONGEST = max(map(len, _ENDINGS))
_SAME = (
    ("ph", "f"), ("th", "t"), ("ch", "c"), ("qu", "c"), ("ck", "c"), ("k", "c"), ("y", "i"),
)  # fmt: skip
_TWICE = re.compile(r"([b-df-hj-np-tv-z])\1")
_SHORTEST = 4


def cognate(lemma: str) -> str:
    """The common part, or nothing where too little is left to mean anything."""
    if len(lemma) < _SHORTEST + 1 or not lemma.isascii() or not lemma.isalpha():
        return ""
    for length in range(min(_LONGEST, len(lemma) - _SHORTEST), 0, -1):
        ending = lemma[-length:]
        if ending in _ENDINGS and len(lemma) - length >= _SHORTEST + (length <= 2):
            return _spelt_alike(lemma[:-length] + _ENDINGS[ending])
    return _spelt_alike(lemma)


def _spelt_alike(root: str) -> str:
    for one, other in _SAME:
        root = root.replace(one, other)
    return _TWICE.sub(r"\1", root)
