"""What ends a run while compiled code handles an exception of its own."""

from __future__ import annotations

import pytest

from keras_lsp.worker import endings

SAYS = (
    "pybind11::error_already_set: MISMATCH of original and normalized active exception types: "
    "ORIGINAL ResourceExhaustedError REPLACED BY {}: <EMPTY MESSAGE>"
)


@pytest.mark.parametrize(
    ("name", "kind"), [("TimeLimitError", endings.TimeLimitError), ("MemoryError", MemoryError)]
)
def test_it_is_found_in_what_pybind11_says(name: str, kind: type[BaseException]) -> None:
    assert type(endings.behind(RuntimeError(SAYS.format(name)))) is kind


def test_the_end_of_a_statement_is_the_one_that_was_raised() -> None:
    raised = endings.StatementLimitError(10.0)
    assert endings.behind(RuntimeError(SAYS.format("StatementLimitError"))) is raised


@pytest.mark.parametrize("error", [RuntimeError("out of order"), KeyError("TimeLimitError")])
def test_another_error_is_what_it_is(error: Exception) -> None:
    assert endings.behind(error) is error
