"""The table of the benchmark: medians, ratios, and what they may be at most."""

from __future__ import annotations

import statistics
from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """A line of the table.

    Attributes:
        what: is measured.
        ours: its figure.
        rival: the other figure, and what it is; empty if there is none.
        ratio: ours to theirs, or what stands for it.
        bound: what it may be at most.
    """

    what: str
    ours: str
    rival: str
    ratio: str
    bound: str
    held: bool


def milliseconds(seconds: float) -> str:
    """Seconds, for people."""
    return f"{seconds:.1f} s" if seconds >= 1 else f"{1000 * seconds:.1f} ms"


def against(
    what: str, ours: list[float], theirs: list[float], rival: str, most: float | None
) -> Row:
    """A row of two medians; `most` is the greatest ratio that is allowed."""
    mine, other = statistics.median(ours), statistics.median(theirs)
    ratio = mine / other
    shown = f"1 : {1 / ratio:.0f}" if ratio < 1 / 20 else f"{ratio:.2f}"
    bound = "" if most is None else f"1 : {1 / most:.0f}" if most < 1 / 20 else f"{most:g}"
    return Row(
        what,
        milliseconds(mine),
        f"{milliseconds(other)} {rival}",
        shown,
        bound,
        most is None or ratio <= most,
    )


def line(row: Row) -> str:
    """A row in Markdown."""
    bound = row.bound if row.held else f"**{row.bound}, missed**"
    return f"| {row.what} | {row.ours} | {row.rival} | {row.ratio} | {bound} |"


def table(rows: list[Row]) -> str:
    """All rows in Markdown."""
    head = "| | keras-lsp | beside | ratio | at most |\n| --- | --- | --- | --- | --- |"
    return "\n".join([head, *map(line, rows)])
