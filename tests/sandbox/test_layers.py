"""What is done where a layer is missing, and that no file of the workspace decides about it."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from keras_lsp import settings
from tests.sandbox.confined import ROOT, in_child

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def tmp_path() -> Iterator[Path]:
    """A directory that every user can reach."""
    with tempfile.TemporaryDirectory(prefix="layers-") as name:
        place = Path(name)
        place.chmod(0o777)
        yield place


ALL = {"landlock", "network", "pid", "rlimits", "seccomp"}
# What is lacking, as `lack` takes it, and which layer that is.
LACKS = {
    "namespaces": ("unshare", "network"),
    "mounts": ("mount", "mounts"),
    "landlock": ("landlock", "landlock"),
    "seccomp": ("seccomp", "seccomp"),
}
each_lack = pytest.mark.parametrize("lack", list(LACKS))
PROBES = """
try:
    layers = enter(MODE, isolated=ISOLATED, workspace=WORKSPACE)
except sandbox.RefusedError as error:
    say(refused=str(error))
    os._exit(0)
say(
    layers=layers,
    written=refused(lambda: open(OUTSIDE, "w")),
    read=refused(lambda: open("/etc/hostname").read()),
    socket=refused(socket.socket),
    forked=refused(lambda: os.fork() or os._exit(0)),
    signalled=refused(lambda: os.kill(os.getppid(), 0)),
    temporary=refused(lambda: open(f"{TEMPORARY}/x", "w").write("x")),
    capabilities=int(status("CapEff"), 16) | int(status("CapPrm"), 16),
    gains=status("NoNewPrivs"),
    descriptors=len(os.listdir("/proc/self/fd")) if landlock.abi(namespaces.libc) else 4,
)
"""


def entered(tmp_path: Path, *lacks: str, mode: str = "auto", **more: Any) -> dict[str, Any]:
    """What a process meets that has entered the sandbox on a system that lacks something."""
    wanted = [LACKS[name][0] for name in lacks]
    nobody = "become_nobody()\n" if more.pop("nobody", False) else ""
    return in_child(
        tmp_path / "temporary",
        f"{nobody}lack(*{wanted!r})\n{PROBES}",
        MODE=mode,
        ISOLATED=more.pop("isolated", True),
        WORKSPACE=(),
        OUTSIDE=str(tmp_path / "outside"),
    )


def test_all_layers_are_in_force_here(tmp_path: Path) -> None:
    said = entered(tmp_path)
    assert set(said["layers"]["enforced"]) == ALL
    assert said["layers"]["missing"] == []
    for name in ("written", "read", "socket", "forked", "signalled"):
        assert said[name] in ("EACCES", "EPERM"), said
    assert said["temporary"] == "works"
    assert (said["capabilities"], said["gains"]) == (0, "1")
    assert list((tmp_path / "temporary").iterdir()) == []


def test_strict_is_content_with_all_layers(tmp_path: Path) -> None:
    assert set(entered(tmp_path, mode="strict")["layers"]["enforced"]) == ALL


@each_lack
def test_strict_refuses_and_names_layer_and_setting(tmp_path: Path, lack: str) -> None:
    message = entered(tmp_path, lack, mode="strict")["refused"]
    assert LACKS[lack][1] in message
    assert "`keras-lsp.sandbox.mode`" in message
    assert "`auto`" in message


def test_strict_refuses_where_other_processes_are_in_sight(tmp_path: Path) -> None:
    assert "pid" in entered(tmp_path, mode="strict", isolated=False)["refused"]


@each_lack
@pytest.mark.parametrize("nobody", [False, True], ids=["as we are", "as nobody"])
def test_auto_says_what_is_missing_and_keeps_the_rest(
    tmp_path: Path, lack: str, nobody: bool
) -> None:
    said = entered(tmp_path, lack, nobody=nobody)
    missing = LACKS[lack][1]
    assert said["layers"]["missing"] == [missing]
    assert set(said["layers"]["enforced"]) == ALL - {missing}
    # One layer less opens none of these, but what only Landlock covers.
    for name in ("written", "read", "socket", "forked", "signalled"):
        only_landlock = lack == "landlock" and name in ("written", "read")
        only_seccomp = lack == "seccomp" and name in ("socket", "forked", "signalled")
        if not only_landlock and not only_seccomp:
            assert said[name] in ("EACCES", "EPERM", "ESRCH"), (name, said)
    assert said["capabilities"] == 0
    assert said["gains"] == "1"
    assert said["descriptors"] <= 4


def test_an_ordinary_user_meets_the_same(tmp_path: Path) -> None:
    said = entered(tmp_path, nobody=True)
    assert set(said["layers"]["enforced"]) == ALL
    assert said["capabilities"] == 0


def test_a_refused_namespace_leaves_the_user_as_it_was(tmp_path: Path) -> None:
    """Some systems allow the namespace and then refuse what makes it of use."""
    said = in_child(
        tmp_path / "temporary",
        """
        become_nobody()
        real = namespaces.Path
        class Refusing(type(real("/"))):
            def write_text(self, *arguments, **more):
                raise PermissionError(errno.EPERM, "refused", str(self))
        before = os.getuid(), os.getgid()
        namespaces.Path = Refusing
        layers = enter(isolated=False)
        namespaces.Path = real
        say(
            layers=layers,
            same=before == (os.getuid(), os.getgid()),
            capabilities=int(status("CapEff"), 16),
        )
        """,
    )
    assert said["layers"]["missing"] == ["pid", "network"]
    assert said["capabilities"] == 0
    assert said["same"], "the run does not know who it is"


def test_off_enforces_nothing_and_says_so(tmp_path: Path) -> None:
    said = entered(tmp_path, mode="off")
    assert said["layers"]["enforced"] == []
    assert set(said["layers"]["missing"]) == ALL
    assert said["socket"] == said["forked"] == said["written"] == "works"
    assert said["gains"] == "0"


def test_nothing_is_left_open_in_any_mode(tmp_path: Path) -> None:
    for mode in ("auto", "off"):
        said = in_child(
            tmp_path / "temporary",
            """
            leaked = os.open("/", os.O_PATH)
            high = os.dup2(leaked, 800)
            enter(MODE)
            say(open=[fd for fd in (leaked, high) if works(lambda: os.fstat(fd))])
            """,
            MODE=mode,
        )
        assert said == {"open": []}


def test_writes_to_the_workspace_need_namespaces_and_a_path_without_commas(
    tmp_path: Path,
) -> None:
    for name, lacks, expected in (
        ("plain", "", "works"),
        ("plain", "unshare", "EACCES"),
        ("with,comma", "", "EACCES"),
        ("with:colon", "", "EACCES"),
        ("with space", "", "works"),
    ):
        folder = tmp_path / name
        folder.mkdir(exist_ok=True)
        folder.chmod(0o777)
        (folder / "file").write_text("content")
        said = in_child(
            tmp_path / "temporary",
            """
            lack(LACKS)
            enter(isolated=True, workspace=(FOLDER,))
            say(
                read=open(f"{FOLDER}/file").read(),
                written=refused(lambda: open(f"{FOLDER}/file", "w").write("changed")),
            )
            """,
            FOLDER=str(folder),
            LACKS=lacks,
        )
        assert said == {"read": "content", "written": expected}, name
        assert (folder / "file").read_text() == "content"


def test_a_workspace_behind_a_link_is_the_same_workspace(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "file").write_text("content")
    (tmp_path / "link").symlink_to("real")
    said = in_child(
        tmp_path / "temporary",
        """
        enter(isolated=True, workspace=(f"{PLACE}/link",))
        for name in ("link", "real"):
            open(f"{PLACE}/{name}/{name}", "w").write("x")
        say(seen=sorted(os.listdir(f"{PLACE}/real")))
        """,
        PLACE=str(tmp_path),
    )
    assert said == {"seen": ["file", "link", "real"]}
    assert os.listdir(tmp_path / "real") == ["file"]


def test_a_workspace_that_is_the_whole_disk_stays_as_it_is(tmp_path: Path) -> None:
    said = in_child(
        tmp_path / "temporary",
        """
        enter(isolated=True, workspace=("/",))
        say(written=refused(lambda: open(f"{PLACE}/new", "w").write("x")))
        """,
        PLACE=str(tmp_path),
    )
    assert said["written"] in ("works", "EACCES")
    assert not (tmp_path / "new").exists()


def test_libraries_of_an_environment_in_the_workspace_can_be_loaded(tmp_path: Path) -> None:
    """`.venv` in the project is the usual place; what is imported late comes from there."""
    import _queue
    import shutil

    shutil.copy(_queue.__file__, tmp_path / "library.so")
    said = in_child(
        tmp_path / "temporary",
        """
        enter(isolated=True, workspace=(PLACE,))
        say(loaded=works(lambda: ctypes.CDLL(f"{PLACE}/library.so")))
        """,
        PLACE=str(tmp_path),
    )
    assert said == {"loaded": True}


def test_an_older_landlock_does_not_let_readable_files_be_truncated(tmp_path: Path) -> None:
    """The version of Linux 6.1 does not cover truncation; the filter has to."""
    (tmp_path / "readable").mkdir()
    file = tmp_path / "readable" / "file"
    file.write_text("content")
    in_child(
        tmp_path / "temporary",
        """
        lack(landlock_abi=2)
        enter(isolated=True, readable=(FOLDER,))
        works(lambda: os.truncate(f"{FOLDER}/file", 0))
        works(lambda: os.open(f"{FOLDER}/file", os.O_RDONLY | os.O_TRUNC))
        say()
        """,
        FOLDER=str(file.parent),
    )
    assert file.read_text() == "content"


def test_other_threads_are_confined_or_the_layer_is_missing(tmp_path: Path) -> None:
    """A process of its own for each run is there for interpreters that have threads."""
    said = in_child(
        tmp_path / "temporary",
        """
        import threading
        go, done, found = threading.Event(), threading.Event(), {}
        def other():
            go.wait()
            found.update(
                written=refused(lambda: open(OUTSIDE, "w")), socket=refused(socket.socket)
            )
            done.set()
        threading.Thread(target=other, daemon=True).start()
        layers = enter()
        go.set()
        done.wait()
        say(layers=layers, **found)
        """,
        OUTSIDE=str(tmp_path / "outside"),
    )
    assert said["socket"] == "EPERM"
    assert said["written"] == "EACCES" or "landlock" in said["layers"]["missing"]


def test_the_command_line_shows_the_sandbox(tmp_path: Path) -> None:
    (tmp_path / "program.py").write_text("import keras\n")
    (tmp_path / "pyproject.toml").write_text(
        '[tool.keras-lsp]\nrun = "off"\ninterpreter = "/bin/false"\n'
        '[tool.keras-lsp.sandbox]\nmode = "off"\nallowRead = ["/"]\n'
    )
    result = subprocess.run(
        [sys.executable, "-m", "keras_lsp", "check", "--format", "json", "program.py"],
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert result.returncode == 0, result.stderr
    shown = json.loads(result.stdout)
    (file,) = shown["files"]
    assert set(file["sandbox"]["enforced"]) == ALL
    assert file["sandbox"]["missing"] == []


@pytest.mark.parametrize("preference", [{}, {"run": "onType", "sandbox": {"mode": "strict"}}])
def test_no_file_of_the_workspace_widens_the_policy(
    tmp_path: Path, preference: dict[str, Any]
) -> None:
    (tmp_path / "pyproject.toml").write_text(
        '[tool.keras-lsp]\nrun = "onSave"\ninterpreter = "./evil"\ntimeout = 9999\n'
        'totalTimeout = 9999\nmemoryLimit = "900 GiB"\n'
        'sandbox.mode = "off"\nsandbox.allowRead = ["/"]\n'
        '"sandbox.mode" = "off"\n'
    )
    table, trouble = settings.read_project(str(tmp_path))
    found, warnings = settings.resolve(preference, table)
    alone, _ = settings.resolve(preference, {})
    assert found == alone
    assert trouble == []
    for name in (
        "run",
        "interpreter",
        "timeout",
        "totalTimeout",
        "memoryLimit",
        "sandbox",
        "sandbox.mode",
    ):
        assert any(f"tool.keras-lsp.{name} is ignored" in text for text in warnings)


def test_entering_takes_milliseconds(tmp_path: Path) -> None:
    times = [
        in_child(
            tmp_path / "temporary",
            """
            started = time.perf_counter()
            enter(isolated=True, workspace=(PLACE,))
            say(seconds=time.perf_counter() - started)
            """,
            PLACE=str(tmp_path),
        )["seconds"]
        for _ in range(20)
    ]
    median = statistics.median(times) * 1000
    print(f"\nsandbox.enter: median {median:.1f} ms, worst {max(times) * 1000:.1f} ms of 20")
    assert median < 200
