"""Processes of Python that enter the sandbox, on systems that lack this or that."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
NOBODY = 65534
PRELUDE = """
import encodings.ascii, encodings.utf_8  # Nobody may be able to read them later.
import ctypes, errno, json, os, socket, sys, time
sys.path.insert(0, ROOT)
from keras_lsp.worker import sandbox
from keras_lsp.report import RunConfig
from keras_lsp.worker.sandbox import landlock, linux, namespaces, posix, seccomp
from keras_lsp.worker.sandbox.syscalls import TABLES, machine

class Lacking:
    # libc on a system on which some calls fail.
    def __init__(self, real, missing, landlock_abi=None):
        self._real, self._missing, self._abi = real, missing, landlock_abi
    def __getattr__(self, name):
        real = getattr(self._real, name)
        def called(*arguments):
            if name in self._missing or self._refuses(name, arguments):
                ctypes.set_errno(errno.EPERM)
                return -1
            if name == "syscall" and arguments[2:] == (0, 1) and self._abi is not None:
                return self._abi
            return real(*arguments)
        return called
    def _refuses(self, name, arguments):
        if name == "prctl":
            return "seccomp" in self._missing and arguments[0] == 22
        if name == "syscall":
            landlocks = "landlock" in self._missing and 444 <= arguments[0] <= 446
            return landlocks or ("seccomp" in self._missing and arguments[0] in (277, 317))
        return False

def lack(*missing, landlock_abi=None):
    namespaces.libc = Lacking(namespaces.libc, missing, landlock_abi)

def become_nobody():
    if os.getuid() == 0:
        os.setgroups([])
        os.setresgid(NOBODY, NOBODY, NOBODY)
        os.setresuid(NOBODY, NOBODY, NOBODY)

def works(action):
    try:
        action()
    except (OSError, MemoryError):
        return False
    return True

def refused(action):
    try:
        action()
    except OSError as error:
        return errno.errorcode[error.errno]
    return "works"

def status(name):
    with open("/proc/self/status") as lines:
        return dict(line.split(":", 1) for line in lines)[name].strip()

def enter(mode="auto", workspace=(), readable=(), **more):
    policy = sandbox.Policy(
        RunConfig(
            memory_limit=2**30, sandbox_mode=mode, workspace=workspace, allow_read=readable
        ),
        TEMPORARY, (1, 2), 60, **more,
    )
    info = sandbox.enter(policy)
    return {"enforced": info.enforced, "missing": info.missing}

def say(**values):
    print(json.dumps(values), flush=True)
"""


def in_child(temporary: Path, body: str, **names: Any) -> dict[str, Any]:
    """What `body` says, in a process of its own."""
    temporary.mkdir(exist_ok=True)
    temporary.chmod(0o777)
    names = {"ROOT": str(ROOT), "NOBODY": NOBODY, "TEMPORARY": str(temporary), **names}
    given = "".join(f"{name} = {value!r}\n" for name, value in names.items())
    result = subprocess.run(
        [sys.executable, "-c", given + PRELUDE + textwrap.dedent(body)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        cwd="/",
        env={"PATH": os.environ.get("PATH", ""), "HOME": os.environ.get("HOME", "/")},
    )
    assert result.returncode == 0, result.stderr
    said: dict[str, Any] = json.loads(result.stdout.splitlines()[-1])
    return said
