"""Puts the server together and connects it to an editor.

The only place that knows all features; starts as fast as a bare pygls server.
"""

from __future__ import annotations

import asyncio
import functools
import logging
import os
import signal
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lsprotocol import types
from pygls.exceptions import JsonRpcInvalidParams
from pygls.io_ import StdinAsyncReader, StdoutWriter

from keras_lsp.runs import event_log
from keras_lsp.server import housekeeping, standard_error, threads
from keras_lsp.server.features import (
    code_actions,
    code_lens,
    commands,
    completion,
    configuration,
    document_symbols,
    hover,
    inlay_hints,
    notebooks,
    output,
    progress,
    status,
    synchronization,
    training_memory,
)
from keras_lsp.server.features.chosen import RefusedCommandError
from keras_lsp.server.protocol import bodies
from keras_lsp.server.session import KerasServer
from keras_lsp.systems import ISOLATES

if TYPE_CHECKING:
    from collections.abc import Callable

    from keras_lsp.report import Report
    from keras_lsp.runs.workers import Job, Workers
    from keras_lsp.server.documents import Document

# What is worked on in threads is mostly Python, of which one runs at a time.
_THREADS = 6
_ENDING = [signal.SIGINT, signal.SIGTERM]
if sys.platform != "win32":
    _ENDING.append(signal.SIGHUP)

log = logging.getLogger(__name__)


class AddressError(Exception):
    """No editor can connect at an address; the message is for a person."""


@dataclass(frozen=True)
class Feature:
    """A message of LSP, what handles it, and what is told of it when a client connects."""

    method: str
    handler: Callable[[KerasServer, Any], Any]
    options: Any = None


# Which handler answers which message; that of the outline is added when a client connects.
FEATURES: tuple[Feature, ...] = (
    Feature(types.INITIALIZE, configuration.initialize),
    Feature(types.INITIALIZED, configuration.initialized),
    Feature(types.WORKSPACE_DID_CHANGE_CONFIGURATION, configuration.did_change_configuration),
    Feature(
        types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS, configuration.did_change_workspace_folders
    ),
    Feature(types.TEXT_DOCUMENT_DID_OPEN, synchronization.did_open),
    Feature(types.TEXT_DOCUMENT_DID_CHANGE, synchronization.did_change),
    Feature(types.TEXT_DOCUMENT_DID_SAVE, synchronization.did_save),
    Feature(types.TEXT_DOCUMENT_DID_CLOSE, synchronization.did_close),
    Feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES, synchronization.did_change_watched_files),
    Feature(types.NOTEBOOK_DOCUMENT_DID_OPEN, notebooks.did_open),
    Feature(types.NOTEBOOK_DOCUMENT_DID_CHANGE, notebooks.did_change),
    Feature(types.NOTEBOOK_DOCUMENT_DID_SAVE, notebooks.did_save),
    Feature(types.NOTEBOOK_DOCUMENT_DID_CLOSE, notebooks.did_close),
    Feature(
        types.TEXT_DOCUMENT_INLAY_HINT,
        inlay_hints.inlay_hints,
        types.InlayHintOptions(resolve_provider=True),
    ),
    Feature(types.INLAY_HINT_RESOLVE, inlay_hints.resolve),
    Feature(types.TEXT_DOCUMENT_HOVER, hover.hover),
    Feature(
        types.TEXT_DOCUMENT_COMPLETION,
        completion.completion,
        types.CompletionOptions(trigger_characters=[*completion.TRIGGERS]),
    ),
    Feature(types.TEXT_DOCUMENT_CODE_LENS, code_lens.code_lens),
    Feature(
        types.TEXT_DOCUMENT_CODE_ACTION,
        code_actions.code_actions,
        types.CodeActionOptions([types.CodeActionKind.QuickFix, code_actions.FIX_ALL]),
    ),
)


def create_server(workers: Workers, *, isolated: bool = ISOLATES) -> KerasServer:
    """A server, ready to be connected, that has programs run by `workers`."""
    server = KerasServer(workers, isolated=isolated)
    for feature in FEATURES:
        server.feature(feature.method, feature.options)(feature.handler)
    server.feature(types.SHUTDOWN)(_shutdown)
    for name, command in commands.COMMANDS.items():
        server.command(name)(_bind_command(server, command))
    _follow_runs(server)
    logging.getLogger("pygls.protocol.json_rpc").addFilter(_is_no_answer)
    return server


