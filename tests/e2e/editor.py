"""An editor for tests: it speaks to the real server, which runs real Keras in real workers.

Lines and columns are written as a person reads them: both count from 1.
"""

from __future__ import annotations

import ast
import asyncio
import contextlib
import os
import signal
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from lsprotocol import types as t
from pytest_lsp import LanguageClient, client_capabilities, make_test_lsp_client

from keras_lsp import systems
from keras_lsp.runs.workers import BUDGET
from tests.contract import breaches, plain

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence

SERVER = ("-m", "keras_lsp", "--stdio")
REPOSITORY = Path(__file__).parents[2]
# A process for each run has to load Keras, which takes several times as long under Wine.
PATIENCE = 240.0 if sys.platform == "win32" else 45.0 if systems.FORKS else 90.0
forks = pytest.mark.skipif(not systems.FORKS, reason="of runs that are forked")
# For tests in which the back end does not matter: it is there in half of TensorFlow's time.
JAX = {"KERAS_BACKEND": "jax"}
_SEVERITY = {1: "error", 2: "warning", 3: "information", 4: "hint"}


def vscode(change: Callable[[t.ClientCapabilities], None] | None = None) -> t.ClientCapabilities:
    """What a present Visual Studio Code says that it can do."""
    capabilities = client_capabilities("visual-studio-code")
    workspace, document = capabilities.workspace, capabilities.text_document
    assert workspace is not None
    assert document is not None
    workspace.inlay_hint = t.InlayHintWorkspaceClientCapabilities(refresh_support=True)
    document.inlay_hint = t.InlayHintClientCapabilities(
        resolve_support=t.ClientInlayHintResolveOptions(properties=["tooltip", "label.tooltip"])
    )
    if change is not None:
        change(capabilities)
    return capabilities


def with_encoding(capabilities: t.ClientCapabilities, encoding: str) -> t.ClientCapabilities:
    """The same client, which counts columns in this unit."""
    capabilities.general = t.GeneralClientCapabilities(
        position_encodings=[t.PositionEncodingKind(encoding)]
    )
    return capabilities


def told(diagnostic: t.Diagnostic) -> str:
    """A diagnostic as one line: `4:11-4:30 error KL101: its message's first line`."""
    severity = _SEVERITY[diagnostic.severity.value if diagnostic.severity else 1]
    first = diagnostic.message.split("\n")[0]
    return f"{_place(diagnostic.range)} {severity} {diagnostic.code}: {first}"


def _place(place: t.Range) -> str:
    start, end = place.start, place.end
    return f"{start.line + 1}:{start.character + 1}-{end.line + 1}:{end.character + 1}"


@dataclass
class Progress:
    """One progress that the editor has shown."""

    token: str | int
    title: str
    message: str
    ended: bool = False
    reports: list[str] = field(default_factory=list)
    beside: list[str] = field(default_factory=list)
    """Titles of what was shown when this one appeared."""


# An edit begins no run.
ON_SAVE = {"run": "onSave"}


