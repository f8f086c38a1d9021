"""Reads files as they were at a git revision.

Nothing that a repository has set up is run: no filter, no hook, no monitor of its files, no
helper that would fetch what is missing. Knows neither documents nor programs.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
import shutil
import subprocess
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from keras_lsp.programs.file_names import real_path

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import TypeVar

    T = TypeVar("T")

HEAD = "HEAD"

_OPTIONS = (
    "--no-optional-locks", "--no-pager", "-c", "core.fsmonitor=false",
    "-c", "protocol.allow=never", "-c", "safe.bareRepository=explicit",
)  # fmt: skip
_ENVIRONMENT = {"GIT_NO_LAZY_FETCH": "1", "GIT_ALLOW_PROTOCOL": "none", "GIT_TERMINAL_PROMPT": "0"}
# Others may say that some other repository is meant.
_INHERITED = ("GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "GIT_CONFIG_NOSYSTEM")
_PATIENCE = 5.0
_MAX_SIZE = 1 << 24
_MOST_FILES = 20_000
_SHA256 = 64


class GitError(Exception):
    """Nothing can be known of a revision; the message says why, without the path."""


@dataclass(frozen=True)
class Revision:
    """A commit; `root` is the directory of the work tree, absolute, links resolved."""

    root: str
    commit: str


async def revision(directory: str, name: str = HEAD) -> Revision:
    """The commit of that name in the repository around a directory.

    Raises:
        GitError: there is no git, no repository, or no such commit.
    """
    if not await asyncio.to_thread(_may_be_in_repository, directory):
        raise GitError("is not in a git repository")
    status, root = await _run_git(directory, "rev-parse", "--show-toplevel")
    if status or not root:
        raise GitError("is not in a git repository that git can read")
    wanted = f"{name}^{{commit}}"
    status, commit = await _run_git(
        directory, "rev-parse", "--verify", "--quiet", "--end-of-options", wanted
    )
    if status or not commit:
        raise GitError(f"unknown revision {name!r}; name a branch, tag or commit")
    return Revision(str(Path(root)), commit)


async def contents(at: Revision, paths: Iterable[str]) -> dict[str, bytes]:
    """Contents of the files that the commit has, by their paths as given.

    Raises:
        GitError: git failed.
    """
    names = {path: name for path in paths if (name := _name(at.root, path))}

    def talk(process: subprocess.Popen[bytes]) -> dict[str, bytes]:
        found = {path: _object(process, f"{at.commit}:{name}") for path, name in names.items()}
        return {path: content for path, content in found.items() if content is not None}

    return await _talk_to_git(at.root, ("cat-file", "--batch"), talk) if names else {}


async def python_files(at: Revision) -> list[str]:
    """The Python files of the commit, absolute; empty if there are too many.

    Raises:
        GitError: git failed.
    """
    files = [path for path in await objects(at) if path.endswith(".py")]
    return files if len(files) < _MOST_FILES else []


async def objects(at: Revision) -> dict[str, str]:
    """The files of the commit by their absolute paths, each with the name of its content.

    Raises:
        GitError: git failed.
    """
    _, told = await _run_git(at.root, "ls-tree", "-r", "-z", "--full-tree", at.commit)
    found = {}
    for line in told.split("\0"):
        about, _, name = line.partition("\t")
        if name and about.split()[1] == "blob":
            found[str(Path(at.root, name))] = about.split()[2]
    return found


async def present_files(at: Revision) -> list[str]:
    """The files of the work tree that git knows or does not ignore, absolute.

    Raises:
        GitError: git failed.
    """
    _, told = await _run_git(
        at.root, "ls-files", "-z", "--cached", "--others", "--exclude-standard"
    )
    paths = dict.fromkeys(str(Path(at.root, name)) for name in told.split("\0") if name)
    return await asyncio.to_thread(lambda: [path for path in paths if Path(path).is_file()])


def object_name(content: bytes, like: str) -> str:
    """What git calls a content.

    Args:
        content: of a file.
        like: another such name of the same repository, whose length tells the hash.
    """
    whole = b"blob %d\0" % len(content) + content
    if len(like) == _SHA256:
        return hashlib.sha256(whole).hexdigest()
    return hashlib.sha1(whole, usedforsecurity=False).hexdigest()


def _may_be_in_repository(directory: str) -> bool:
    """Whether asking git is worthwhile."""
    place = Path(directory)
    return any((parent / ".git").exists() for parent in (place, *place.resolve().parents))


def _name(root: str, path: str) -> str | None:
    """What a commit calls the file; None if it is outside, or git could not be asked for it."""
    real = Path(real_path(path))
    if "\n" in str(real) or not real.is_relative_to(root):
        return None
    return real.relative_to(root).as_posix()


def _object(process: subprocess.Popen[bytes], name: str) -> bytes | None:
    """What `cat-file --batch` tells of an object; None if it is no file, or there is none."""
    assert process.stdin is not None  # noqa: S101 - started with pipes
    assert process.stdout is not None  # noqa: S101 - started with pipes
    process.stdin.write(os.fsencode(f"{name}\n"))
    process.stdin.flush()
    head = process.stdout.readline()
    kind, size = head.split()[-2:] if head.endswith(b"\n") else (b"", b"")
    if not kind:
        raise GitError("git sent an incomplete answer")
    if kind not in (b"blob", b"tree", b"commit", b"tag"):
        return None
    if int(size) > _MAX_SIZE:
        raise GitError("is too large")
    content = process.stdout.read(int(size) + 1)[:-1]
    return content if kind == b"blob" else None


async def _run_git(directory: str, *arguments: str) -> tuple[int, str]:
    """The exit status and the output of a git command, its last line end left out."""

    def talk(process: subprocess.Popen[bytes]) -> tuple[int, str]:
        output, _ = process.communicate()
        return process.returncode, os.fsdecode(output).rstrip("\r\n")

    return await _talk_to_git(directory, arguments, talk)


async def _talk_to_git(
    directory: str, arguments: Iterable[str], talk: Callable[[subprocess.Popen[bytes]], T]
) -> T:
    """What is made of the talk with a git process, which ends when nobody listens any more.

    In a thread: asyncio never finishes to start a process if that is cancelled too early.
    """
    program = shutil.which("git")
    if program is None or not Path(program).is_absolute():
        raise GitError("git was not found; install it, or put it on PATH")
    command = [program, *_OPTIONS, *arguments]
    started: list[subprocess.Popen[bytes]] = []
    given_up = threading.Event()

    def work() -> T:
        with subprocess.Popen(  # noqa: S603 - the git of this machine's owner
            command,
            cwd=directory,
            env=_environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        ) as process:
            started.append(process)
            if given_up.is_set():
                process.kill()
            return talk(process)

    try:
        return await asyncio.wait_for(asyncio.to_thread(work), _PATIENCE)
    except asyncio.TimeoutError:
        raise GitError(f"git took more than {_PATIENCE:g} s") from None
    except OSError as error:
        raise GitError(f"git cannot be started: {error.strerror}") from None
    finally:
        given_up.set()
        for process in started:
            process.kill()


def _environment() -> dict[str, str]:
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("GIT_") or name in _INHERITED
    }
    return kept | _ENVIRONMENT