def _bind_command(server: KerasServer, command: commands.Command) -> commands.Command:
    """A command as pygls takes it, which looks at its annotations."""

    async def bound(*args: dict[str, Any]) -> dict[str, Any]:
        return await command(server, *args)

    return bound


def _follow_runs(server: KerasServer) -> None:
    """Have what is shown follow the runs."""
    scheduler, bars = server.scheduler, progress.Bars(server)

    def refresh(_: Document) -> None:
        inlay_hints.refresh(server)
        code_lens.refresh(server)

    scheduler.on("ended", server.publisher.publish)
    scheduler.on("ended", refresh)
    scheduler.on("cancelled", refresh)
    scheduler.on("ended", lambda _: document_symbols.refresh(server))
    scheduler.on("ended", functools.partial(training_memory.begin, server))
    scheduler.on_first_look(refresh)
    scheduler.on_found(functools.partial(inlay_hints.prepare, server))
    scheduler.on_found(server.hold_to_budgets)
    server.heads.on_compared(lambda _: code_lens.refresh(server))
    scheduler.on("started", code_actions.give_up_trials)
    scheduler.on_change(bars.run_changed)
    scheduler.on_progress(bars.show_progress)
    server.workers.on_starting(bars.starting)
    scheduler.on("started", functools.partial(status.send_started, server))
    for end in ("ended", "cancelled"):
        scheduler.on(end, functools.partial(status.send_ended, server))
    server.workers.on_starting(functools.partial(status.starting, server))
    scheduler.on("ended", functools.partial(output.send, server))
    scheduler.on_change(server.heads.run_changed)
    scheduler.on_change(lambda change, of: event_log.tell("scheduler", change, of.path))
    scheduler.on_first_look(lambda of: event_log.tell("scheduler", "found", of.path))


def _is_no_answer(record: logging.LogRecord) -> bool:
    """Whether to log a record: not if it is an error that was already sent to the client."""
    error = record.exc_info[1] if record.exc_info else None
    return not isinstance(error, (RefusedCommandError, JsonRpcInvalidParams))


async def _shutdown(ls: KerasServer, _params: None) -> None:
    ls.scheduler.cancel_all()
    ls.heads.cancel_all()
    await ls.workers.close()


class LazyWorkers:
    """Workers that are made when the first program is to be run."""

    def __init__(self, make: Callable[[], Workers]) -> None:
        self._make = make
        self._made: Workers | None = None
        self._listeners: list[Callable[[str, bool], None]] = []

    def _workers(self) -> Workers:
        if self._made is None:
            self._made = self._make()
            for listener in self._listeners:
                self._made.on_starting(listener)
        return self._made

    async def run(self, job: Job) -> Report:
        """As `Workers.run`."""
        return await self._workers().run(job)

    def expected_seconds(self, path: str, text: str) -> float | None:
        """As `Workers.expected_seconds`."""
        return self._made.expected_seconds(path, text) if self._made is not None else None

    async def until_one_is_spared(self, path: str) -> None:
        """As `Workers.until_one_is_spared`."""
        if self._made is not None:
            await self._made.until_one_is_spared(path)

    def must_load(self, job: Job) -> bool:
        """As `Workers.must_load`."""
        return self._made is None or self._made.must_load(job)

    def is_outdated(self, job: Job) -> bool:
        """As `Workers.is_outdated`."""
        return self._made is not None and self._made.is_outdated(job)

    def on_starting(self, listener: Callable[[str, bool], None]) -> None:
        """As `Workers.on_starting`."""
        self._listeners.append(listener)
        if self._made is not None:
            self._made.on_starting(listener)

    def release(self, path: str) -> None:
        """As `Workers.release`."""
        if self._made is not None:
            self._made.release(path)

    async def restart(self) -> None:
        """As `Workers.restart`."""
        if self._made is not None:
            await self._made.restart()

    async def close(self) -> None:
        """As `Workers.close`."""
        if self._made is not None:
            await self._made.close()


def local_workers() -> Workers:
    """Workers on this machine, not yet started."""

    def make() -> Workers:
        from keras_lsp.runs.checkpoints import WORTH
        from keras_lsp.runs.local_workers import LocalWorkers

        return LocalWorkers(checkpoints=WORTH)

    return LazyWorkers(make)


