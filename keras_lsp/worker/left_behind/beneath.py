"""What a program may leave behind where Python's garbage collector does not see it.

States of the process and of the interpreter, and of libraries that keep them in compiled code.
"""

from __future__ import annotations

import abc
import atexit
import codecs
import contextlib
import contextvars
import ctypes
import decimal
import faulthandler
import gc
import importlib
import locale
import os
import random
import signal
import socket
import sys
import threading
import time
import tracemalloc
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

# Descriptors beyond are not looked at.
_MOST_DESCRIPTORS = 1024


def facts() -> dict[str, Any]:
    """What must be the same after a run as before it, by what it is called."""
    found: dict[str, Any] = {
        "the current directory": _or_none(os.getcwd),
        "signal handlers": _handlers(),
        "the locale": locale.setlocale(locale.LC_ALL),
        "the time zone": time.tzname,
        "the recursion limit": sys.getrecursionlimit(),
        "the switch interval": sys.getswitchinterval(),
        "garbage collection": (gc.isenabled(), gc.get_threshold(), gc.get_debug()),
        "a trace or profile function": (sys.gettrace(), sys.getprofile()),
        "hooks of coroutines": (
            *sys.get_asyncgen_hooks(),
            sys.get_coroutine_origin_tracking_depth(),
        ),
        "threads": [thread.ident for thread in threading.enumerate()],
        "functions to be called at exit": atexit._ncallbacks(),
        "the fault handler": faulthandler.is_enabled(),
        "the trace of memory": tracemalloc.is_tracing(),
        "classes registered with an abstract one": abc.get_cache_token(),
        "the context of decimal numbers": repr(decimal.getcontext()),
        "the default timeout of sockets": socket.getdefaulttimeout(),
        "context variables": _context(),
        "the environment": _environment(),
        "open files": _descriptors(),
        "limits": _limits(),
        "how errors in texts are handled": _error_handlers(),
    }
    if hasattr(sys, "get_int_max_str_digits"):
        found["the digits that a number may have"] = sys.get_int_max_str_digits()
    for name, probe in _LIBRARIES.items():
        module = sys.modules.get(name)
        if module is not None:
            found[f"settings of {name}"] = probe(module)
    return found


def _or_none(function: Callable[[], Any]) -> Any:
    try:
        return function()
    except OSError:
        return None


def _handlers() -> list[Any]:
    return [signal.getsignal(number) for number in sorted(signal.valid_signals())]


def _context() -> dict[Any, Any]:
    """The values of context variables, which are compared by their identity."""
    return {variable: id(value) for variable, value in contextvars.copy_context().items()}


def _environment() -> Any:
    """What compiled code sees: `os.putenv` does not tell `os.environ`."""
    if sys.platform == "win32":
        return sorted(os.environ.items())
    library = ctypes.CDLL(None)
    if sys.platform == "darwin":
        # `environ` is not given to libraries there, see environ(7).
        library._NSGetEnviron.restype = ctypes.POINTER(ctypes.POINTER(ctypes.c_char_p))
        table = library._NSGetEnviron().contents
    else:
        table = ctypes.POINTER(ctypes.c_char_p).in_dll(library, "environ")
    entries: list[bytes] = []
    while (entry := table[len(entries)]) is not None:
        entries.append(entry)
    return sorted(entries)


def _descriptors() -> list[Any]:
    """The open descriptors and what they are of; those that only the system's own poll."""
    found = []
    for number in range(_MOST_DESCRIPTORS):
        with contextlib.suppress(OSError):
            status = os.fstat(number)
            found.append((number, status.st_dev, status.st_ino))
    return found


def _limits() -> Any:
    if sys.platform == "win32":
        return None
    import resource

    mask = os.umask(0o077)
    os.umask(mask)
    names = sorted(name for name in vars(resource) if name.startswith("RLIMIT_"))
    limits = [(name, resource.getrlimit(getattr(resource, name))) for name in names]
    return mask, os.getpriority(os.PRIO_PROCESS, 0), limits, signal.getitimer(signal.ITIMER_REAL)


def _error_handlers() -> list[Any]:
    names = ("strict", "ignore", "replace", "surrogateescape", "backslashreplace")
    return [codecs.lookup_error(name) for name in names]


def _numpy(np: Any) -> Any:
    return repr(np.geterr()), repr(np.get_printoptions()), np.geterrcall(), np.getbufsize()


def _tensorflow(tf: Any) -> Any:
    config = tf.config
    determinism = importlib.import_module("tensorflow.python.util._pywrap_determinism")
    return (
        config.functions_run_eagerly(),
        config.get_soft_device_placement(),
        config.experimental.tensor_float_32_execution_enabled(),
        determinism.is_enabled(),
        config.threading.get_inter_op_parallelism_threads(),
        config.threading.get_intra_op_parallelism_threads(),
        repr(config.optimizer.get_jit()),
        repr(config.optimizer.get_experimental_options()),
        tf.executing_eagerly(),
    )


def _torch(torch: Any) -> Any:
    return (
        torch.get_default_dtype(),
        torch.is_grad_enabled(),
        torch.is_inference_mode_enabled(),
        torch.are_deterministic_algorithms_enabled(),
        torch.is_anomaly_enabled(),
        torch.get_num_threads(),
        torch.get_float32_matmul_precision(),
        repr(torch.get_default_device()) if hasattr(torch, "get_default_device") else None,
        repr(vars(torch._tensor_str.PRINT_OPTS)),
    )


def _jax(jax: Any) -> Any:
    return sorted((name, repr(value)) for name, value in jax.config.values.items())


_LIBRARIES: dict[str, Callable[[Any], Any]] = {
    "numpy": _numpy,
    "tensorflow": _tensorflow,
    "torch": _torch,
    "jax": _jax,
}


class RandomStates:
    """The states of random numbers, which a run may change: they are set back."""

    def __init__(self) -> None:
        self._python = random.getstate()
        self._setters: list[Callable[[], object]] = [lambda: random.setstate(self._python)]
        numpy = sys.modules.get("numpy")
        if numpy is not None:
            state = numpy.random.get_state()
            self._setters.append(lambda: numpy.random.set_state(state))
        torch = sys.modules.get("torch")
        if torch is not None:
            drawn = torch.get_rng_state()
            self._setters.append(lambda: torch.set_rng_state(drawn))

    def restore(self) -> None:
        """Set them back."""
        for setter in self._setters:
            setter()
