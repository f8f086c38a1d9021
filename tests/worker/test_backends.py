"""The same programs as in `test_programs` on JAX, and on PyTorch where that is installed.

All but the wording of messages is the same on each back end. PyTorch has an environment of
its own, of a gigabyte and more, which `make test-flavours` makes.
"""

from __future__ import annotations

import difflib
import os
import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import pytest_asyncio

from keras_lsp.runs.local_workers import LocalWorkers
from tests.sampling import sampled
from tests.worker.test_programs import (
    EXPECTATIONS,
    job,
    lines_of_expectation,
    lines_of_report,
    read,
    title,
)

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

TORCH = Path(__file__).parents[2] / ".venv" / "torch" / "bin" / "python"
# A layer's failure inside `call` leaves nothing to go on with on JAX. Each back end says in its
# own words that a size is too large. A training step is written for one back end.
NOT_ON_JAX = {
    # Functions and variables of TensorFlow.
    "built_in_earnest", "function_that_fails", "function_that_trains", "own_steps",
    "text_vectorization", "what_a_machine_lacks",
    "error_in_subclassed_call", "beyond_any_size", "train_step_without_call",
    "variational_autoencoder",
}  # fmt: skip
# They need TensorFlow, JAX or pandas; a module of PyTorch can be compiled.
NOT_ON_TORCH = {
    "builders_behind_a_failure", "built_in_earnest", "function_that_fails",
    "function_that_trains", "loops_cut_short", "never_called",
    "own_steps", "partial_batch", "text_vectorization", "vocabulary_of_nothing",
    "what_a_machine_lacks",
    "add_to_what_cannot", "beyond_any_size", "fit_pandas", "fit_tf_data_unbatched",
    "jax_backend", "missing_data", "strategy_scope",
    "tensorflow_datasets_absent", "tf_data", "train_step_without_call", "tutorial_tensorflow",
    "variational_autoencoder",
}  # fmt: skip


@pytest.fixture(scope="module", params=["jax", "torch"])
def backend(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    if name == "torch" and not TORCH.exists():
        pytest.skip("PyTorch is not installed (`make test-flavours`)")
    return name


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def workers(backend: str) -> AsyncIterator[LocalWorkers]:
    before = os.environ.get("KERAS_BACKEND")
    os.environ["KERAS_BACKEND"] = backend
    local = LocalWorkers()
    yield local
    await local.close()
    del os.environ["KERAS_BACKEND"]
    if before is not None:
        os.environ["KERAS_BACKEND"] = before


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("expectation", sampled(EXPECTATIONS), ids=title)
async def test_the_run_finds_the_same_on_every_back_end(
    expectation: Path, backend: str, workers: LocalWorkers
) -> None:
    if title(expectation) in (NOT_ON_JAX if backend == "jax" else NOT_ON_TORCH):
        pytest.skip("not on this back end, see above")
    expected = read(expectation)
    made = job(expectation.with_suffix(".py"))
    if backend == "torch":
        made = replace(made, config=replace(made.config, interpreter=str(TORCH)))
    report = await workers.run(made)
    assert report.status == "ok", report.problems
    assert report.keras is not None
    assert report.keras.backend == backend
    seen = without_wording(lines_of_report(report, expectation.parent, expected))
    wanted = without_wording(lines_of_expectation(expected))
    difference = [line for line in difflib.ndiff(wanted, seen) if line[0] in "+-"]
    assert not difference, "expected (-), seen (+):\n" + "\n".join(difference)


def without_wording(lines: list[str]) -> list[str]:
    """Where a shape does not fit is the same everywhere; each back end has words of its own."""
    problem = r"^(KL10[28])( \w+ at .*?, related [^:]*): .*"
    return [re.sub(problem, r"KL10x\2", line) for line in lines]