def serve_stdio(workers: Workers | None = None, *, isolated: bool = ISOLATES) -> None:
    """Serve one editor on standard input and output, until it leaves.

    Args:
        workers: what runs programs.
        isolated: runs are kept from the rest of the machine; else the user is asked first.
    """
    server = create_server(workers or local_workers(), isolated=isolated)
    housekeeping.begin(server.scheduler, server.protocol)
    standard_error.never_wait()
    # What anything prints by mistake must not get between the messages.
    stdout = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    server.protocol.set_writer(StdoutWriter(stdout))
    try:
        asyncio.run(_serve_stdio(server))
    except BrokenPipeError:
        log.info("the editor disconnected")


async def _serve_stdio(server: KerasServer) -> None:
    asyncio.get_running_loop().set_default_executor(threads.ready(_THREADS))
    reader = StdinAsyncReader(sys.stdin.buffer, threads.ready(1))
    await _serve(server, asyncio.ensure_future(_messages(server, reader)))


async def _serve(server: KerasServer, serving: asyncio.Future[int]) -> None:
    """Wait until `serving` is over, or a signal ends the process, and close the workers.

    Raises:
        SystemExit: it is over with an exit code other than 0.
    """
    signals = _end_on_signals(serving)
    code = 0
    try:
        code = await serving
    except asyncio.CancelledError:
        if not signals:
            raise
    finally:
        await _end(server)
    if signals:
        # The thread that reads standard input cannot be woken.
        sys.stderr.flush()
        os._exit(128 + signals[0])
    if code:
        sys.exit(code)


def _end_on_signals(serving: asyncio.Future[int]) -> list[int]:
    """The signals that have come, each of which cancels `serving`; an ignored one stays so."""
    loop = asyncio.get_running_loop()
    came: list[int] = []

    def end(number: int) -> None:
        came.append(number)
        serving.cancel()

    for number in _ENDING:
        if signal.getsignal(number) is signal.SIG_IGN:
            continue
        if sys.platform == "win32":
            signal.signal(number, lambda number, _: loop.call_soon_threadsafe(end, number))
        else:
            loop.add_signal_handler(number, end, number)
    return came


async def _messages(server: KerasServer, reader: StdinAsyncReader | asyncio.StreamReader) -> int:
    """Handle each message until the editor leaves; the exit code."""
    async for body in bodies(reader):
        try:
            server.protocol.receive(body)
        except BrokenPipeError:
            raise
        except SystemExit as left:
            return left.code if isinstance(left.code, int) else 0
        except Exception:
            # Whatever one message brings about, the next one is answered.
            log.exception("a message could not be handled")
    return 0


async def _end(server: KerasServer) -> None:
    server.scheduler.cancel_all()
    server.heads.cancel_all()
    await server.workers.close()


def serve_tcp(host: str, port: int, workers: Workers | None = None) -> None:
    """Serve the first editor that connects, for debugging; `port` 0 takes a free one.

    The address is written to standard error.

    Raises:
        AddressError: nobody can connect there; the message is for a person.
    """
    server = create_server(workers or local_workers())
    housekeeping.begin(server.scheduler, server.protocol)
    standard_error.never_wait()
    asyncio.run(_serve_tcp(server, host, port))


async def _serve_tcp(server: KerasServer, host: str, port: int) -> None:
    asyncio.get_running_loop().set_default_executor(threads.ready(_THREADS))
    left: asyncio.Future[int] = asyncio.get_running_loop().create_future()
    connections: list[asyncio.StreamWriter] = []

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if connections:
            writer.close()
            return
        connections.append(writer)
        server.protocol.set_writer(_TcpWriter(writer))
        code = 0
        try:
            code = await _messages(server, reader)
        except OSError as error:
            log.info("the editor disconnected: %s", error)
        finally:
            if not left.done():
                left.set_result(code)

    try:
        listener = await asyncio.start_server(connected, host, port)
    except OSError as error:
        # That of a name that is not known is negative; that of several addresses is not there.
        number = error.errno or 0
        reason = os.strerror(number) if number > 0 else error.strerror or str(error)
        raise AddressError(
            f"cannot listen on {host}:{port}: {reason}. Choose an address of this machine and a "
            "free port; 0 picks one"
        ) from None
    for socket in listener.sockets:
        address = socket.getsockname()
        sys.stderr.write(f"keras-lsp listens on {address[0]}:{address[1]}\n")
    sys.stderr.flush()
    try:
        await _serve(server, left)
    finally:
        listener.close()


class _TcpWriter:
    """A stream as pygls writes to it."""

    def __init__(self, stream: asyncio.StreamWriter) -> None:
        self._stream = stream

    def close(self) -> None:
        self._stream.close()

    def write(self, data: bytes) -> None:
        self._stream.write(data)
