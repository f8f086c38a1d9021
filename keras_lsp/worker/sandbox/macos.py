"""macOS: a Seatbelt profile, entered in the process itself after Keras has been imported.

`sandbox_init` is what `sandbox-exec` calls; doing it here, as the last step, lets the imports
that happen before do what they need. Written from Apple's man pages sandbox(7), sandbox-exec(1)
and sandbox_init(3) and the comments of the profiles in /System/Library/Sandbox/Profiles; it
has never been run.
"""

from __future__ import annotations

import ctypes
from typing import TYPE_CHECKING, Any

from keras_lsp.programs import file_names
from keras_lsp.worker.sandbox import directories

if TYPE_CHECKING:
    from collections.abc import Iterable

    from keras_lsp.worker.sandbox import Policy

_SYSTEM = (
    "/usr/lib", "/usr/share", "/System/Library", "/System/Volumes/Preboot/Cryptexes/OS",
    "/Library/Frameworks", "/private/etc/localtime", "/private/etc/ssl",
    "/private/var/db/timezone", "/private/var/db/dyld",
    # Libraries of Homebrew's Python, on both kinds of processors.
    "/opt/homebrew/Cellar", "/opt/homebrew/opt", "/opt/homebrew/lib",
    "/usr/local/Cellar", "/usr/local/opt", "/usr/local/lib",
)  # fmt: skip
_DEVICES = ("/dev/null", "/dev/zero", "/dev/random", "/dev/urandom", "/dev/dtracehelper")


def profile(policy: Policy) -> str:
    """The policy in Seatbelt's language (SBPL): all is denied but what is listed.

    Paths are real ones: Seatbelt sees through symbolic links, /tmp and /var among them.
    """
    readable = [
        *_SYSTEM,
        *directories.python(),
        *file_names.caches(),
        *policy.config.workspace,
        *policy.config.allow_read,
        *policy.python_path,
    ]
    temporary = _paths("subpath", [policy.temporary])
    compiled = _paths("subpath", readable)
    return "\n".join(
        (
            "(version 1)",
            "(deny default)",
            "(allow file-read-metadata)",
            f"(allow file-read* {compiled} {temporary}",
            f"    {_paths('literal', ['/', *_DEVICES])})",
            f"(allow file-write* {temporary})",
            f"(allow file-write-data {_paths('literal', ['/dev/null'])})",
            # Compiled modules that the program imports; macOS before 10.13 does not ask.
            f"(if (defined? 'file-map-executable) (allow file-map-executable {compiled}))",
            "(allow sysctl-read)",
            "(allow ipc-posix-sem)",
            "(allow process-info* (target self))",
            "(allow signal (target self))",
        )
    )


def _paths(kind: str, paths: Iterable[str]) -> str:
    real = dict.fromkeys(file_names.real_path(path) for path in paths if path)
    return " ".join(f"({kind} {_quote(path)})" for path in real)


def _quote(path: str) -> str:
    return '"' + path.replace("\\", "\\\\").replace('"', '\\"') + '"'


def restrict(policy: Policy, library: Any = None) -> None:
    """Enter the profile; cannot be undone.

    Args:
        policy: what the run may do.
        library: stands for libSystem.

    Raises:
        OSError: the system refused the profile, for the reason that it gives.
    """
    library = library or ctypes.CDLL("/usr/lib/libSystem.dylib", use_errno=True)
    reason = ctypes.c_char_p()
    if library.sandbox_init(profile(policy).encode(), 0, ctypes.byref(reason)) != 0:
        text = (reason.value or b"no reason given").decode(errors="replace")
        raise OSError(ctypes.get_errno(), f"sandbox_init: {text}")
