"""Thousands of answers like those of the corpus, with a vocabulary that grows as real ones do.

Sentences of the corpus are put together anew; of the longer words three in ten are replaced by
words from an invented list, drawn by Zipf's law. The same number gives the same answer.
"""

import bisect
import itertools
import random
import re
import tomllib
from datetime import UTC, datetime

from benchmarks.search import dataset
from cluster_portal.toolkit import markdown
from faq.editorial import importer
from faq.editorial.texts import slug_of
from faq.questions.models import Question, QuestionStatus, Revision, Translation, Visibility

SEED = 20261122
BATCH = 2000
WORDS_A_LANGUAGE = 60_000
RARE_SHARE = 0.3  # of the words with five letters or more
MEMBERS_SHARE = 0.08
WRITTEN_AT = datetime(2026, 9, 14, 9, tzinfo=UTC)

_SYLLABLES = tomllib.loads((dataset.FOLDER / "syllables.toml").read_text())


class Writer:
    """Texts of one language."""

    def __init__(self, language: str):
        rng = random.Random(f"{SEED}-{language}-words")
        self.language = language
        entries = [
            entry
            for entry in importer.read(dataset.CORPUS, language="en").entries
            if entry.language == language
        ]
        self.titles = [entry.text.title for entry in entries]
        self.shorts = [entry.text.short_answer for entry in entries]
        self.sentences = [
            sentence
            for entry in entries
            for sentence in re.split(r"(?<=[.!?])\s+", re.sub(r"[|#*]", " ", entry.text.body))
            if 4 <= len(sentence.split()) <= 40
        ]
        words: dict[str, None] = {}
        while len(words) < WORDS_A_LANGUAGE:
            middle = "".join(rng.choices(_SYLLABLES["middles"], k=rng.choice([0, 1, 1, 2])))
            ending = rng.choice(_SYLLABLES["endings"][language])
            words[rng.choice(_SYLLABLES["beginnings"]) + middle + ending] = None
        self.words = list(words)
        # Zipf–Mandelbrot: the n-th word is drawn in proportion to 1 / (n + 20) to the power of 1.2.
        shares = ((n + 20) ** -1.2 for n in range(len(self.words)))
        self.weights = list(itertools.accumulate(shares))

    def _rare(self, rng: random.Random) -> str:
        return self.words[bisect.bisect(self.weights, rng.random() * self.weights[-1])]

    def _changed(self, text: str, rng: random.Random) -> str:
        return " ".join(
            self._rare(rng) if len(word) > 4 and rng.random() < RARE_SHARE else word
            for word in text.split()
        )

    def text(self, number: int) -> tuple[str, str, str]:
        """Title, short answer and body of the answer with this number."""
        rng = random.Random(f"{SEED}-{self.language}-{number}")
        title = self._changed(rng.choice(self.titles), rng)[:200]
        short = self._changed(rng.choice(self.shorts), rng)
        body = [self._changed(rng.choice(self.sentences), rng) for _ in range(rng.randint(3, 9))]
        half = len(body) // 2
        return title, short, f"{' '.join(body[:half])}\n\n{' '.join(body[half:])}".strip()


def fill_up_to(size: int) -> None:
    """Synthetic answers until there are `size` questions in all."""
    writers = [Writer(language) for language in ("en", "ro")]
    first = Question.objects.count()
    for start in range(first, size, BATCH):
        _insert(range(start, min(start + BATCH, size)), writers)


def _insert(numbers: range, writers: list[Writer]) -> None:
    questions = Question.objects.bulk_create(
        Question(
            key=f"synthetic-{number}",
            status=QuestionStatus.PUBLISHED,
            visibility=(
                Visibility.MEMBERS
                if random.Random(f"{SEED}-{number}").random() < MEMBERS_SHARE
                else Visibility.PUBLIC
            ),
            published_at=WRITTEN_AT,
        )
        for number in numbers
    )
    translations = Translation.objects.bulk_create(
        _translation(question, writer, number)
        for question, number in zip(questions, numbers, strict=True)
        for writer in writers
    )
    Revision.objects.bulk_create(
        Revision(
            translation=row,
            number=1,
            title=row.title,
            short_answer=row.short_answer,
            body=row.body,
        )
        for row in translations
    )


def _translation(question: Question, writer: Writer, number: int) -> Translation:
    title, short, body = writer.text(number)
    return Translation(
        question=question,
        language=writer.language,
        title=title,
        slug=slug_of(title),
        short_answer=short,
        body=body,
        body_html=markdown.render(body),
        revision_number=1,
        revised_at=WRITTEN_AT,
    )
