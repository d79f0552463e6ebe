"""The measured tables go into README.md between two marks, so that no figure is typed by hand."""

from benchmarks.search.dataset import FOLDER

BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"


def write(parts: dict[str, str]) -> None:
    path = FOLDER / "README.md"
    before, _mark, rest = path.read_text().partition(BEGIN)
    _old, _mark, after = rest.partition(END)
    measured = "\n\n".join(part for part in parts.values() if part)
    path.write_text(f"{before}{BEGIN}\n\n{measured}\n\n{END}{after}")
