"""What a notebook's program finds, and which of it only a kernel could run."""

from __future__ import annotations

import ast

import pytest

from keras_lsp.worker.execution.kernel import Kernel, awaits
from keras_lsp.worker.values.unknown import Unknown


@pytest.mark.parametrize(
    "text",
    [
        "x = await f()",
        "print(await f())",
        "async for x in f(): pass",
        "async with f(): pass",
        "if x:\n    await f()",
        "x = [y async for y in z]",
    ],
)
def test_a_kernel_awaits_outside_functions(text: str) -> None:
    assert awaits(ast.parse(text))


@pytest.mark.parametrize("text", ["async def f():\n    await g()", "x = f()", "for x in y: f()"])
def test_what_needs_no_kernel(text: str) -> None:
    assert not awaits(ast.parse(text))


def test_the_kernel_is_unknown_until_it_binds_names() -> None:
    kernel = Kernel()
    names = kernel.names()
    assert isinstance(kernel.get_ipython(), Unknown)
    assert not kernel.names_unknown
    kernel.get_ipython(names=True)
    assert kernel.names_unknown
    assert {"get_ipython", "display", "In", "Out", "_"} <= set(names)
    assert "__file__" not in names
