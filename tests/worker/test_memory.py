"""Arrays of zeros beyond the bound of the sandbox."""

from __future__ import annotations

import subprocess
import sys

import pytest

PROGRAM = """\
import resource

import numpy as np

from keras_lsp.worker.execution import memory

memory.install()
resource.setrlimit(resource.RLIMIT_AS, (3 << 30, 40 << 30))
try:
    print({made}.nbytes)
except Exception as error:
    print(f"{{type(error).__name__}}: {{error}}")
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only there are they reserved beyond it")
@pytest.mark.parametrize(
    ("made", "said"),
    [
        ("np.zeros(10**9)", "8000000000"),
        ("np.zeros(shape=(10**5, 10**5), dtype='i1')", "10000000000"),
        ("np.empty((2**15, 2**15), 'f4')", "4294967296"),
        ("np.zeros_like(a=np.zeros(10**9, 'f4'))", "4000000000"),
        ("np.zeros_like(np.zeros(3), np.float32, shape=(2**30,))", "4294967296"),
        (
            "np.zeros(10**11, 'i1')",
            "MemoryError: Unable to allocate 93.1 GiB",
        ),
        (
            "np.zeros((None, 3))",
            "TypeError: 'NoneType' object cannot be interpreted as an integer",
        ),
        ("np.zeros()", "TypeError: zeros() missing required argument 'shape' (pos 0)"),
        (
            "np.zeros_like()",
            "TypeError: zeros_like() missing 1 required positional argument: 'a'",
        ),
    ],
)
def test_zeros_are_reserved_beyond_the_bound(made: str, said: str) -> None:
    told = subprocess.run(
        [sys.executable, "-c", PROGRAM.format(made=made)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.startswith(said)
