"""The seam between the server and the processes that run programs.

Features know only what stands here; how the processes are started and kept is in
`local_workers`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable

    from keras_lsp.report import Report


@dataclass(frozen=True)
class Job:
    """One program to run.

    Attributes:
        path: absolute path of the document.
        text: its text, as in the editor.
        workspace: absolute paths of the workspace folders; their files are user code.
        overlays: unsaved texts of other workspace files by absolute path.
        interpreter: the Python to run with; empty for the one that runs this server.
        timeout: seconds of wall time.
        memory_limit: bytes beyond what an idle worker holds.
        sandbox_mode: `strict`, `auto` or `off`.
        allow_read: further paths that the program may read.
        preload: top-level third-party modules that the program imports.
        aside: nobody waits for it; the run that is ready for the next save stays ready.
    """

    path: str
    text: str
    workspace: tuple[str, ...] = ()
    overlays: dict[str, str] = field(default_factory=dict)
    interpreter: str = ""
    timeout: float = 10.0
    memory_limit: int = 4 * 2**30
    sandbox_mode: str = "auto"
    allow_read: tuple[str, ...] = ()
    preload: tuple[str, ...] = ()
    aside: bool = False


class Workers(Protocol):
    """Runs programs in other processes; has one ready ahead of the next save."""

    async def run(self, job: Job) -> Report:
        """Execute the job's program once and return what was found.

        Cancelling the task kills the run. What cannot run (no Keras, no interpreter, a
        crash, a time limit) is a problem in the report, never an exception.
        """

    def on_starting(self, listener: Callable[[str, bool], None]) -> None:
        """Call `listener(interpreter, True)` when Keras is being loaded, and with False after."""

    async def restart(self) -> None:
        """End all processes; the next run starts new ones."""

    async def close(self) -> None:
        """End all processes. Nothing of ours is left when this returns."""
