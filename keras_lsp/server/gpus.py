"""The GPU of this machine, as its driver tells it."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

# The driver may have to wake the card up.
_PATIENCE = 20.0
_QUERY = ("--query-gpu=memory.total,name", "--format=csv,noheader,nounits")
_MIB = 2**20

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Gpu:
    """A card: its memory in bytes, and its name."""

    memory: int
    name: str


async def find() -> Gpu | None:
    """The card with the most memory; None if there is none, or its driver does not tell."""
    program = await asyncio.to_thread(_program)
    if program is None:
        return None
    try:
        process = await asyncio.create_subprocess_exec(
            program, *_QUERY, stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
        )  # fmt: skip
    except OSError as error:
        log.info("nvidia-smi cannot be asked: %s", error)
        return None
    try:
        told, _ = await asyncio.wait_for(process.communicate(), _PATIENCE)
    except asyncio.TimeoutError:
        log.info("nvidia-smi does not answer")
        return None
    finally:
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
    return largest(told.decode("utf-8", "replace"))


def largest(told: str) -> Gpu | None:
    """The card with the most memory, of lines such as `15360, Tesla T4`."""
    found = []
    for line in told.splitlines():
        memory, _, name = line.partition(",")
        if memory.strip().isdigit() and int(memory):
            found.append(Gpu(int(memory) * _MIB, name.strip()))
    return max(found, key=lambda gpu: gpu.memory, default=None)


def _program() -> str | None:
    if sys.platform == "win32":
        # A search would begin in the current folder, which may be anybody's.
        installed = Path(os.environ.get("SYSTEMROOT", r"C:\Windows"), "System32", "nvidia-smi.exe")
        return str(installed) if installed.exists() else None
    return shutil.which("nvidia-smi")
