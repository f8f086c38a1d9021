"""A range for escapes: a workspace, what must not be reached from it, and who would notice."""

from __future__ import annotations

import contextlib
import os
import secrets
import socket
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest  # noqa: TC002 - pytest-asyncio evaluates the annotations
import pytest_asyncio

from keras_lsp.server.launchers import LocalWorkers
from keras_lsp.server.workers import Job

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from keras_lsp.report import Report

ESCAPES = Path(__file__).parent / "escapes"
SUPPORT = ("raw", "pipe")
ORDINARY = "import keras\nmodel = keras.Sequential([keras.Input((2,)), keras.layers.Dense(3)])\n"
MARKER = "KERAS_LSP_TEST_MARKER"


@dataclass
class Range:
    """Where escapes are tried.

    Attributes:
        workspace: the folder of the programs.
        outside: a folder that they may not touch.
        readable: a folder that they may read, by the setting.
        secrets: texts that no report may contain.
        listeners: sockets at which nothing may arrive.
    """

    workspace: Path
    outside: Path
    readable: Path
    secrets: list[str]
    listeners: list[socket.socket]
    workers: LocalWorkers

    async def run(self, name: str, text: str, timeout: float = 20.0) -> Report:
        """Execute a program as if it lay in the workspace."""
        job = Job(
            str(self.workspace / f"{name}.py"),
            text,
            (str(self.workspace),),
            timeout=timeout,
            allow_read=(str(self.readable),),
        )
        return await self.workers.run(job)

    def state(self) -> dict[str, tuple[object, ...]]:
        """All that the files are: contents, modes and times."""
        return {
            str(path): _state_of(path)
            for root in (self.workspace, self.outside, self.readable)
            for path in sorted([root, *root.rglob("*")])
        }

    def heard(self) -> list[str]:
        """What arrived at the listeners."""
        heard = []
        for listener in self.listeners:
            with contextlib.suppress(BlockingIOError):
                if listener.type == socket.SOCK_STREAM:
                    listener.accept()[0].close()
                else:
                    listener.recv(99)
                heard.append(str(listener))
        return heard


def _state_of(path: Path) -> tuple[object, ...]:
    found = path.lstat()
    content = path.read_bytes() if path.is_file() and not path.is_symlink() else b""
    return found.st_mode, found.st_uid, found.st_nlink, found.st_mtime_ns, content


def _listeners(folder: Path, workspace: Path, names: dict[str, object]) -> Iterator[socket.socket]:
    for name, kind in (("TCP", socket.SOCK_STREAM), ("UDP", socket.SOCK_DGRAM)):
        listener = socket.socket(socket.AF_INET, kind)
        listener.bind(("127.0.0.1", 0))
        names[name] = listener.getsockname()[1]
        yield listener
    abstract = f"keras-lsp-test-{secrets.token_hex(8)}"
    for name, kind, address in (
        ("UNIX", socket.SOCK_STREAM, f"{folder}/stream"),
        ("DATAGRAM", socket.SOCK_DGRAM, f"{folder}/datagram"),
        ("INSIDE", socket.SOCK_DGRAM, f"{workspace}/inside.sock"),
        ("ABSTRACT", socket.SOCK_DGRAM, f"\0{abstract}"),
    ):
        listener = socket.socket(socket.AF_UNIX, kind)
        listener.bind(address)
        names[name] = address.lstrip("\0")
        yield listener


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def place(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Range]:
    """One range and one zygote for all escapes."""
    base = tmp_path_factory.mktemp("r")
    workspace, outside, readable = base / "workspace", base / "outside", base / "readable"
    home, project = outside / "home", outside / "project"
    for folder in (workspace, outside / "empty", readable, home / ".ssh", home / ".aws", project):
        folder.mkdir(parents=True)
    names: dict[str, object] = {"SERVER": os.getpid(), "DOCUMENT": str(workspace / "document")}
    hidden = []
    for name, path in (
        ("KEY", home / ".ssh" / "id_ed25519"),
        ("CREDENTIALS", home / ".aws" / "credentials"),
        ("OTHER_PROJECT", project / "settings.py"),
    ):
        hidden.append(secrets.token_hex(16))
        path.write_text(hidden[-1] + "\n")
        names[name] = str(path)
    with zipfile.ZipFile(home / "model.keras", "w") as archive:
        archive.writestr("config.json", "{}")
    names.update(MODEL=str(home / "model.keras"))
    names.update(OUTSIDE=str(outside), HOME=str(home), READABLE=str(readable))
    (outside / "victim").write_text("as it was\n")
    (readable / "data").write_text("data\n")
    for name in ("untouched", "removed"):
        (workspace / name).write_text(name)
    (workspace / "document").write_text("a document\n")
    (workspace / "planted").symlink_to(outside)
    shared = tempfile.NamedTemporaryFile(dir="/dev/shm", prefix="keras-lsp-test-")  # noqa: SIM115
    names["SHARED_MEMORY"] = shared.name
    hidden.append(secrets.token_hex(16))
    os.environ[MARKER] = hidden[-1]
    listeners = list(_listeners(outside, workspace, names))
    for listener in listeners:
        listener.setblocking(False)
        if listener.type == socket.SOCK_STREAM:
            listener.listen()
    targets = "".join(f"{name} = {value!r}\n" for name, value in names.items())
    (workspace / "targets.py").write_text(targets)
    for name in SUPPORT:
        (workspace / f"{name}.py").write_text((ESCAPES / f"{name}.py").read_text())
    workers = LocalWorkers()
    try:
        ready = Range(workspace, outside, readable, hidden, listeners, workers)
        await ready.run("ordinary", ORDINARY)
        yield ready
    finally:
        await workers.close()
        del os.environ[MARKER]
        shared.close()
        for listener in listeners:
            listener.close()
