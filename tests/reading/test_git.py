"""What is asked of git, in real repositories."""

from __future__ import annotations

import asyncio
import os
import subprocess
from typing import TYPE_CHECKING

import pytest

from keras_lsp.programs import git
from keras_lsp.programs.git import GitError, Revision
from tests.e2e.editor import Process, ended
from tests.repository import Repository

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    directory = tmp_path / "repository"
    directory.mkdir()
    return Repository(directory)


async def test_a_revision_is_a_commit_and_the_work_tree(repository: Repository) -> None:
    first = repository.commit(a_py="a = 1\n")
    second = repository.commit(package__b_py="b = 1\n")
    root = str(repository.directory)
    assert await git.revision(root) == Revision(root, second)
    assert await git.revision(f"{root}/package", "HEAD~1") == Revision(root, first)
    repository.git("tag", "-a", "v1", "-m", "annotated")
    assert await git.revision(root, "v1") == Revision(root, second)


@pytest.mark.parametrize("name", ["nothing", "--all", "", "HEAD~9", "HEAD:a.py"])
async def test_what_is_no_commit_is_unknown(repository: Repository, name: str) -> None:
    repository.commit(a_py="a = 1\n")
    with pytest.raises(
        GitError, match=f"^unknown revision '{name}'; name a branch, tag or commit$"
    ):
        await git.revision(str(repository.directory), name)


async def test_before_the_first_commit_there_is_no_head(repository: Repository) -> None:
    with pytest.raises(GitError, match="unknown revision 'HEAD'"):
        await git.revision(str(repository.directory))


async def test_where_there_is_no_repository_git_is_not_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(GitError, match=r"^is not in a git repository$"):
        await git.revision(str(tmp_path))


async def test_without_git_nothing_is_known(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(GitError, match=r"^git was not found; install it, or put it on PATH$"):
        await git.revision(str(repository.directory))


async def test_files_are_told_as_they_were_committed(repository: Repository) -> None:
    repository.commit(a_py="a = 1\n", package__b_py="b = 'é'\n", empty_py="")
    repository.commit(a_py="a = 2\n")
    directory = repository.directory
    (directory / "a.py").write_text("a = 3\n")
    (directory / "untracked.py").write_text("u = 1\n")
    (directory / "package" / "b.py").unlink()
    (directory / "link.py").symlink_to("a.py")
    paths = [
        str(directory / name)
        for name in ("a.py", "package/b.py", "untracked.py", "package", "empty.py", "link.py")
    ]
    at = await git.revision(str(directory))
    outside = str(directory.parent / "other.py")
    assert await git.contents(at, [*paths, outside, str(directory / "a\nb.py")]) == {
        paths[0]: b"a = 2\n",
        paths[1]: "b = 'é'\n".encode(),
        paths[4]: b"",
        paths[5]: b"a = 2\n",
    }
    before = await git.revision(str(directory), "HEAD~1")
    assert await git.contents(before, paths[:1]) == {paths[0]: b"a = 1\n"}


async def test_names_need_not_be_simple(repository: Repository) -> None:
    names = ["with space.py", "é.py", "a blob 12.py", "-x.py", "a:b.py", "x missing"]
    for name in names:
        (repository.directory / name).write_text(name)
    at = Revision(str(repository.directory), repository.commit())
    paths = [str(repository.directory / name) for name in names]
    found = await git.contents(at, [*paths, str(repository.directory / "y missing")])
    assert list(found.values()) == [name.encode() for name in names]


async def test_a_huge_file_is_not_read(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(git, "_MAX_SIZE", 5)
    at = Revision(str(repository.directory), repository.commit(a_py="a = 1\n"))
    with pytest.raises(GitError, match=r"^is too large$"):
        await git.contents(at, [str(repository.directory / "a.py")])


async def test_another_repository_in_the_environment_is_not_meant(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit = repository.commit(a_py="a = 1\n")
    monkeypatch.setenv("GIT_DIR", "/nowhere")
    assert (await git.revision(str(repository.directory))).commit == commit


async def test_git_is_not_waited_for_forever(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = slow_git(tmp_path, monkeypatch)
    monkeypatch.setattr(git, "_PATIENCE", 0.5)
    with pytest.raises(GitError, match=r"^git took more than 0\.5 s$"):
        await git.revision(str(repository.directory))
    await has_ended(int(told.read_text()))


async def test_git_ends_when_nobody_wants_to_know_any_more(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = slow_git(tmp_path, monkeypatch)
    os.mkfifo(told)
    asking = asyncio.create_task(git.revision(str(repository.directory)))
    pid = int(await asyncio.to_thread(told.read_text))
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    await has_ended(pid)


async def test_it_can_be_given_up_at_any_time(repository: Repository) -> None:
    repository.commit(a_py="a = 1\n")
    for steps in range(60):
        asking = asyncio.create_task(git.revision(str(repository.directory)))
        for _ in range(steps):
            await asyncio.sleep(0)
        asking.cancel()
        await asyncio.wait([asking], timeout=10)
        assert asking.done()


def slow_git(directory: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Put a git on PATH that never ends; where it writes its process id."""
    pid = directory / "pid"
    program = directory / "bin" / "git"
    program.parent.mkdir()
    program.write_text(f"#!/bin/sh\necho $$ > {pid}\nexec sleep 600\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}{os.pathsep}{os.environ['PATH']}")
    return pid


async def has_ended(pid: int) -> None:
    await ended([Process(pid, 0, "git", first=False)], 10)


async def test_what_is_missing_is_not_fetched(repository: Repository) -> None:
    """A partial clone says by which command the rest would be fetched."""
    at = Revision(str(repository.directory), repository.commit(a_py="a = 1\n"))
    ran = repository.directory / "ran"
    for key, value in {
        "core.repositoryFormatVersion": "1",
        "extensions.partialClone": "origin",
        "remote.origin.promisor": "true",
        "remote.origin.url": f"ext::sh -c touch% {ran}",
        "protocol.ext.allow": "always",
        "core.fsmonitor": f"touch {ran}",
    }.items():
        repository.git("config", key, value)
    blob = repository.git("rev-parse", "HEAD:a.py")
    (repository.directory / ".git" / "objects" / blob[:2] / blob[2:]).unlink()
    path = str(repository.directory / "a.py")
    assert await git.contents(at, [path]) == {}
    assert not ran.exists()
    # A plain git would have run it.
    with pytest.raises(subprocess.CalledProcessError):
        repository.git("cat-file", "blob", blob)
    assert ran.exists()
