"""The frozen corpus and the judged queries, as they lie in this folder."""

import json
import tomllib
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
CORPUS = sorted((FOLDER / "corpus").iterdir())
HALVES = ("development", "heldout")
NO_ANSWER, FORBIDDEN, PARAPHRASE = "no_answer", "forbidden", "paraphrase"
NO_WORD_SHARED = "no word of the answer"  # a note of paraphrases
READABLE = {"anonymous": ["public"], "member": ["public", "members"]}


@dataclass(frozen=True)
class Query:
    id: str
    half: str
    language: str
    audience: str
    kind: str
    text: str
    grades: dict[str, int]
    reader: str
    note: str

    @property
    def readable(self) -> list[str]:
        return READABLE[self.reader]

    @property
    def is_answerable(self) -> bool:
        """Whether this reader may have an answer; forbidden ones count for members only."""
        return self.kind != NO_ANSWER and not self.is_forbidden

    @property
    def is_forbidden(self) -> bool:
        return self.kind == FORBIDDEN and self.reader == "anonymous"

    @property
    def shares_no_word(self) -> bool:
        """Not with the title only, but with the whole answer."""
        return self.note == NO_WORD_SHARED


def queries(half: str = "all") -> list[Query]:
    found = []
    for name in HALVES if half == "all" else (half,):
        for line in (FOLDER / "queries" / f"{name}.jsonl").read_text().splitlines():
            row = json.loads(line)
            found.append(
                Query(
                    row["id"], name, row["lang"], row["audience"], row["class"], row["q"],
                    row["rel"], row["as"], row["note"],
                )
            )  # fmt: skip
    return found


def split() -> dict[str, list[str]]:
    return tomllib.loads((FOLDER / "split.toml").read_text())


def old_titles() -> dict[str, dict[str, str]]:
    return tomllib.loads((FOLDER / "old_titles.toml").read_text())


def second_judgement() -> list[dict]:
    """Pairs of query and answer graded again: `first` is the grade as it was before."""
    lines = (FOLDER / "second_judgement.jsonl").read_text().splitlines()
    return [json.loads(line) for line in lines]
