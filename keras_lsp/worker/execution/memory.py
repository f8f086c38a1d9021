"""Memory that a program reserves without using it, and memory that it uses.

The sandbox bounds what a run may reserve. Arrays of zeros cost nothing until something is
written to them, and few programs write to all of what they make here, where nothing is
trained: for such arrays the bound gives way, up to what the machine has. What is really used
is looked at while the program runs.
"""

from __future__ import annotations

import functools
import math
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

_STATM = Path("/proc/self/statm")
_SMALL = 1 << 24


def install() -> None:
    """Let arrays of zeros be reserved beyond the bound."""
    if sys.platform != "linux":
        return
    import numpy as np

    for name in ("zeros", "empty"):
        setattr(np, name, _reserving(getattr(np, name), _size))
    np.zeros_like = _reserving(np.zeros_like, _size_like)
    # Else whoever writes a number uses two megabytes.
    core = sys.modules.get("numpy._core.multiarray") or sys.modules["numpy.core.multiarray"]
    core._set_madvise_hugepage(0)


def _reserving(original: Callable[..., Any], size_of: Callable[..., int]) -> Callable[..., Any]:
    @functools.wraps(original)
    def make(*args: Any, **kwargs: Any) -> Any:
        try:
            return original(*args, **kwargs)
        except MemoryError:
            size = size_of(*args, **kwargs)
            if size < _SMALL or not _reserve(size):
                raise
        return original(*args, **kwargs)

    return make


def _size(shape: Any, dtype: Any = None, *_: Any, **__: Any) -> int:
    """Bytes that `numpy.zeros` and `numpy.empty` need."""
    import numpy as np

    count = math.prod(shape) if isinstance(shape, (tuple, list)) else int(shape)
    return int(count) * np.dtype(dtype or float).itemsize


def _size_like(
    a: Any, dtype: Any = None, _order: Any = None, _subok: Any = None, shape: Any = None, **_: Any
) -> int:
    """Bytes that `numpy.zeros_like` needs."""
    import numpy as np

    like = np.asarray(a)
    return _size(like.shape if shape is None else shape, dtype or like.dtype)


def _reserve(size: int) -> bool:
    """Let so many bytes more be reserved; False if the machine does not have them."""
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    if soft == resource.RLIM_INFINITY or soft + size > hard:
        return False
    resource.setrlimit(resource.RLIMIT_AS, (soft + size, hard))
    return True


class MemoryUse:
    """Whether a run uses more than it may.

    Args:
        limit: bytes beyond what is used now.
    """

    def __init__(self, limit: int) -> None:
        self._most = _resident_bytes() + limit
        self._more = 0
        self._peak: int | None = None

    def is_over(self) -> bool:
        """Whether it does; False where the system does not say."""
        if self._peak is not None:
            return _peak_bytes() - self._peak > self._more
        return _resident_bytes() > self._most

    def note_use(self) -> None:
        """Note what is used now, before a copy of the process is made."""
        if self._peak is None:
            self._more = self._most - _resident_bytes()
        else:
            self._more -= _peak_bytes() - self._peak
            self._peak = _peak_bytes()

    def follow(self) -> None:
        """Go on in a copy, which may not read its numbers, only how much it has used at most."""
        self._peak = _peak_bytes()


def _peak_bytes() -> int:
    """Bytes of this process that have lain in memory at most."""
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def _resident_bytes() -> int:
    """Bytes of this process that lie in memory and are its own."""
    if sys.platform != "linux":
        return 0
    import resource

    _, resident, shared, *_ = map(int, _STATM.read_text(encoding="ascii").split())
    return (resident - shared) * resource.getpagesize()
