"""How a program is run: the same for the server, the worker and its sandbox."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RunConfig:
    """What settings and folders say of a run.

    Attributes:
        workspace: absolute paths of the workspace folders; their files are user code.
        interpreter: the Python to run with; empty for the one that runs the server.
        timeout: seconds of wall time without anything new: a statement of the program that has
            ended, a layer, a problem.
        total_timeout: seconds of wall time in all.
        memory_limit: bytes beyond what an idle worker holds.
        sandbox_mode: `strict`, `auto` or `off`.
        allow_read: further paths that the program may read.
        gpu_memory: bytes of the GPU that the program trains on; 0 if that is not known.
    """

    workspace: tuple[str, ...] = ()
    interpreter: str = ""
    timeout: float = 10.0
    total_timeout: float = 120.0
    memory_limit: int = 4 * 2**30
    sandbox_mode: str = "auto"
    allow_read: tuple[str, ...] = ()
    gpu_memory: int = 0
