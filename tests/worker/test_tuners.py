"""Programs with Keras Tuner, Optuna, scikeras and scikit-learn, where these are installed.

`NAME.tuners.toml` says what is found then; without the packages `NAME.toml` holds.
"""

from __future__ import annotations

import asyncio
import difflib
from dataclasses import replace
from pathlib import Path

import pytest

from keras_lsp.runs.local_workers import LocalWorkers
from tests.worker.test_programs import (
    ROOT,
    files_below,
    job,
    lines_of_expectation,
    lines_of_report,
    read,
)

PYTHON = Path(__file__).parents[2] / ".venv" / "truth" / "bin" / "python"
EXPECTATIONS = sorted(ROOT.glob("*.tuners.toml"))


@pytest.mark.skipif(
    not PYTHON.exists(), reason="Keras Tuner is not installed (`make .venv/.truth`)"
)
@pytest.mark.parametrize("expectation", EXPECTATIONS, ids=lambda path: path.name.split(".")[0])
def test_nothing_is_searched_for_and_nothing_written(expectation: Path) -> None:
    async def found() -> list[str]:
        workers = LocalWorkers()
        program = job(ROOT / f"{expectation.name.split('.')[0]}.py")
        try:
            report = await workers.run(
                replace(program, config=replace(program.config, interpreter=str(PYTHON)))
            )
        finally:
            await workers.close()
        assert report.status == "ok"
        return lines_of_report(report, ROOT, expected)

    expected = read(expectation)
    before = files_below(ROOT)
    seen = asyncio.run(found())
    difference = [
        line for line in difflib.ndiff(lines_of_expectation(expected), seen) if line[0] in "+-"
    ]
    assert not difference, "expected (-), seen (+):\n" + "\n".join(difference)
    assert files_below(ROOT) == before, "the run wrote into the workspace"
