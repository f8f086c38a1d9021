"""Directories that a run may read on every system, besides the system's own."""

from __future__ import annotations

import os
import sys

from keras_lsp.programs.file_names import real_path


def python() -> list[str]:
    """Where Python and its packages are; never the whole disk, nor a home directory."""
    home = os.path.expanduser("~")  # noqa: PTH111 - may be missing
    ours = os.path.dirname(os.path.dirname(os.path.dirname(__file__)))  # noqa: PTH120 - in each run
    candidates = [sys.prefix, sys.base_prefix, sys.exec_prefix, *sys.path, ours]
    real = {real_path(path) for path in candidates if path}
    above = real_path(home) + os.sep
    return sorted(path for path in real if not above.startswith(path.rstrip(os.sep) + os.sep))