class Editor:
    """One editor, connected to a server process of its own."""

    def __init__(
        self, home: Path, workspace: Path, environment: Mapping[str, str] | None = None
    ) -> None:
        self.home = home
        self.environment = environment or {}
        self.workspace = workspace
        self.client: LanguageClient = make_test_lsp_client()
        self.result: t.InitializeResult | None = None
        self.published: list[t.PublishDiagnosticsParams] = []
        self.progress: list[Progress] = []
        self.refreshed: list[str] = []
        self.shown: list[t.ShowDocumentParams] = []
        self.outputs: list[Any] = []
        self.statuses: list[Any] = []
        self.breaches: list[str] = []
        self.command_of_server: tuple[str, ...] = (sys.executable, *SERVER)
        self.settings: dict[str, Any] = ON_SAVE
        self.questions: list[str] = []
        """What it was asked; its answer is always yes."""
        self._asked = 0
        self._news = asyncio.Event()
        self._listen()

    def _listen(self) -> None:
        def publish(params: t.PublishDiagnosticsParams) -> None:
            self.published.append(params)
            self._news.set()

        def create(_params: t.WorkDoneProgressCreateParams) -> None:
            return None

        def progress(params: t.ProgressParams) -> None:
            value: dict[str, Any] = params.value or {}
            if value["kind"] == "begin":
                shown = Progress(params.token, value["title"], value.get("message", ""))
                shown.beside = [item.title for item in self.progress if not item.ended]
                self.progress.append(shown)
            for item in self.progress:
                if item.token == params.token and value["kind"] == "report":
                    item.reports.append(value["message"])
                if item.token == params.token and value["kind"] == "end":
                    item.ended = True
            self._news.set()

        def refresh(what: str) -> Callable[..., None]:
            def handler(*_: object) -> None:
                self.refreshed.append(what)
                self._news.set()

            return handler

        def configuration(params: t.ConfigurationParams) -> list[Any]:
            self._asked += 1
            self._news.set()
            return [self.settings for _ in params.items]

        def show(params: t.ShowDocumentParams) -> t.ShowDocumentResult:
            self.shown.append(params)
            self._news.set()
            return t.ShowDocumentResult(success=True)

        def ask(params: t.ShowMessageRequestParams) -> t.MessageActionItem:
            self.questions.append(params.message)
            self._news.set()
            assert params.actions
            return params.actions[0]

        def output(params: Any) -> None:
            self.outputs.append(params)
            self.breaches += breaches("output", params)
            self._news.set()

        def status(params: Any) -> None:
            self.statuses.append(params)
            self.breaches += breaches("status", params)
            self._news.set()

        for method, handler in {
            t.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS: publish,
            t.WINDOW_WORK_DONE_PROGRESS_CREATE: create,
            t.PROGRESS: progress,
            t.WORKSPACE_INLAY_HINT_REFRESH: refresh("hints"),
            t.WORKSPACE_CODE_LENS_REFRESH: refresh("lenses"),
            t.WORKSPACE_CONFIGURATION: configuration,
            t.WINDOW_SHOW_DOCUMENT: show,
            t.WINDOW_SHOW_MESSAGE_REQUEST: ask,
            "keras-lsp/output": output,
            "keras-lsp/status": status,
            t.CLIENT_REGISTER_CAPABILITY: lambda _params: None,
            t.CLIENT_UNREGISTER_CAPABILITY: lambda _params: None,
        }.items():
            self.client.protocol.fm.features.pop(method, None)
            self.client.feature(method)(handler)

    # The session.

    async def start(
        self, capabilities: t.ClientCapabilities, options: dict[str, Any] | None = None
    ) -> None:
        """Start the server and connect."""
        self.temporary.mkdir(parents=True, exist_ok=True)
        python_path = os.pathsep.join(
            filter(None, (str(REPOSITORY), os.environ.get("PYTHONPATH", "")))
        )
        environment = {
            **os.environ,
            "PYTHONPATH": python_path,
            "TMPDIR": str(self.temporary),
            # Inherited by the workers: it tells their processes from those of others.
            "KERAS_HOME": str(self.home / "keras"),
            "XDG_CACHE_HOME": str(self.home / "cache"),
            **self.environment,
        }
        command = self.command_of_server
        await self.client.start_io(*command, env=environment, cwd=self.workspace)
        self.result = await asyncio.wait_for(
            self.client.initialize_session(
                t.InitializeParams(
                    capabilities=capabilities,
                    initialization_options=options,
                    root_uri=self.workspace.as_uri(),
                    workspace_folders=[t.WorkspaceFolder(self.workspace.as_uri(), "workspace")],
                )
            ),
            PATIENCE,
        )

    async def leave(self) -> None:
        """Say goodbye as an editor does."""
        await asyncio.wait_for(self.client.shutdown_session(), PATIENCE)
        await self.forget()

    async def forget(self) -> None:
        """Stop listening to a server, which is ended if it has not ended by itself."""
        if self.server.returncode is None:
            self.server.kill()
        await self.server.wait()
        await self.client.stop()  # type: ignore[no-untyped-call]

    @property
    def server(self) -> asyncio.subprocess.Process:
        """The server's process."""
        process = self.client._server
        assert process is not None
        return process

    @property
    def temporary(self) -> Path:
        """Where the server makes its temporary directories."""
        return self.home / "tmp"

    async def started(self) -> list[Process]:
        """Wait until the server has started a process, of which nobody is told."""
        for _ in range(200):
            if found := self.processes():
                return found
            await asyncio.sleep(0.05)
        raise AssertionError("no process was started in ten seconds")

    def processes(self) -> list[Process]:
        """The worker processes of this server that live, zygotes and runs."""
        mark = f"KERAS_HOME={self.home / 'keras'}".encode()
        workers = [process for process in all_processes() if "keras_lsp/worker" in process.command]
        ours = {process.pid for process in workers if mark in environment_of(process.pid)}
        ours.add(self.server.pid)
        # The environment of a run in its sandbox cannot be seen by everybody; who made it can.
        while new := {p.pid for p in workers if p.parent in ours} - ours:
            ours |= new
        return [process for process in workers if process.pid in ours]

    def zygotes(self) -> list[Process]:
        """The zygotes of this server."""
        return [process for process in self.processes() if process.parent == self.server.pid]

    async def only_zygote(self) -> Process:
        """The zygote that is left when those before it have ended."""
        while len(zygotes := self.zygotes()) > 1:
            ends = [asyncio.ensure_future(_ended(process)) for process in zygotes]
            _, alive = await asyncio.wait(
                ends, timeout=PATIENCE, return_when=asyncio.FIRST_COMPLETED
            )
            assert len(alive) < len(ends), "none of several zygotes ends"
            for waiting in alive:
                waiting.cancel()
        return zygotes[0]

    def isolated(self) -> list[Process]:
        """Of each zygote in a PID namespace the process there, which forks the runs."""
        return [process for process in self.processes() if process.first]

    def runs(self) -> list[Process]:
        """The runs of this server's zygotes."""
        no_runs = {*self.zygotes(), *self.isolated()}
        return [process for process in self.processes() if process not in no_runs]

    async def until(self, condition: Callable[[], Any], seconds: float = PATIENCE) -> Any:
        """Wait until a message of the server makes the condition true; what it says then."""

        async def wait() -> Any:
            while not (result := condition()):
                self._news.clear()
                await self._news.wait()
            return result

        return await asyncio.wait_for(wait(), seconds)

    async def configure(self, **settings: Any) -> None:
        """Change the settings `keras-lsp.*`; returns when the server has asked for them.

        Without `run` an edit begins no run, so that what was edited can be looked at.
        """
        self.settings = {**ON_SAVE, **settings}
        before = self._asked
        self.client.workspace_did_change_configuration(t.DidChangeConfigurationParams(None))
        await self.until(lambda: self._asked > before)

    async def command(self, name: str, *arguments: Any) -> Any:
        """The result of `keras-lsp.<name>`, as JSON."""
        params = t.ExecuteCommandParams(f"keras-lsp.{name}", list(arguments))
        result = await asyncio.wait_for(
            self.client.workspace_execute_command_async(params), PATIENCE
        )
        told = plain(result)
        assert breaches(f"{name}Result", told) == []
        return told

    def changed_on_disk(
        self, path: Path, change: t.FileChangeType = t.FileChangeType.Changed
    ) -> None:
        """Tell the server what a watcher of files saw."""
        self.client.workspace_did_change_watched_files(
            t.DidChangeWatchedFilesParams([t.FileEvent(path.as_uri(), change)])
        )

    def problems_in(self, path: Path) -> list[str]:
        """What stands in a file now, open or not."""
        for item in reversed(self.published):
            if item.uri == path.as_uri():
                return [told(diagnostic) for diagnostic in item.diagnostics]
        return []


