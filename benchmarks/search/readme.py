"""The measured tables go into README.md between two marks, so that no figure is typed by hand."""

from benchmarks.search import dataset, metrics


def write(parts: dict[str, str]) -> None:
    _between("measured", "\n\n".join(part for part in parts.values() if part))
    pairs = dataset.second_judgement()
    first = [pair["first"] for pair in pairs]
    second = [pair["second"] for pair in pairs]
    same = sum(a == b for a, b in zip(first, second, strict=True))
    _between(
        "kappa",
        f"{len(pairs)} pairs, {same} with the same grade; Cohen’s κ "
        f"{metrics.kappa(first, second):.2f}.",
    )


def _between(mark: str, text: str) -> None:
    path = dataset.FOLDER / "README.md"
    begin, end = f"<!-- {mark}: begin -->", f"<!-- {mark}: end -->"
    before, _mark, rest = path.read_text().partition(begin)
    _old, _mark, after = rest.partition(end)
    path.write_text(f"{before}{begin}\n\n{text}\n\n{end}{after}")
