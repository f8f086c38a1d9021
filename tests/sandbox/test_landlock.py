"""Landlock: what each version can restrict, and what a restricted process reaches."""

from __future__ import annotations

import ctypes
from typing import TYPE_CHECKING, Any

import pytest

from keras_lsp.worker.sandbox import landlock
from tests.sandbox.confined import in_child

if TYPE_CHECKING:
    from pathlib import Path

HERE = landlock.abi(ctypes.CDLL(None, use_errno=True))
needs_landlock = pytest.mark.skipif(HERE == 0, reason="this kernel has no Landlock")

FIRST = (1 << 13) - 1
REFER, TRUNCATE, IOCTL = 1 << 13, 1 << 14, 1 << 15


@pytest.mark.parametrize(
    ("version", "files", "network", "scope"),
    [
        (1, FIRST, 0, 0),
        (2, FIRST | REFER, 0, 0),
        (3, FIRST | REFER | TRUNCATE, 0, 0),
        (4, FIRST | REFER | TRUNCATE, 3, 0),
        (5, FIRST | REFER | TRUNCATE | IOCTL, 3, 0),
        (6, FIRST | REFER | TRUNCATE | IOCTL, 3, 3),
        (7, FIRST | REFER | TRUNCATE | IOCTL, 3, 3),
        (99, FIRST | REFER | TRUNCATE | IOCTL, 3, 3),
    ],
)
def test_a_version_restricts_all_that_it_knows(
    version: int, files: int, network: int, scope: int
) -> None:
    assert landlock.handled_accesses(version) == (files, network, scope)


def test_nothing_may_be_executed() -> None:
    assert not (landlock.READ | landlock.WRITE) & 1


PATHS = '["readable", "absent"], ["writable", "/dev/null"]'


def restricted(tmp_path: Path, body: str) -> dict[str, Any]:
    """What a process says that may read one folder and write to another."""
    for folder in ("readable", "writable", "outside"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "file").write_text("content")
    start = (
        "os.chdir(PLACE)\nnamespaces.gain_nothing()\n"
        f"landlock.restrict(ctypes.CDLL(None, use_errno=True), {PATHS})\n"
    )
    return in_child(tmp_path / "temporary", start + body, PLACE=str(tmp_path))


@needs_landlock
def test_what_is_readable_is_read_and_not_written(tmp_path: Path) -> None:
    said = restricted(
        tmp_path,
        """say(
            read=refused(lambda: open("readable/file").read()),
            listed=refused(lambda: os.listdir("readable")),
            written=refused(lambda: open("readable/file", "a")),
            made=refused(lambda: open("readable/new", "w")),
            removed=refused(lambda: os.remove("readable/file")),
            linked=refused(lambda: os.link("readable/file", "writable/link")),
        )""",
    )
    assert said.pop("linked") in ("EXDEV", "EACCES")
    assert said == {
        "read": "works", "listed": "works", "written": "EACCES", "made": "EACCES",
        "removed": "EACCES",
    }  # fmt: skip
    assert (tmp_path / "readable" / "file").read_text() == "content"


@needs_landlock
def test_what_is_writable_is_changed_in_every_way(tmp_path: Path) -> None:
    said = restricted(
        tmp_path,
        """
os.mkdir("writable/folder")
open("writable/folder/new", "w").write("new")
os.rename("writable/folder/new", "writable/moved")
os.symlink("moved", "writable/link")
os.truncate("writable/file", 1)
os.remove("writable/moved")
os.rmdir("writable/folder")
open("/dev/null", "w").write("x")
say(left=sorted(os.listdir("writable")), text=open("writable/file").read())
""",
    )
    assert said == {"left": ["file", "link"], "text": "c"}


@needs_landlock
def test_what_is_not_named_is_out_of_reach(tmp_path: Path) -> None:
    said = restricted(
        tmp_path,
        """
os.symlink("../outside/file", "writable/link")
place = os.open("outside", os.O_PATH)
say(
    read=refused(lambda: open("outside/file").read()),
    listed=refused(lambda: os.listdir("outside")),
    written=refused(lambda: open("outside/file", "w")),
    through_a_link=refused(lambda: open("writable/link").read()),
    at_a_directory=refused(lambda: os.open("file", os.O_RDONLY, dir_fd=place)),
    through_proc=refused(lambda: open(f"/proc/self/fd/{place}/file")),
    run=refused(lambda: os.execv("/bin/true", ["true"])),
)
""",
    )
    assert set(said.values()) == {"EACCES"}, said


@needs_landlock
@pytest.mark.skipif(HERE < landlock.TRUNCATE_ABI, reason="this kernel does not cover it")
def test_what_is_readable_is_not_truncated(tmp_path: Path) -> None:
    said = restricted(
        tmp_path,
        """say(
            truncated=refused(lambda: os.truncate("readable/file", 0)),
            opened=refused(lambda: os.open("readable/file", os.O_RDONLY | os.O_TRUNC)),
        )""",
    )
    assert set(said.values()) == {"EACCES"}
    assert (tmp_path / "readable" / "file").read_text() == "content"


@needs_landlock
@pytest.mark.skipif(HERE < 4, reason="this kernel does not cover it")
def test_no_port_is_bound_or_connected_to(tmp_path: Path) -> None:
    said = restricted(
        tmp_path,
        """say(
            bound=refused(lambda: socket.socket().bind(("127.0.0.1", 0))),
            connected=refused(lambda: socket.socket().connect(("127.0.0.1", 9))),
        )""",
    )
    assert said == {"bound": "EACCES", "connected": "EACCES"}


@needs_landlock
@pytest.mark.skipif(HERE < 6, reason="this kernel does not cover it")
def test_no_other_process_is_signalled(tmp_path: Path) -> None:
    said = restricted(
        tmp_path,
        """say(
            parent=refused(lambda: os.kill(os.getppid(), 0)),
            own=refused(lambda: os.kill(os.getpid(), 0)),
        )""",
    )
    assert said == {"parent": "EPERM", "own": "works"}


@needs_landlock
@pytest.mark.parametrize("version", [v for v in range(1, 8) if v <= HERE])
def test_an_older_kernel_is_asked_for_no_more_than_it_knows(tmp_path: Path, version: int) -> None:
    said = in_child(
        tmp_path / "temporary",
        """
        lack(landlock_abi=VERSION)
        namespaces.gain_nothing()
        landlock.restrict(namespaces.libc, ["/usr"], [TEMPORARY])
        say(
            written=refused(lambda: open("/usr/new", "w")),
            read=refused(lambda: open("/etc/passwd")),
        )
        """,
        VERSION=version,
    )
    assert said == {"written": "EACCES", "read": "EACCES"}


def test_a_kernel_without_it_says_so(tmp_path: Path) -> None:
    said = in_child(
        tmp_path / "temporary", "lack('landlock')\nsay(abi=landlock.abi(namespaces.libc))"
    )
    assert said == {"abi": 0}
