"""The server's process: how it ends."""

from __future__ import annotations

import errno
import json
import os
import select
import signal
import socket
import struct
import subprocess
import sys
from typing import Any

import pytest

from tests.server.session import SERVER

PATIENCE = 60
CLOSED = f"workers closed{os.linesep}".encode()
posix = pytest.mark.skipif(sys.platform == "win32", reason="a process is sent no such signals")


def ordinary() -> None:
    """Mind the signals that whoever started the tests may ignore: `nohup`, a shell's `&`."""
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        signal.signal(getattr(signal, name), signal.SIG_DFL)


# What a server is started with.
START = {} if sys.platform == "win32" else {"preexec_fn": ordinary}


def message(method: str, number: int | None = None, params: Any = None) -> bytes:
    body: dict[str, Any] = {"jsonrpc": "2.0", "method": method}
    if number is not None:
        body |= {"id": number}
    if params is not None:
        body |= {"params": params}
    if method == "initialize":
        body["params"] = {"processId": None, "rootUri": None, "capabilities": {}}
    raw = json.dumps(body).encode()
    return b"Content-Length: %d\r\n\r\n%s" % (len(raw), raw)


def answer(server: subprocess.Popen[bytes]) -> Any:
    """The next answer of a server, which is told what was written to it until now."""
    assert server.stdin is not None
    assert server.stdout is not None
    server.stdin.flush()
    while True:
        length = int(server.stdout.readline().rpartition(b":")[2])
        while server.stdout.readline().strip():
            pass
        told = json.loads(server.stdout.read(length))
        if "method" not in told:
            return told


