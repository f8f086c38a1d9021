"""Runs that go on from checkpoints: the short form of two long ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import pytest_asyncio

from keras_lsp.runs.local_workers import LocalWorkers
from tests.expectations import programs, title
from tests.expectations.jobs import job
from tests.reliability.checkpoints import Found, compare, fuzz
from tests.reliability.programs import laid_out
from tests.sampling import sampled

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

pytestmark = pytest.mark.asyncio(loop_scope="session")

EDITS = 2


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def keeping() -> AsyncIterator[LocalWorkers]:
    """Workers that leave a copy behind at each statement."""
    local = LocalWorkers(checkpoints=0.0)
    yield local
    await local.close()


@pytest.mark.parametrize("program", sampled(programs(), every=64), ids=title)
async def test_a_report_is_the_same_from_a_checkpoint(
    program: Path, keeping: LocalWorkers, workers: LocalWorkers
) -> None:
    found = Found()
    await compare(job(program), keeping, workers, found, EDITS)
    assert not found.faults, "\n".join(found.faults)


async def test_damaged_programs_are_the_same_from_a_checkpoint(
    tmp_path: Path, keeping: LocalWorkers, workers: LocalWorkers
) -> None:
    found = await fuzz(laid_out(tmp_path), keeping, workers, 0, 6)
    assert not found.faults, "\n".join(found.faults)
    assert found.runs["went on"] >= 2
