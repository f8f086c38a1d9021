"""What surrounds a run: entered in the run's process before any of the user's code.

One policy, here; how an operating system enforces it is in a module of its own.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from keras_lsp.report import RunConfig, SandboxInfo
    from keras_lsp.worker.sandbox.forks import Forks


@dataclass(frozen=True, slots=True)
class Policy:
    """What a run may do.

    Attributes:
        config: what the settings say; the mode `strict` refuses to run when a layer is missing,
            `auto` says so, `off` enters none. Its folders may be read, and written to as far as
            that vanishes with the run.
        temporary: directory of the run's own, the only place to write to.
        keep: descriptors that stay open.
        processor: seconds of processor time.
        python_path: further directories of modules.
        isolated: this process already sees no other ones.
        file_size: bytes that one file may have.
        forks: the run's own, where it may leave copies of itself behind.
    """

    config: RunConfig
    temporary: str
    keep: tuple[int, ...]
    processor: int
    python_path: tuple[str, ...] = ()
    isolated: bool = False
    file_size: int = 256 * 2**20
    forks: Forks | None = None


class RefusedError(Exception):
    """The policy cannot be enforced here, and the mode is `strict`."""


def enter(policy: Policy) -> SandboxInfo:
    """Confine this process; cannot be undone.

    Returns:
        Which layers are in force, and which this system does not have.

    Raises:
        RefusedError: layers are missing and the mode is `strict`.
    """
    info = _enter(policy)
    if policy.config.sandbox_mode == "strict" and info.missing:
        raise RefusedError(
            f"The sandbox lacks {', '.join(info.missing)} on this system, and the setting "
            "`keras-lsp.sandbox.mode` is `strict`. With `auto`, programs run with what there is."
        )
    return info


def _enter(policy: Policy) -> SandboxInfo:
    if sys.platform == "win32":
        from keras_lsp.worker.sandbox import windows

        return windows.enter(policy)
    from keras_lsp.worker.sandbox import posix

    return posix.enter(policy)