class Buffer:
    """A document that is open in an editor."""

    def __init__(self, editor: Editor, path: Path, text: str, uri: str | None = None) -> None:
        self.editor = editor
        self.path = path
        self.text = text
        self.uri = uri or path.as_uri()
        self.version = 1
        self._seen = len(editor.published)
        self.identifier = t.TextDocumentIdentifier(self.uri)
        item = t.TextDocumentItem(self.uri, "python", self.version, text)
        editor.client.text_document_did_open(t.DidOpenTextDocumentParams(item))

    def close(self) -> None:
        """Close it, without saving."""
        self.editor.client.text_document_did_close(t.DidCloseTextDocumentParams(self.identifier))

    # Editing.

    def write(self, text: str) -> None:
        """Put another text in the place of all of it, without saving."""
        self._change(t.TextDocumentContentChangeWholeDocument(text))
        self.text = text

    def replace(self, line: int, text: str) -> None:
        """Put another text in the place of one line."""
        old = self.text.split("\n")[line - 1]
        start, end = t.Position(line - 1, 0), t.Position(line - 1, len(old))
        self._change(t.TextDocumentContentChangePartial(t.Range(start, end), text))
        lines = self.text.split("\n")
        self.text = "\n".join([*lines[: line - 1], text, *lines[line:]])

    def insert(self, line: int, text: str) -> None:
        """Put a new line before a line."""
        place = t.Position(line - 1, 0)
        self._change(t.TextDocumentContentChangePartial(t.Range(place, place), f"{text}\n"))
        lines = self.text.split("\n")
        self.text = "\n".join([*lines[: line - 1], text, *lines[line - 1 :]])

    def _change(self, change: Any) -> None:
        self.version += 1
        identifier = t.VersionedTextDocumentIdentifier(self.version, self.uri)
        self.editor.client.text_document_did_change(
            t.DidChangeTextDocumentParams(identifier, [change])
        )

    def save(self, *, write: bool = True) -> None:
        """Write it to disk and say so, or only say so; does not wait."""
        if write:
            self.path.write_bytes(self.text.encode())
        self._seen = len(self.editor.published)
        self.editor.client.text_document_did_save(t.DidSaveTextDocumentParams(self.identifier))

    async def saved(self, text: str | None = None, seconds: float = PATIENCE) -> list[str]:
        """Write it to disk, with another text if one is given; the problems found then."""
        if text is not None:
            self.write(text)
        self.save()
        return await self.problems(seconds)

    # Asking.

    async def diagnostics(self, seconds: float = PATIENCE) -> list[t.Diagnostic]:
        """Those of the present text, once they have come."""

        def come() -> t.PublishDiagnosticsParams | None:
            for item in self.editor.published[self._seen :]:
                if item.uri == self.uri and item.version == self.version:
                    return item
            return None

        published: t.PublishDiagnosticsParams = await self.editor.until(come, seconds)
        return list(published.diagnostics)

    async def problems(self, seconds: float = PATIENCE) -> list[str]:
        """The diagnostics of the present text, as lines."""
        return [told(diagnostic) for diagnostic in await self.diagnostics(seconds)]

    async def inlay_hints(self) -> list[t.InlayHint]:
        """All hints."""
        whole = t.Range(t.Position(0, 0), t.Position(self.text.count("\n") + 1, 0))
        params = t.InlayHintParams(self.identifier, whole)
        return list(await self._asked(self.editor.client.text_document_inlay_hint_async(params)))

    async def hints(self) -> dict[int, str]:
        """The hint of each line that has one."""
        return {hint.position.line + 1: str(hint.label) for hint in await self.inlay_hints()}

    async def hover(self, line: int, text: str) -> t.Hover | None:
        """What is said when the mouse rests on `text` in a line."""
        column = self.text.split("\n")[line - 1].index(text)
        params = t.HoverParams(self.identifier, t.Position(line - 1, column))
        hover: t.Hover | None = await self._asked(
            self.editor.client.text_document_hover_async(params), empty=None
        )
        return hover

    async def hovered(self, line: int, text: str) -> str:
        """The text of a hover."""
        hover = await self.hover(line, text)
        assert hover is not None
        assert isinstance(hover.contents, t.MarkupContent)
        return hover.contents.value

    async def lenses(self) -> list[t.CodeLens]:
        """The code lenses."""
        params = t.CodeLensParams(self.identifier)
        return list(await self._asked(self.editor.client.text_document_code_lens_async(params)))

    async def symbols(self) -> list[Any]:
        """The outline."""
        params = t.DocumentSymbolParams(self.identifier)
        return list(
            await self._asked(self.editor.client.text_document_document_symbol_async(params))
        )

    async def actions(self, line: int, *only: str) -> list[Any]:
        """The code actions of a line, of these kinds if some are given."""
        here = t.Range(t.Position(line - 1, 0), t.Position(line - 1, 0))
        context = t.CodeActionContext([], only=list(only) or None)
        params = t.CodeActionParams(self.identifier, here, context)
        found = await self._asked(self.editor.client.text_document_code_action_async(params))
        return [_as_sent(action) for action in found]

    async def fixes(self, line: int) -> dict[str, t.CodeAction]:
        """The quick fixes of a line by their titles, those that let a problem pass left out.

        An answer that took the whole time for trials may lack some: it is asked for again.
        """
        loop = asyncio.get_running_loop()
        for _ in range(30):
            asked = loop.time()
            found = await self.actions(line, "quickfix")
            if loop.time() - asked < BUDGET * 0.9:
                break
        return {each.title: each for each in found if not each.title.startswith("Ignore ")}

    def apply(self, action: t.CodeAction) -> None:
        """Make an action's edits, without saving."""
        assert action.edit is not None
        (change,) = action.edit.document_changes or ()
        assert isinstance(change, t.TextDocumentEdit)
        assert change.text_document.uri == self.uri
        assert change.text_document.version == self.version
        lines = self.text.split("\n")
        starts = [
            sum(len(line) + 1 for line in lines[:number]) for number in range(len(lines) + 1)
        ]
        text = self.text
        edits = [edit for edit in change.edits if isinstance(edit, t.TextEdit)]
        for edit in sorted(edits, key=lambda e: (e.range.start.line, e.range.start.character))[
            ::-1
        ]:
            start = starts[edit.range.start.line] + edit.range.start.character
            end = starts[edit.range.end.line] + edit.range.end.character
            text = text[:start] + edit.new_text + text[end:]
        self.write(text)

    @staticmethod
    async def _asked(answer: Any, empty: Any = ()) -> Any:
        result = await asyncio.wait_for(answer, PATIENCE)
        return empty if result is None else result

    async def command(self, name: str, **options: Any) -> Any:
        """A command about this document."""
        return await self.editor.command(name, {"uri": self.uri, **options})


