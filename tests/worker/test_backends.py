"""The same programs as in `test_programs` on JAX, and on PyTorch where that is installed.

All but the wording of messages is the same on each back end. PyTorch has an environment of
its own, of a gigabyte and more, which `make test-flavours` makes.
"""

from __future__ import annotations

import difflib
import os
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
import pytest_asyncio

from keras_lsp.runs.local_workers import LocalWorkers
from tests.expectations import programs, read, title
from tests.expectations.found import found
from tests.expectations.jobs import TORCH, job, under
from tests.sampling import sampled

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from tests.expectations import Findings

# A layer's failure inside `call` leaves nothing to go on with on JAX. Each back end says in its
# own words that a size is too large. A training step is written for one back end.
NOT_ON_JAX = {
    "missing_back_end",
    # JAX has no tensors of texts, and there Keras trains without a loss.
    "arrays_of_texts", "losses_of_layers",
    # Functions and variables of TensorFlow.
    "built_in_earnest", "data_of_no_form", "function_that_fails", "function_that_trains",
    "own_steps", "text_vectorization", "what_a_machine_lacks",
    "error_in_subclassed_call", "beyond_any_size", "train_step_without_call",
    "variational_autoencoder",
    # A weight of unknown size is computed with in a graph of TensorFlow alone.
    "unbuilt_for_want_of_data",
}  # fmt: skip
# They need TensorFlow, JAX or pandas; a module of PyTorch can be compiled.
NOT_ON_TORCH = {
    # Nor are sizes unknown there: PyTorch makes the values of all weights.
    "filled_from_a_missing_file", "missing_back_end", "missing_file", "required_arguments",
    "imports_side_by_side", "files_of_unknown", "projected_predictions", "tables_by_columns",
    "unknown_rank", "unknown_sizes", "unknown_vocabulary", "values_of_unknown_size",
    "sizes_beyond_arrays", "tokenizer_of_nothing", "unbuilt_for_want_of_data",
    "missing_tflite", "module_in_a_removed_module",
    "arrays_of_texts", "data_by_form", "missing_package", "moved_files",
    "builders_behind_a_failure", "built_in_earnest", "data_of_no_form", "function_that_fails",
    "function_that_trains", "loops_cut_short", "never_called",
    "own_steps", "partial_batch", "text_vectorization", "vocabulary_of_nothing",
    "what_a_machine_lacks", "arrays_of_known_form", "wrong_whatever_the_data",
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
@pytest.mark.parametrize("program", sampled(programs()), ids=title)
async def test_the_run_finds_the_same_on_every_back_end(
    program: Path, backend: str, workers: LocalWorkers
) -> None:
    if title(program) in (NOT_ON_JAX if backend == "jax" else NOT_ON_TORCH):
        pytest.skip("not on this back end, see above")
    expected = read(program)
    made = job(program)
    report = await workers.run(under(made, TORCH) if backend == "torch" else made)
    assert report.status == "ok", report.problems
    assert report.keras is not None
    assert report.keras.backend == backend
    seen = without_wording(found(report, program).with_pieces_of(expected)).lines()
    wanted = without_wording(expected).lines()
    difference = [line for line in difflib.ndiff(wanted, seen) if line[0] in "+-"]
    assert not difference, "expected (-), seen (+):\n" + "\n".join(difference)


def without_wording(findings: Findings) -> Findings:
    """Where a shape does not fit is the same everywhere; each back end has words of its own."""
    problems = [
        replace(mark, code="KL10x", message="") if mark.code in {"KL102", "KL108"} else mark
        for mark in findings.problems
    ]
    return replace(findings, problems=problems)
