"""A program's warnings are shown as often as Python shows them."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

import pytest

from keras_lsp.worker.silence import without_warnings
from tests.reports import report_of

if TYPE_CHECKING:
    from pathlib import Path

    from keras_lsp.runs.local_workers import LocalWorkers

# `fit` is checked between the first two; the layer has been made with such an argument before.
PROGRAM = """\
import warnings
import keras

def warn():
    warnings.warn("mind this")

model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(2)])
warn()
model.compile("adam", "mse")
model.fit([[1.0, 2.0, 3.0]], [[1.0, 2.0]], verbose=0)
warn()
warnings.simplefilter("always")
warn()
warn()
keras.layers.Dense(2, input_dim=3)
"""


@pytest.mark.asyncio(loop_scope="session")
async def test_a_warning_is_shown_once_as_in_python(workers: LocalWorkers, folder: Path) -> None:
    report = await report_of(workers, folder, PROGRAM)
    told = [piece.text for piece in report.output if piece.stream == "stderr"]
    assert [text.split("UserWarning: ")[1][:10] for text in told] == ["mind this\n"] * 3 + [
        "Do not pas"
    ]


def warn() -> None:
    warnings.warn("mind this", stacklevel=1)


def test_none_is_shown_meanwhile_and_filters_are_as_they_were() -> None:
    with warnings.catch_warnings(record=True) as shown:
        warnings.simplefilter("default")
        before = [*warnings.filters]
        warn()
        with without_warnings():
            warn()
        warn()
        assert ([str(each.message) for each in shown], warnings.filters) == (["mind this"], before)
        with without_warnings():
            warnings.simplefilter("error")
        assert warnings.filters == before
        warn()
