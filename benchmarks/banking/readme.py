"""The measured tables into README.md."""

from pathlib import Path

from benchmarks.banking.scoring import Score

README = Path(__file__).with_name("README.md")
BEGIN, END = "<!-- measured -->", "<!-- /measured -->"


def write(
    rows: list[tuple[int, str, int, Score, float | None]], big: tuple[int, float, float] | None
) -> None:
    lines = [
        "| seed | way | lines | with reference, right | without, right | wrong postings | queue "
        "| seconds |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for seed, way, count, score, seconds in rows:
        told = "–" if seconds is None else f"{seconds:.0f}"
        lines.append(
            f"| {seed} | {way} | {count:,} | {score.with_reference:.2%} of {score.carrying:,} | "
            f"{score.without_reference:.2%} of {score.without:,} | {len(score.wrong)} "
            f"| {score.queued:,} | {told} |"
        )
    if big:
        lines += [
            "",
            f"One CAMT.053 file of {big[0]:,} lines: {big[1]:.0f} s, {big[2]:.0f} MB at the most.",
        ]
    text = README.read_text()
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    README.write_text(f"{before}{BEGIN}\n" + "\n".join(lines) + f"\n{END}{after}")
