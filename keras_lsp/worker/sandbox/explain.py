"""Says at the user's line what the sandbox refused, and why.

An explanation, never the boundary: the kernel refuses, whether or not Python is asked.
"""

from __future__ import annotations

import errno
import os
import re
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from keras_lsp.programs.file_names import caches
from keras_lsp.report import Problem

if TYPE_CHECKING:
    from keras_lsp.worker.sandbox.forks import Forks
    from keras_lsp.worker.trace.record import Trace

NETWORK = "Network access is blocked here: {}. No setting allows it."
PROGRAM = "Starting other programs or processes is blocked here: {}. No setting allows it."
SIGNAL = "Signals to other processes are blocked here: {}. No setting allows it."
FILE = (
    "{} is blocked here. A run reads the workspace and Python's packages; the setting "
    "`keras-lsp.sandbox.allowRead` adds more. What it writes to the workspace is discarded."
)
CACHE = (
    "What is downloaded to {} is not there yet, and a run here downloads nothing. Run the program "
    "once; from then on it is read from there."
)
OTHER = "The sandbox refused this: {}."

_NETWORK = {
    "socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr", "socket.connect",
    "socket.bind", "socket.sendto", "socket.sendmsg",
}  # fmt: skip
_PROGRAM = {
    "subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.fork",
    "os.forkpty", "pty.spawn", "os.startfile", "_winapi.CreateProcess",
}  # fmt: skip


_AF_UNIX = 1


class BlockedError(PermissionError):
    """Something that the sandbox refuses; the problem has been reported."""


Watcher = Callable[[str, tuple[Any, ...]], None]

# What is called before audit events of these names.
_called: dict[str, Watcher] = {}


def listen() -> None:
    """Have audit events explained, of this process: what listens to them stays for good."""

    def hook(event: str, args: tuple[Any, ...], called: dict[str, Watcher] = _called) -> None:
        if event in called:
            called[event](event, args)

    sys.addaudithook(hook)


def install(trace: Trace, watchers: dict[str, Watcher], forks: Forks | None = None) -> None:
    """Explain denials to the user of the run that `trace` watches; this process listens.

    Args:
        trace: of the run.
        watchers: what else is to be called before audit events of these names.
        forks: those that the run makes itself.
    """
    own = os.getpid()

    def socket(_event: str, args: tuple[Any, ...]) -> None:
        if args[1] not in (-1, _AF_UNIX):
            _block(trace, NETWORK, "a socket")

    def network(event: str, args: tuple[Any, ...]) -> None:
        _block(trace, NETWORK, _address(event, args))

    def program(event: str, args: tuple[Any, ...]) -> None:
        if event != "os.fork" or forks is None or not forks.under_way:
            _block(trace, PROGRAM, _command(event, args))

    def signal(event: str, args: tuple[Any, ...]) -> None:
        if event in watchers:
            watchers[event](event, args)
        if args[0] != own:
            _block(trace, SIGNAL, f"process {args[0]}")

    _called.clear()
    _called.update(
        {
            **watchers,
            **dict.fromkeys(_NETWORK, network),
            **dict.fromkeys(_PROGRAM, program),
            "socket.__new__": socket,
            "os.kill": signal,
        }
    )


def _block(trace: Trace, message: str, what: str) -> None:
    user = trace.sources.user_frame(sys._getframe(3))
    if user is not None:
        trace.problem(
            Problem("KL902", "information", message.format(what), trace.sources.span(user))
        )
    raise BlockedError(message.format(what))


def _command(event: str, args: tuple[Any, ...]) -> str:
    """The program that was to be started; what asked for it where that does not say which.

    On Windows `subprocess` names the program only in its command line, `os.spawn` behind a mode.
    """
    named = args[1:] if event == "os.spawn" else args[:2]
    first = next((value for value in named if value), event)
    return _as_text(first[0] if isinstance(first, (list, tuple)) else first)


def _address(event: str, args: tuple[Any, ...]) -> str:
    if event in ("socket.connect", "socket.bind", "socket.sendto", "socket.sendmsg"):
        return _as_text(args[1]) if len(args) > 1 else event
    return _as_text(args[0]) if args else event


def _as_text(value: object) -> str:
    text = value.decode(errors="replace") if isinstance(value, bytes) else str(value)
    return text if len(text) <= 80 else text[:80] + "…"


def _as_path(value: object) -> str:
    """A file's name, of which the end tells most."""
    text = os.fsdecode(value) if isinstance(value, bytes) else str(value)
    return text if len(text) <= 80 else "…" + text[-80:]


# Keras says of a file that it may not open that there is none.
_MISSING = re.compile(r"File not found: filepath=(.+?)\. ")


def _can_open(path: str) -> bool:
    try:
        os.close(os.open(path, os.O_RDONLY))
    except PermissionError:
        return False
    except OSError:
        return True
    return True


def _is_of_empty_cache(path: object) -> bool:
    """Whether it would be made below a directory for downloads, and is not there."""
    if not isinstance(path, str) or os.path.lexists(path):
        return False
    return any(path == cache or path.startswith(f"{cache}{os.sep}") for cache in caches())


def denial(error: BaseException) -> str:
    """What to say of an exception that a refusal of the kernel made; empty if it is none."""
    if isinstance(error, PermissionError):
        if error.filename is not None:
            if _is_of_empty_cache(error.filename):
                return CACHE.format(f"`{_as_path(error.filename)}`")
            return FILE.format(f"`{_as_path(error.filename)}`")
        return OTHER.format(error.strerror or error)
    text = str(error)
    if isinstance(error, OSError) and "failed to map segment" in text:
        return OTHER.format(f"loading compiled code from a writable place ({text})")
    unreadable = _MISSING.search(text)
    if unreadable is not None and not _can_open(unreadable[1]):
        return FILE.format(f"`{_as_path(unreadable[1])}`")
    if isinstance(error, OSError) and error.errno == errno.EXDEV:
        return FILE.format(f"`{_as_path(error.filename2 or error.filename)}`")
    if isinstance(error, OSError) and error.errno == errno.EFBIG:
        return OTHER.format("files over 256 MiB")
    if type(error).__name__ == "PermissionDeniedError":  # TensorFlow's
        return FILE.format(f"A file ({str(error).splitlines()[0]})")
    return ""
