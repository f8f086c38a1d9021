"""The table of docs/reliability.md: what was done, what came of it, and what it may be at most."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

HEAD = "| | done | found | at most |\n| --- | --- | --- | --- |\n"
BEGIN, END = "<!-- table -->\n", "<!-- end of table -->\n"


@dataclass(frozen=True)
class Row:
    """A line of the table.

    Attributes:
        what: is held.
        done: how often, and how long that took.
        found: what came of it.
        bound: what it may be.
    """

    what: str
    done: str
    found: str
    bound: str
    held: bool


def line(row: Row) -> str:
    """A row in Markdown."""
    bound = row.bound if row.held else f"**{row.bound}, missed**"
    return f"| {row.what} | {row.done} | {row.found} | {bound} |\n"


def write(page: Path, row: Row) -> None:
    """Put a row into a page's table, in the place of the one that has the same first cell."""
    before, rest = page.read_text("utf-8").split(BEGIN)
    table, after = rest.split(END)
    lines = table.removeprefix(HEAD).splitlines(keepends=True)
    cell = f"| {row.what} |"
    places = [number for number, old in enumerate(lines) if old.startswith(cell)]
    if places:
        lines[places[0]] = line(row)
    else:
        lines.append(line(row))
    page.write_text(f"{before}{BEGIN}{HEAD}{''.join(lines)}{END}{after}", "utf-8")
