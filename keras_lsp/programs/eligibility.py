"""Which documents are never run, whatever they contain.

Decides by place and settings alone; does not read the text.
"""

from __future__ import annotations

import functools
import re
import sys
from pathlib import Path

_INSTALLED = re.compile(
    r"[/\\](?:site-packages|dist-packages)[/\\]|[/\\]lib(?:64)?[/\\]python\d\.\d+[/\\]"
)
_OF_A_PREFIX = ("lib", "lib64", "Lib", "bin", "Scripts", "include", "share")


def never_run(path: str, interpreter: str) -> str:
    """Why the file at `path` is never run, in words; empty if it may be.

    Args:
        path: absolute; empty for a document that is no file.
        interpreter: the user's Python, absolute; empty for the server's own.
    """
    if not path:
        return "only files on disk are run"
    if _INSTALLED.search(path) or _below_interpreter(path, interpreter):
        return "it belongs to an installed package or to Python itself"
    return ""


def _below_interpreter(path: str, interpreter: str) -> bool:
    parents = set(Path(path).parents)
    if any((parent / "pyvenv.cfg").is_file() for parent in parents):
        return True
    return bool(parents & _directories(interpreter))


@functools.cache
def _directories(interpreter: str) -> frozenset[Path]:
    """The directories that hold what the interpreters in question have installed."""
    import sysconfig

    prefixes = {sys.prefix, sys.base_prefix, sys.exec_prefix}
    directories = {Path(sysconfig.get_path(name)) for name in ("stdlib", "purelib", "platlib")}
    for python in {Path(interpreter), Path(interpreter).resolve()} if interpreter else ():
        prefixes.add(str(python.parent.parent))
    for prefix in prefixes:
        directories.update(Path(prefix, name) for name in _OF_A_PREFIX)
    return frozenset(directories)
