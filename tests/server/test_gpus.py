"""The GPU of this machine, as `nvidia-smi` tells it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from keras_lsp.server import gpus
from keras_lsp.server.gpus import Gpu

if TYPE_CHECKING:
    from pathlib import Path

MIB = 2**20


@pytest.mark.parametrize(
    ("told", "gpu"),
    [
        ("15360, Tesla T4\n", Gpu(15360 * MIB, "Tesla T4")),
        ("8192, A\n24576, B\n", Gpu(24576 * MIB, "B")),
        ("[N/A], A\n", None),
        ("NVIDIA-SMI has failed\n", None),
        ("", None),
    ],
)
def test_the_card_with_the_most_memory_counts(told: str, gpu: Gpu | None) -> None:
    assert gpus.largest(told) == gpu


@pytest.mark.skipif(sys.platform == "win32", reason="a script in a folder of PATH")
@pytest.mark.asyncio
async def test_it_is_asked_of_the_driver(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert await gpus.find() is None
    program = tmp_path / "nvidia-smi"
    program.write_text('#!/bin/sh\necho "81559, NVIDIA H100 80GB HBM3"\n')
    program.chmod(0o755)
    assert await gpus.find() == Gpu(81559 * MIB, "NVIDIA H100 80GB HBM3")
    program.write_text("#!/no/such/interpreter\n")
    assert await gpus.find() is None
