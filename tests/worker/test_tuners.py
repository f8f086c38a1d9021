"""Programs with Keras Tuner, Optuna, scikeras and scikit-learn, where these are installed.

Without the packages they are run by `test_programs`.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from keras_lsp.runs.local_workers import LocalWorkers
from tests.expectations import tagged, title
from tests.expectations.jobs import TUNERS, job, under
from tests.worker.test_programs import check

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.skipif(
    not TUNERS.exists(), reason="Keras Tuner is not installed (`make .venv/.truth`)"
)
@pytest.mark.parametrize("program", tagged("tuners"), ids=title)
def test_nothing_is_searched_for_and_nothing_written(program: Path) -> None:
    async def run() -> None:
        workers = LocalWorkers()
        try:
            await check(program, under(job(program), TUNERS), workers, "tuners")
        finally:
            await workers.close()

    asyncio.run(run())
