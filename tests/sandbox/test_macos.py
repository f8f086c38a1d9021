"""The profile for macOS, as far as Linux can tell."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from keras_lsp.report import RunConfig
from keras_lsp.worker.sandbox import Policy, RefusedError, enter, macos, posix


def read(text: str) -> list[Any]:
    """The expressions of a text in Seatbelt's language."""
    stack: list[list[Any]] = [[]]
    for token in re.findall(r'"(?:[^"\\]|\\.)*"|[()]|[^\s()"]+', text):
        if token == "(":
            stack.append([])
        elif token == ")":
            done = stack.pop()
            stack[-1].append(done)
        else:
            stack[-1].append(token)
    (whole,) = stack
    return whole


def policy(tmp_path: Path, mode: str = "auto", workspace: str = "work") -> Policy:
    for name in (workspace, "private", "data"):
        (tmp_path / name).mkdir(exist_ok=True)
    return Policy(
        RunConfig(
            (str(tmp_path / workspace),),
            memory_limit=2**30,
            sandbox_mode=mode,
            allow_read=(str(tmp_path / "data"),),
        ),
        str(tmp_path / "private"), (), 60,
    )  # fmt: skip


def allowed(profile: str, operation: str) -> list[str]:
    """The paths of which the profile allows an operation."""
    return [
        path.strip('"')
        for verb, name, *filters in (line for line in read(profile) if len(line) > 2)
        if (verb, name) == ("allow", operation)
        for _, path in filters
    ]


def test_all_is_denied_but_what_is_listed(tmp_path: Path) -> None:
    lines = read(macos.profile(policy(tmp_path)))
    assert lines[:2] == [["version", "1"], ["deny", "default"]]
    assert [line[1] for line in lines[2:]] == [
        "file-read-metadata", "file-read*", "file-write*", "file-write-data",
        ["defined?", "'file-map-executable"], "sysctl-read", "ipc-posix-sem", "process-info*",
        "signal",
    ]  # fmt: skip
    assert ["allow", "signal", ["target", "self"]] in lines


def test_what_may_be_written_is_the_private_directory(tmp_path: Path) -> None:
    profile = macos.profile(policy(tmp_path))
    assert allowed(profile, "file-write*") == [str(tmp_path / "private")]
    assert allowed(profile, "file-write-data") == ["/dev/null"]


def test_compiled_modules_are_loaded_from_where_nothing_can_be_written(tmp_path: Path) -> None:
    profile = macos.profile(policy(tmp_path))
    (guarded,) = (line for line in read(profile) if line[0] == "if")
    verb, operation, *filters = guarded[2]
    assert (verb, operation) == ("allow", "file-map-executable")
    paths = {path.strip('"') for _, path in filters}
    assert {str(Path(sys.prefix).resolve()), str(tmp_path / "work"), "/usr/lib"} <= paths
    assert not paths & {*allowed(profile, "file-write*"), *allowed(profile, "file-write-data")}


# As the man pages and the profiles that come with macOS write them.
OPERATIONS = {
    "file-read*", "file-read-metadata", "file-write*", "file-write-data", "file-map-executable",
    "sysctl-read", "ipc-posix-sem", "process-info*", "signal",
}  # fmt: skip
FILTERS = {"subpath", "literal", "target"}


def test_the_profile_is_written_in_seatbelts_language(tmp_path: Path) -> None:
    version, default, *rules = read(macos.profile(policy(tmp_path)))
    assert (version, default) == (["version", "1"], ["deny", "default"])
    for rule in rules:
        verb, operation, *filters = rule[2] if rule[0] == "if" else rule
        assert verb == "allow"
        assert operation in OPERATIONS
        for kind, value in filters:
            assert kind in FILTERS
            assert value == "self" if kind == "target" else re.fullmatch(r'"(/|/.*[^/])"', value)