@pytest.fixture
def server() -> Any:
    process = subprocess.Popen(
        [sys.executable, str(SERVER)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        **START,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(message("initialize", 1))
    process.stdin.flush()
    assert process.stdout.readline().startswith(b"Content-Length")
    yield process
    process.kill()
    process.communicate()


def ended(server: subprocess.Popen[bytes]) -> tuple[int, bool]:
    _, errors = server.communicate(timeout=PATIENCE)
    return server.returncode, b"workers closed" in errors


def left_without_waiting(program: str) -> tuple[int, bytes]:
    """The exit code and standard error of a server to which all was said at once, also exit."""
    sent = message("initialize", 1) + message("shutdown", 2) + message("exit")
    ended = subprocess.run(
        [sys.executable, "-c", program],
        input=sent,
        capture_output=True,
        timeout=PATIENCE,
        check=False,
    )
    return ended.returncode, ended.stderr


def test_it_ends_when_the_editor_is_gone(server: subprocess.Popen[bytes]) -> None:
    assert ended(server) == (0, True)


def test_it_ends_in_order(server: subprocess.Popen[bytes]) -> None:
    assert server.stdin is not None
    server.stdin.write(message("shutdown", 2) + message("exit"))
    assert ended(server) == (0, True)


def test_an_exit_that_does_not_wait_for_shutdown_is_quiet() -> None:
    text = """
import asyncio
from tests.server.fake_server import FakeWorkers, serve_stdio
class SlowWorkers(FakeWorkers):
    async def close(self):
        if not self.closed:
            self.closed = True
            await asyncio.Event().wait()
serve_stdio(SlowWorkers())
"""
    assert left_without_waiting(text) == (0, b"")


def test_shutdown_cancels_what_is_under_way_and_is_answered() -> None:
    text = """
import asyncio
from tests.server.fake_server import FakeWorkers, serve_stdio
class SlowWorkers(FakeWorkers):
    async def restart(self):
        await asyncio.Event().wait()
serve_stdio(SlowWorkers())
"""
    command = {"command": "keras-lsp.restart"}
    with subprocess.Popen(
        [sys.executable, "-c", text],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as server:
        assert server.stdin is not None
        server.stdin.write(message("initialize", 1))
        assert answer(server)["id"] == 1
        for number in (2, 3):
            server.stdin.write(message("workspace/executeCommand", number, command))
        server.stdin.write(message("shutdown", 4))
        answers = [answer(server) for _ in range(3)]
        server.stdin.write(message("exit"))
        _, errors = server.communicate(timeout=PATIENCE)
    assert [(each["id"], each.get("error", {}).get("code")) for each in answers] == [
        (2, -32800),
        (3, -32800),
        (4, None),
    ]
    assert answers[2]["result"] is None
    assert (server.returncode, errors) == (0, CLOSED * 2)


def test_a_cancel_that_comes_after_the_end_is_no_news(server: subprocess.Popen[bytes]) -> None:
    assert server.stdin is not None
    server.stdin.write(message("$/cancelRequest", params={"id": 1}))
    server.stdin.write(message("window/workDoneProgress/cancel", params={"token": "over"}))
    server.stdin.write(message("shutdown", 2) + message("exit"))
    _, errors = server.communicate(timeout=PATIENCE)
    assert errors == CLOSED * 2


@posix
def test_it_answers_also_where_nobody_reads_what_it_writes_to_stderr(
    server: subprocess.Popen[bytes],
) -> None:
    assert server.stdin is not None
    for _ in range(3000):
        server.stdin.write(message("nothing/known"))
    server.stdin.write(message("shutdown", 2))
    server.stdin.flush()
    assert select.select([server.stdout], [], [], 10)[0] == [server.stdout]


def test_an_exit_lets_the_closing_that_is_under_way_be_done() -> None:
    text = """
from tests.server.fake_server import FakeWorkers, serve_stdio
class SlowWorkers(FakeWorkers):
    async def close(self):
        if not self.closed:
            self.closed = True
            await self.gate.wait()
            await super().close()
            self.asked.set()
        self.gate.set()
        await self.asked.wait()
serve_stdio(SlowWorkers())
"""
    assert left_without_waiting(text) == (0, CLOSED)


@posix
@pytest.mark.parametrize("threads", [0, 1, 4])
def test_where_no_thread_can_be_started_it_ends_and_says_so(threads: int) -> None:
    text = f"""
import threading
start, left = threading.Thread.start, [None] * {threads}
def refuse(thread):
    if not left:
        raise RuntimeError("can't start new thread")
    left.pop()
    start(thread)
threading.Thread.start = refuse
from keras_lsp.main import main
main(["--stdio"])
"""
    ended = subprocess.run(
        [sys.executable, "-c", text], capture_output=True, timeout=PATIENCE, check=False
    )
    assert ended.returncode == 1
    assert ended.stderr.decode() == (
        "keras-lsp cannot start: can't start new thread. Close programs that you do not need, "
        "or raise the process limit\n"
    )


def test_exit_without_shutdown_is_a_fault(server: subprocess.Popen[bytes]) -> None:
    assert server.stdin is not None
    server.stdin.write(message("exit"))
    assert ended(server) == (1, True)


@posix
@pytest.mark.parametrize(("name", "code"), [("SIGTERM", 143), ("SIGINT", 130), ("SIGHUP", 129)])
def test_a_signal_closes_the_workers_and_ends_it_at_once(
    server: subprocess.Popen[bytes], name: str, code: int
) -> None:
    server.send_signal(getattr(signal, name))
    assert server.wait(10) == code
    _, errors = server.communicate()
    assert errors == CLOSED


@posix
def test_a_signal_that_is_ignored_stays_so() -> None:
    # As `nohup` does; it ends in order when its input does.
    text = """
import signal
signal.signal(signal.SIGHUP, signal.SIG_IGN)
from tests.server.fake_server import FakeWorkers, serve_stdio
serve_stdio(FakeWorkers())
"""
    with subprocess.Popen(
        [sys.executable, "-c", text],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as server:
        assert server.stdin is not None
        assert server.stdout is not None
        server.stdin.write(message("initialize", 1))
        server.stdin.flush()
        assert server.stdout.readline().startswith(b"Content-Length")
        server.send_signal(signal.SIGHUP)
        assert ended(server) == (0, True)


@pytest.fixture
def debugged() -> Any:
    """A server on TCP, and an editor that is connected to it."""
    text = """
from keras_lsp.server.app import serve_tcp
from tests.server.fake_server import FakeWorkers
serve_tcp("127.0.0.1", 0, FakeWorkers())
"""
    with subprocess.Popen(
        [sys.executable, "-c", text], stderr=subprocess.PIPE, **START
    ) as process:
        assert process.stderr is not None
        port = int(process.stderr.readline().rpartition(b":")[2])
        with socket.create_connection(("127.0.0.1", port)) as editor:
            editor.sendall(message("initialize", 1))
            assert editor.recv(1 << 16).startswith(b"Content-Length")
            yield process, editor
        process.kill()


def test_on_tcp_it_ends_quietly_when_the_connection_breaks(debugged: Any) -> None:
    server, editor = debugged
    at_once = struct.pack("ii", 1, 0)
    editor.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, at_once)  # Resets the connection.
    editor.close()
    _, errors = server.communicate(timeout=PATIENCE)
    assert (server.returncode, errors) == (0, CLOSED)


@posix
@pytest.mark.parametrize(("name", "code"), [("SIGTERM", 143), ("SIGINT", 130)])
def test_on_tcp_a_signal_closes_the_workers_and_ends_it(
    debugged: Any, name: str, code: int
) -> None:
    server, _ = debugged
    server.send_signal(getattr(signal, name))
    _, errors = server.communicate(timeout=PATIENCE)
    assert (server.returncode, errors) == (code, CLOSED)


def test_a_port_in_use_is_said_in_a_line() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        address = f"127.0.0.1:{other.getsockname()[1]}"
        ended = subprocess.run(
            [sys.executable, "-m", "keras_lsp", "--tcp", address],
            capture_output=True,
            timeout=PATIENCE,
            check=False,
        )
    assert ended.returncode == 2
    assert ended.stderr.decode() == (
        f"keras-lsp: cannot listen on {address}: {os.strerror(errno.EADDRINUSE)}. Choose an "
        f"address of this machine and a free port; 0 picks one{os.linesep}"
    )
