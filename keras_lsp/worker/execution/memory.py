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
    np.zeros_like = _unwritten(np.zeros_like, np.zeros)
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
    return int(count) * np.dtype(float if dtype is None else dtype).itemsize


def _unwritten(zeros_like: Callable[..., Any], zeros: Callable[..., Any]) -> Callable[..., Any]:
    """`numpy.zeros_like` writes its zeros; those that `numpy.zeros` gives take no memory."""

    @functools.wraps(zeros_like)
    def make(*args: Any, **kwargs: Any) -> Any:
        given = _of_plain_array(*args, **kwargs) if args or "a" in kwargs else None
        if given is None:
            return zeros_like(*args, **kwargs)
        shape, dtype, order = given
        return zeros(shape, dtype, order)

    return make


def _of_plain_array(
    a: Any, dtype: Any = None, order: str = "K", _subok: Any = True, shape: Any = None, **more: Any
) -> tuple[Any, Any, str] | None:
    """The arguments of `numpy.zeros` that give the same; None where there are none, or few bytes.

    An array whose order in memory is neither C's nor Fortran's is no case of these.
    """
    import numpy as np

    if type(a) is not np.ndarray or order != "K" or more:
        return None
    shape = a.shape if shape is None else (shape,) if isinstance(shape, int) else shape
    dtype = a.dtype if dtype is None else dtype
    if not isinstance(shape, (tuple, list)) or not all(isinstance(dim, int) for dim in shape):
        return None  # NumPy says what is wrong.
    if _size(shape, dtype) < _SMALL or not (a.flags.c_contiguous or a.flags.f_contiguous):
        return None
    keeps_order = len(shape) == a.ndim and not a.flags.c_contiguous
    return shape, dtype, "F" if keeps_order else "C"


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
        self._most = resident_bytes() + limit
        self._more = 0
        self._peak: int | None = None

    def is_over(self) -> bool:
        """Whether it does; False where the system does not say."""
        if self._peak is not None:
            return _peak_bytes() - self._peak > self._more
        return resident_bytes() > self._most

    def note_use(self) -> None:
        """Note what is used now, before a copy of the process is made."""
        if self._peak is None:
            self._more = self._most - resident_bytes()
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


def resident_bytes() -> int:
    """Bytes of this process that lie in memory and are its own."""
    if sys.platform != "linux":
        return 0
    import resource

    _, resident, shared, *_ = map(int, _STATM.read_text(encoding="ascii").split())
    return (resident - shared) * resource.getpagesize()
