"""What is left out for speed is not missed: every program gives the same report without it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.expectations import programs, title
from tests.expectations.jobs import job
from tests.reports import numbered
from tests.sampling import sampled

if TYPE_CHECKING:
    from pathlib import Path

    from keras_lsp.runs.local_workers import LocalWorkers


@pytest.mark.asyncio(loop_scope="session")
@pytest.mark.parametrize("program", sampled(programs()), ids=title)
async def test_a_report_is_the_same_without_shortcuts(
    program: Path, workers: LocalWorkers, plain: LocalWorkers
) -> None:
    made = job(program)
    assert numbered(await workers.run(made)) == numbered(await plain.run(made))