def _as_sent(action: t.Command | t.CodeAction) -> t.Command | t.CodeAction:
    """The action; lsprotocol takes a `CodeAction` with a command for a `Command`."""
    if isinstance(action, t.Command) and action.command.startswith("{"):
        return t.CodeAction(action.title, command=t.Command(**ast.literal_eval(action.command)))
    return action


class Desk:
    """A directory of the workspace, and the documents that one test opens in it."""

    def __init__(self, editor: Editor, directory: Path) -> None:
        self.editor = editor
        self.directory = directory
        self._open: list[Buffer] = []

    def path(self, name: str) -> Path:
        """A file's place."""
        return self.directory / name

    def put(self, name: str, text: str) -> Path:
        """Write a file that is not opened."""
        path = self.path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
        return path

    def open(self, name: str, text: str, *, write: bool = True, uri: str | None = None) -> Buffer:
        """Open a file, and do not wait for anything."""
        path = self.put(name, text) if write else self.path(name)
        buffer = Buffer(self.editor, path, text, uri)
        self._open.append(buffer)
        return buffer

    async def opened(self, name: str, text: str) -> Buffer:
        """Open a file and wait for what its run finds."""
        buffer = self.open(name, text)
        await buffer.diagnostics()
        return buffer

    def clear(self) -> None:
        """Close everything."""
        for buffer in self._open:
            buffer.close()


