"""What surrounds a run: entered in the run's process before any of the user's code.

One policy, here; how an operating system enforces it is in a module of its own.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from keras_lsp.report import SandboxInfo


@dataclass(frozen=True, slots=True)
class Policy:
    """What a run may do.

    Attributes:
        mode: `strict` refuses to run when a layer is missing, `auto` says so, `off` enters none.
        temporary: directory of the run's own, the only place to write to.
        keep: descriptors that stay open.
        memory: bytes of address space beyond what the process has now.
        processor: seconds of processor time.
        file_size: bytes that one file may have.
    """

    mode: str
    temporary: str
    keep: tuple[int, ...]
    memory: int
    processor: int
    file_size: int = 256 * 2**20


def enter(policy: Policy) -> SandboxInfo:
    """Confine this process; cannot be undone.

    Returns:
        Which layers are in force, and which this system does not have.
    """
    if sys.platform == "win32":
        from keras_lsp.worker.sandbox import windows

        return windows.enter(policy)
    from keras_lsp.worker.sandbox import posix

    return posix.enter(policy)
