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
            "np.zeros_like(np.zeros(10**8), shape=(None, 3))",
            "TypeError: 'NoneType' object cannot be interpreted as an integer",
        ),
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


ALIKE = """\
import itertools

import numpy as np

from keras_lsp.worker.execution import memory

original = np.zeros_like
memory.install()
memory._SMALL = 100
c = np.ones((3, 20, 2), "f4")
arrays = [c, np.asfortranarray(c), c.T, c[:, ::2], c[0], np.ma.array(c), np.ones(3), np.float32(2)]
dtypes = [None, "i2", np.dtype("f8"), bool]
for a, dtype, shape in itertools.product(arrays, dtypes, [None, (40, 3), 160]):
    ours, numpys = np.zeros_like(a, dtype, shape=shape), original(a, dtype, shape=shape)
    assert type(ours) is type(numpys), (type(ours), type(numpys))
    for attribute in ("shape", "dtype", "strides"):
        assert getattr(ours, attribute) == getattr(numpys, attribute), (attribute, a, dtype, shape)
    assert not ours.any()
print("alike")
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only there are they reserved beyond it")
def test_zeros_like_another_array_are_those_of_numpy() -> None:
    told = subprocess.run([sys.executable, "-c", ALIKE], capture_output=True, text=True)
    assert (told.stdout, told.stderr) == ("alike\n", "")
