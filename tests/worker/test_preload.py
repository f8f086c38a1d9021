"""Loading Keras: quicker than by hand, and the same for a program."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from keras_lsp.report import RunConfig
from keras_lsp.runs.workers import Job
from keras_lsp.worker import preload

if TYPE_CHECKING:
    from pathlib import Path

    from keras_lsp.runs.local_workers import LocalWorkers

# The sizes of the layer tell what the program found.
USES_JAX = """\
import sys
import keras
was_imported = "jax" in sys.modules
from tensorflow.lite.python.util import _jit
eight = int(_jit(lambda x: x * 2)(4.0))
import jax
is_whole = bool(jax.numpy.ones(3).sum() == 3)
keras.Sequential([keras.Input((1 + was_imported,)), keras.layers.Dense(eight + is_whole)])
"""


@pytest.mark.asyncio(loop_scope="session")
async def test_jax_is_not_loaded_with_tensorflow_and_works_where_a_program_uses_it(
    workers: LocalWorkers, folder: Path
) -> None:
    report = await workers.run(
        Job(str(folder / "m.py"), USES_JAX, RunConfig((str(folder),), timeout=60))
    )
    assert report.problems == []
    (layer,) = report.models[0].layers
    assert layer.weights is not None
    assert layer.weights.total == 18


@pytest.mark.parametrize(
    ("imported", "is_whole"),
    [
        ("from jax import jit", False),
        ("import jax; hasattr(jax.monitoring, 'record_scalar')", False),
        ("import jax.numpy as jnp; jnp.ones(2)", True),
        ("from jax import vmap", True),
        ("import jax; jax.devices", True),
    ],
)
def test_jax_is_there_as_soon_as_more_is_asked_of_it(imported: str, is_whole: bool) -> None:
    program = (
        "import sys\n"
        "from keras_lsp.worker import preload\n"
        "with preload.without_jax():\n"
        f"    {imported}\n"
        "    print('jax._src' in sys.modules)\n"
        "import jax\n"
        "assert jax.numpy.ones(2).shape == (2,)\n"
    )
    environment = os.environ | {"KERAS_BACKEND": "tensorflow"}
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stdout, done.stderr) == (f"{is_whole}\n", "")


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ('{"backend": "jax", "floatx": "float32"}', "jax"),
        ('{"floatx": "float32"}', "tensorflow"),
        ("{", ""),
        ("[]", ""),
        (None, "tensorflow"),
    ],
)
def test_the_back_end_is_that_of_the_settings_of_keras(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str | None, expected: str
) -> None:
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    monkeypatch.delenv("KERAS_BACKEND", raising=False)
    if content is not None:
        (tmp_path / "keras.json").write_text(content)
    assert preload.back_end_that_is_set() == expected


def test_the_variable_goes_before_the_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "keras.json").write_text('{"backend": "jax"}')
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    monkeypatch.setenv("KERAS_BACKEND", "torch")
    assert preload.back_end_that_is_set() == "torch"
