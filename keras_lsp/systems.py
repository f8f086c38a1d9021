"""What depends on the operating system in all parts of the product.

The environment variable `KERAS_LSP_LIKE` makes it behave, as far as that can be, as on another
one, for tests: `win32` or `darwin`.
"""

from __future__ import annotations

import os
import signal
import sys

VARIABLE = "KERAS_LSP_LIKE"

_LIKE = os.environ.get(VARIABLE) or sys.platform

FORKS = _LIKE == "linux"
"""Whether a process that has loaded Keras may make others of itself."""

ISOLATES = _LIKE != "win32"
"""Whether a run is kept from files and network."""

HAS_TIMER = _LIKE != "win32" and hasattr(signal, "setitimer")
"""Whether the system itself interrupts a process after a while."""

WHERE: int | None = getattr(signal, "SIGRTMAX", None) or getattr(signal, "SIGUSR2", None)
"""The signal on which a run writes where it is; one that programs hardly ever use themselves."""
