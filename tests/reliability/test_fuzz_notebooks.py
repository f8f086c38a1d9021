"""The short form of notebooks whose cells are edited and moved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.reliability import notebooks

if TYPE_CHECKING:
    from pathlib import Path

NOTEBOOKS = 2


async def test_cells_show_what_is_theirs_wherever_they_are_put(tmp_path: Path) -> None:
    found = await notebooks.fuzz(tmp_path, 0, NOTEBOOKS)
    assert not found.faults, "\n".join(found.faults)
    assert found.changes > 5 * NOTEBOOKS
    assert found.hints >= NOTEBOOKS / 2
