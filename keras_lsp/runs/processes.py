"""Worker processes and the runs in them: what a launcher and a run are, and how they start.

Speaks the protocol of `keras_lsp.worker`, of which it imports nothing. Knows neither
documents nor reports. The two kinds of launchers are in `zygotes` and `process_per_run`.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import functools
import importlib.util
import itertools
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from keras_lsp import systems

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

T = TypeVar("T")

WORKER = Path(__file__).resolve().parent.parent / "worker" / "__main__.py"
START_LIMIT = 180.0
LINE_LIMIT = 32 * 2**20
_READ = 1 << 18
_numbers = itertools.count(1)
MAX_THREADS = 512
# Where an environment has its Python.
_PYTHONS = (("bin", "python"), ("Scripts", "python.exe"), ("python.exe",))
# How a run ends that is killed for its many threads; no exit status of a process.
CROWDED = -1000
# How a run ends whose zygote ended, as `CROWDED`.
ORPHANED = -1001
# How one ends that we have killed.
_KILLED = 1 if sys.platform == "win32" else -9
# What the system says when there may be no more processes, or files open to speak with them.
_SCARCE = (errno.EAGAIN, errno.ENOMEM, errno.EMFILE, errno.ENFILE)
_INHERITED = (
    "PATH", "HOME", "USER", "LOGNAME", "LANG", "LANGUAGE", "TZ", "VIRTUAL_ENV",
    "CONDA_PREFIX", "LD_LIBRARY_PATH", "KERAS_HOME", "KERAS_BACKEND",
    "TF_USE_LEGACY_KERAS", "SYSTEMROOT", "USERPROFILE", "APPDATA", "LOCALAPPDATA", "PATHEXT",
    systems.VARIABLE,
)  # fmt: skip
# One thread, so that the zygote may fork; no GPU, whose driver would start more.
_FIXED = {
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "JE_ARROW_MALLOC_CONF": "background_thread:false",
    "CUDA_VISIBLE_DEVICES": "-1",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "MALLOC_ARENA_MAX": "2",
    "PYTHONIOENCODING": "utf-8",
    "PYTHONDONTWRITEBYTECODE": "1",
    "MPLBACKEND": "Agg",
    "KERAS_LSP": "1",
}


class WorkerError(Exception):
    """A worker could not be started, for a reason that a person can fix.

    Attributes:
        unsafe: its zygote may not fork; a process for each run would work.
        scarce: the system has no process to spare; to start anything else does not help.
    """

    def __init__(self, message: str, *, unsafe: bool = False, scarce: bool = False) -> None:
        super().__init__(message)
        self.unsafe = unsafe
        self.scarce = scarce


def no_process(reason: str) -> WorkerError:
    """The system has no process to spare; `reason` is what it says."""
    return WorkerError(
        f"Cannot start a process: {reason}. Close programs that you do not need, or raise the "
        "limit, then save the file again",
        scarce=True,
    )


@contextlib.contextmanager
def scarcity() -> Iterator[None]:
    """Wraps calls that fail if the system is out of processes or files.

    Raises:
        WorkerError: it is.
    """
    try:
        yield
    except OSError as error:
        if error.errno in _SCARCE:
            raise no_process(str(error.strerror)) from None
        raise


def environment(extra: dict[str, str]) -> dict[str, str]:
    """The short environment of a worker: nothing of the user's secrets.

    `PYTHONPATH` is not in it: what lies there would run before the sandbox is entered. The
    runs get it as a setting.
    """
    kept = {
        name: value
        for name, value in os.environ.items()
        if name in _INHERITED or name.startswith("LC_")
    }
    return {**kept, **_FIXED, **extra}


def python_path() -> list[str]:
    """The directories of `PYTHONPATH`, absolute."""
    entries = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    return [os.path.abspath(entry) for entry in entries if entry]  # noqa: PTH100 - it need not exist


class Run(Protocol):
    """One process that executes one program."""

    name: str
    """Tells it from the others in what is told of them."""

    async def ready(self) -> None:
        """Wait until it waits for its program.

        Raises:
            WorkerError: it will never be ready.
        """

    def is_fit(self) -> bool:
        """Whether it can still be handed a program, by what it has imported and lives on."""

    def hurry(self) -> None:
        """Somebody waits for it to be ready."""

    def send(self, program: dict[str, Any]) -> None:
        """Hand it the program; only once."""

    async def lines(self) -> list[bytes]:
        """Wait for the next lines that it says; empty when it will say nothing more."""

    def ask_where(self) -> None:
        """Have it say where it is, among its lines; not on Windows."""

    def kill(self) -> None:
        """End it now."""

    async def wait(self) -> int:
        """Wait for its end: its exit code, or minus the number of the signal that killed it."""


class Launcher(Protocol):
    """Where runs come from."""

    def launch(self, temporary: str, *, awaited: bool = False) -> Run:
        """Begin to make a run whose own directory is `temporary`.

        Args:
            temporary: the directory.
            awaited: somebody waits for it already.

        Raises:
            WorkerError: the system has no room for one.
        """

    def preload(self, modules: list[str]) -> None:
        """Let later runs have these modules imported already, once it was started."""

    stuck: set[str]
    """Modules whose import did not end, for which it was ended."""

    @property
    def alive(self) -> bool:
        """Whether it can still launch."""

    def is_outdated(self) -> bool:
        """Whether packages were installed anew since it has imported them."""

    async def start(self) -> None:
        """Load Keras.

        Raises:
            WorkerError: it cannot be done.
        """

    async def close(self) -> None:
        """End it, with its runs."""


def new_name(kind: str) -> str:
    """A name that no other worker or run of this server has: `run 3`."""
    return f"{kind} {next(_numbers)}"


def startup_failure(interpreter: str, text: str) -> str:
    """What to say of a worker that ended with `text` as its last words."""
    last = text.splitlines()[-1] if text else "no output"
    return (
        f"{interpreter} could not start the worker: {last}\nCheck whether `import keras` works in "
        "it, or choose another one (setting `keras-lsp.interpreter`, option `--interpreter`)."
    )


def import_limit(interpreter: str) -> str:
    """What to say of an interpreter in which Keras is not there after `START_LIMIT`."""
    return (
        f"Importing Keras in {interpreter} took more than {START_LIMIT:.0f} s. Check how long it "
        "takes in a terminal, or choose another Python (setting `keras-lsp.interpreter`, option "
        "`--interpreter`)."
    )


class LineReader:
    """What a run says: lines, which come in batches.

    A line beyond the limit ends it: no worker of ours writes one.
    """

    def __init__(self, stream: asyncio.StreamReader) -> None:
        self._stream = stream
        self._rest: list[bytes] = []
        self._held = 0
        self._waiting: list[bytes] = []

    async def lines(self) -> list[bytes]:
        """Wait for the next whole lines; empty when there will be none."""
        waiting, self._waiting = self._waiting, []
        while not waiting and self._held <= LINE_LIMIT:
            data = await self._stream.read(_READ)
            if not data:
                break
            first, *others = data.split(b"\n")
            self._rest.append(first)
            self._held += len(first)
            if others:
                waiting = [b"".join(self._rest), *others[:-1]]
                self._rest, self._held = [others[-1]], len(others[-1])
        return waiting

    async def first(self) -> dict[str, Any] | None:
        """Wait for the first object; None if it ends without one."""
        while lines := await self.lines():
            for index, line in enumerate(lines):
                for value in objects([line]):
                    self._waiting = lines[index + 1 :]
                    return value
        return None


def objects(lines: Iterable[bytes]) -> list[dict[str, Any]]:
    """The JSON objects among lines; others are passed over."""
    found = []
    for line in lines:
        try:
            value = json.loads(line)
        except (ValueError, RecursionError):
            continue
        if isinstance(value, dict):
            found.append(value)
    return found


def pipe_of(stream: T | None) -> T:
    """A stream of a process that was started with a pipe for it."""
    assert stream is not None  # noqa: S101 - it was asked for
    return stream


async def spawn(
    interpreter: str,
    arguments: list[str],
    settings: dict[str, Any],
    extra: dict[str, str],
    **options: Any,
) -> asyncio.subprocess.Process:
    """Start a worker's process.

    Raises:
        WorkerError: the interpreter cannot be started, or nothing can.
    """
    command = [interpreter, str(WORKER), *arguments, "--settings", json.dumps(settings)]
    starting = asyncio.create_task(
        asyncio.create_subprocess_exec(
            *command,
            env=environment(extra),
            stderr=subprocess.PIPE,
            limit=LINE_LIMIT,
            cwd=os.path.dirname(interpreter) or None,  # noqa: PTH120 - may be a bare name
            start_new_session=True,
            **options,
        )
    )
    try:
        with scarcity():
            return await asyncio.shield(starting)
    except asyncio.CancelledError:
        # asyncio never finishes to start a process if that is cancelled too early.
        with contextlib.suppress(OSError):
            process = await starting
            end(process)
            await process.wait()
        raise
    except OSError as error:
        raise WorkerError(
            f"The interpreter {interpreter} cannot be started: {error.strerror}. Choose another "
            "one (setting `keras-lsp.interpreter`, option `--interpreter`)."
        ) from None


def end(process: asyncio.subprocess.Process) -> None:
    """Kill a process, if it has not ended, and what it has started and left in its session.

    `Process.kill` looks first whether it has, and takes the exit code away from who waits for it.
    """
    if process.returncode is not None:
        return
    if sys.platform == "win32":
        process.kill()
        return
    with contextlib.suppress(ProcessLookupError):
        os.kill(process.pid, signal.SIGKILL)
        os.killpg(process.pid, signal.SIGKILL)


def end_text(status: int, *, killed: bool) -> str:
    """How a process ended; `killed` says whether we meant to end it."""
    return "by us" if killed and status == _KILLED else f"exit status {status}"


@functools.cache
def default_interpreter() -> str:
    """The Python of this server if it has a Keras, else that of the active environment.

    An application that was installed on its own, as by pipx, has none.
    """
    if not any(importlib.util.find_spec(name) for name in ("keras", "tf_keras")):
        for name in ("VIRTUAL_ENV", "CONDA_PREFIX"):
            prefix = os.environ.get(name)
            found = [Path(prefix, *parts) for parts in _PYTHONS] if prefix else []
            for python in found:
                if python.is_file():
                    return str(python)
    return sys.executable