@contextlib.asynccontextmanager
async def connected(
    base: Path,
    capabilities: t.ClientCapabilities | None = None,
    options: dict[str, Any] | None = None,
    environment: Mapping[str, str] | None = None,
    *,
    consents: bool = True,
    command: Sequence[str] | None = None,
) -> AsyncIterator[Editor]:
    """An editor with a server of its own, which must leave nothing behind.

    Args:
        base: a directory for the workspace and for what the server keeps elsewhere.
        capabilities: of the client; those of Visual Studio Code if not given.
        options: `initializationOptions`.
        environment: what the server has in its environment beside what this process has.
        consents: where the server asks before it runs anything, it has been answered.
        command: of the server, if not this repository's.
    """
    workspace = base / "workspace"
    workspace.mkdir(parents=True, exist_ok=True)
    editor = Editor(base / "home", workspace, environment)
    if "settings" in (options or {}):
        editor.settings = {}
    if command is not None:
        editor.command_of_server = tuple(command)
    await editor.start(capabilities or vscode(), options)
    try:
        if consents and not systems.ISOLATES:
            await consent(editor)
        yield editor
        if editor.server.returncode is None:
            await editor.leave()
            assert editor.breaches == []
            assert editor.processes() == []
            assert list(editor.temporary.glob("keras-lsp-*")) == []
    finally:
        await editor.forget()
        kill(process.pid for process in editor.processes())