def test_a_directory_for_temporary_files_behind_a_link_is_named_as_the_kernel_sees_it(
    tmp_path: Path,
) -> None:
    """`/tmp` and `/var` are links to `/private/tmp` and `/private/var` on macOS."""
    real = tmp_path / "private" / "var"
    (real / "work").mkdir(parents=True)
    (real / "own").mkdir()
    (tmp_path / "var").symlink_to(real)
    seen = Policy(RunConfig((str(tmp_path / "var" / "work"),)), str(tmp_path / "var/own"), (), 60)
    profile = macos.profile(seen)
    assert allowed(profile, "file-write*") == [str(real / "own")]
    assert str(real / "work") in allowed(profile, "file-read*")
    assert str(tmp_path / "var" / "work") not in profile


WITHOUT_LIMIT = """
import os, resource
from keras_lsp.worker.sandbox import posix
resource.RLIM_INFINITY = 2**63 - 1  # As macOS has it.
resource.getrlimit = lambda _: (2**63 - 1, 2**63 - 1)
kept, other = os.open(os.devnull, os.O_RDONLY), os.dup2(0, 500)
posix._close_descriptors((1, kept))
left = []
for number in (kept, other):
    try:
        os.fstat(number)
        left.append(number == kept)
    except OSError:
        pass
os.write(1, repr(left).encode())
"""


@pytest.mark.skipif(sys.platform == "win32", reason="of POSIX systems")
def test_descriptors_are_closed_where_their_number_has_no_limit() -> None:
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_LIMIT],
        capture_output=True, text=True, check=False, cwd=Path(__file__).parents[2],
    )  # fmt: skip
    assert (done.stdout, done.stderr) == ("[True]", "")


def test_what_may_be_read_is_python_the_workspace_and_what_the_user_adds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    (home / ".keras").mkdir(parents=True)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setattr(sys, "path", ["/", str(home), str(home / "lib")])
    paths = allowed(macos.profile(policy(tmp_path)), "file-read*")
    wanted = (tmp_path / "work", tmp_path / "data", tmp_path / "private", home / ".keras")
    assert {str(path) for path in wanted} <= set(paths)
    assert str(Path(sys.prefix).resolve()) in paths
    assert str(home / "lib") in paths
    assert str(home) not in paths
    # The root directory itself may be listed; nothing below it is meant.
    assert '(literal "/")' in macos.profile(policy(tmp_path))
    assert '(subpath "/")' not in macos.profile(policy(tmp_path))


def test_odd_names_stay_one_name_and_links_are_followed(tmp_path: Path) -> None:
    odd = 'a " (allow default) \\ b'
    profile = macos.profile(policy(tmp_path, workspace=odd))
    assert ["allow", "default"] not in read(profile)
    assert r"a \" (allow default) \\ b" in profile
    (tmp_path / "link").symlink_to(tmp_path / "work")
    (tmp_path / "work").mkdir()
    linked = allowed(macos.profile(policy(tmp_path, workspace="link")), "file-read*")
    assert str(tmp_path / "work") in linked
    assert str(tmp_path / "link") not in linked


class System:
    """Stands for libSystem."""

    def __init__(self, result: int) -> None:
        self.result = result
        self.profiles: list[bytes] = []

    def sandbox_init(self, profile: bytes, flags: int, reason: Any) -> int:
        assert flags == 0
        self.profiles.append(profile)
        reason._obj.value = b"no such operation"
        return self.result


def test_the_profile_is_entered(tmp_path: Path) -> None:
    system = System(0)
    macos.restrict(policy(tmp_path), system)
    assert system.profiles == [macos.profile(policy(tmp_path)).encode()]


def test_a_refused_profile_says_why(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="sandbox_init: no such operation"):
        macos.restrict(policy(tmp_path), System(-1))


@pytest.mark.parametrize(
    ("works", "enforced", "missing"),
    [(True, ["seatbelt", "rlimits"], []), (False, ["rlimits"], ["seatbelt"])],
)
def test_the_report_says_what_is_in_force(
    works: bool,
    enforced: list[str],
    missing: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def restrict(_: Policy) -> None:
        if not works:
            raise OSError("refused")

    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setattr(macos, "restrict", restrict)
    for name in ("_close_descriptors", "_use_temporary", "_limit"):
        monkeypatch.setattr(posix, name, lambda _: None)
    info = enter(policy(tmp_path))
    assert (info.enforced, info.missing) == (enforced, missing)
    if not works:
        with pytest.raises(RefusedError, match="lacks seatbelt"):
            enter(policy(tmp_path, "strict"))
