"""What a program finds in the interpreter when it begins, and may leave otherwise."""

from __future__ import annotations

import sys


class Beginning:
    """The arguments, the path, the finders and the main module, as they are now."""

    def __init__(self) -> None:
        self._main = sys.modules["__main__"]
        self._argv, self._path, self._finders = sys.argv, [*sys.path], [*sys.meta_path]

    def restore(self) -> None:
        """Set them back."""
        sys.modules["__main__"] = self._main
        sys.argv, sys.path[:], sys.meta_path[:] = self._argv, self._path, self._finders
