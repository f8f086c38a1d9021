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

from tests.e2e.editor import Buffer, Editor, connected

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from lsprotocol import types as t

ESCAPES = Path(__file__).parent / "escapes"
SUPPORT = ("raw", "pipe")
ORDINARY = "import keras\nmodel = keras.Sequential([keras.Input((2,)), keras.layers.Dense(3)])\n"
MARKER = "KERAS_LSP_TEST_MARKER"


@dataclass
class Seen:
    """What the editor was told of one program.

    Attributes:
        status: of the run.
        diagnostics: in the program.
        printed: by the program.
        hints: the inlay hint of each line that has one.
        said: all of it as one text, whatever file it is about.
    """

    status: str
    diagnostics: list[t.Diagnostic]
    printed: str
    hints: dict[int, str]
    said: str

    @property
    def codes(self) -> set[tuple[int, str]]:
        """Line and code of each diagnostic."""
        return {(item.range.start.line + 1, str(item.code)) for item in self.diagnostics}


@dataclass
class Range:
    """Where escapes are tried.

    Attributes:
        workspace: the folder of the programs.
        outside: a folder that they may not touch.
        readable: a folder that they may read, by the setting.
        secrets: texts that nobody may be told.
        listeners: sockets at which nothing may arrive.
        editor: where they are opened.
    """

    workspace: Path
    outside: Path
    readable: Path
    secrets: list[str]
    listeners: list[socket.socket]
    editor: Editor

    async def open(
        self, name: str, text: str, timeout: float = 20.0, patience: float = 45.0
    ) -> Seen:
        """Open a program that lies in the workspace as far as the editor knows.

        Args:
            name: of the file.
            text: of the program.
            timeout: the setting, in seconds.
            patience: how long to wait for its diagnostics, in seconds.
        """
        editor = self.editor
        await editor.configure(timeout=timeout, sandbox={"allowRead": [str(self.readable)]})
        published, outputs = len(editor.published), len(editor.outputs)
        buffer = Buffer(editor, self.workspace / f"{name}.py", text)
        try:
            diagnostics = await buffer.diagnostics(patience)
            await editor.until(lambda: len(editor.outputs) > outputs)
            hints = await buffer.hints()
        finally:
            buffer.close()
        printed = "".join(str(output.text) for output in editor.outputs[outputs:])
        codes = {str(item.code) for item in diagnostics}
        status = "timeout" if "KL903" in codes else "crashed" if "KL905" in codes else "ok"
        said = f"{editor.published[published:]}{printed}{hints}{editor.statuses}"
        return Seen(status, diagnostics, printed, hints, said)

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
    names: dict[str, object] = {"DOCUMENT": str(workspace / "document")}
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
    for name in SUPPORT:
        (workspace / f"{name}.py").write_text((ESCAPES / f"{name}.py").read_text())
    try:
        async with connected(base, options={"output": True, "status": True}) as editor:
            names["SERVER"] = editor.server.pid
            targets = "".join(f"{name} = {value!r}\n" for name, value in names.items())
            (workspace / "targets.py").write_text(targets)
            ready = Range(workspace, outside, readable, hidden, listeners, editor)
            await ready.open("ordinary", ORDINARY)
            yield ready
    finally:
        del os.environ[MARKER]
        shared.close()
        for listener in listeners:
            listener.close()