async def consent(editor: Editor) -> None:
    """Save something, and let it be run."""
    file = Desk(editor, editor.workspace).open("consent.py", "import keras\n")
    await file.saved()
    file.close()
    file.path.unlink()
    editor.published.clear()
    editor.progress.clear()


# Processes.


@dataclass(frozen=True)
class Process:
    """A process of this machine; `first`: it is number 1 of a PID namespace below ours."""

    pid: int
    parent: int
    command: str
    first: bool


def all_processes(*, zombies: bool = False) -> list[Process]:
    """Every process that has not ended; or only those that ended and are not waited for."""
    found: list[Process] = []
    if sys.platform != "linux":
        return found  # What is asked of them can be told nowhere else.
    for directory in Path("/proc").iterdir():
        if not directory.name.isdigit():
            continue
        try:
            state, parent = (directory / "stat").read_text("utf-8").rpartition(")")[2].split()[:2]
            command = (directory / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            status = (directory / "status").read_text("utf-8")
        except (OSError, UnicodeDecodeError):
            continue
        if (state == "Z") == zombies:
            numbers = status.partition("NSpid:")[2].partition("\n")[0].split()
            first = len(numbers) > 1 and numbers[-1] == "1"
            found.append(Process(int(directory.name), int(parent), command, first))
    return found


def environment_of(pid: int) -> list[bytes]:
    """The environment that a process was started with; empty if we may not see it."""
    try:
        return Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
    except OSError:
        return []


def kill(pids: Iterable[int]) -> None:
    """End processes; it does not matter if they have ended."""
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


async def ended(processes: Sequence[Process], seconds: float) -> None:
    """Wait until all of them have ended."""
    await asyncio.wait_for(asyncio.gather(*map(_ended, processes)), seconds)


async def _ended(process: Process) -> None:
    try:
        handle = os.pidfd_open(process.pid)
    except ProcessLookupError:
        return
    loop = asyncio.get_running_loop()
    over = asyncio.Event()
    loop.add_reader(handle, over.set)
    try:
        await over.wait()
    finally:
        loop.remove_reader(handle)
        os.close(handle)
