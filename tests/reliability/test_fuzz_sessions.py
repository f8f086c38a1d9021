"""The short form of damaged programs in an editor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.reliability import sessions

if TYPE_CHECKING:
    from pathlib import Path

MUTANTS = 3


async def test_whatever_is_asked_of_a_damaged_program_is_answered(tmp_path: Path) -> None:
    found = await sessions.fuzz(tmp_path, 0, MUTANTS)
    assert not found.faults, "\n".join(found.faults)
    assert found.requests > 20 * MUTANTS
    assert found.statuses["ok"] > MUTANTS / 2
