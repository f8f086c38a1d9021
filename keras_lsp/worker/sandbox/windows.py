"""Windows: nothing is enforced yet, and the report says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from keras_lsp.report import SandboxInfo

if TYPE_CHECKING:
    from keras_lsp.worker.sandbox import Policy


def enter(policy: Policy) -> SandboxInfo:  # noqa: ARG001
    """Say that there is no isolation here."""
    return SandboxInfo([], ["descriptors", "environment", "rlimits", "files", "network"])
