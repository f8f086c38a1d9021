"""Where the system takes two spellings of a name for one file, as macOS does, so does the product.

Linux stands for it: names are looked up whatever their case, and the system tells how one is kept.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from keras_lsp.programs import file_names
from keras_lsp.programs.file_names import real_path
from keras_lsp.report import RunConfig
from keras_lsp.server.documents import Documents
from keras_lsp.worker.sandbox import Policy, macos
from keras_lsp.worker.source.sources import Sources

fcntl = pytest.importorskip("fcntl")
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="names are looked up in /proc")
GETPATH = 50
opened = os.open


def kept(path: str) -> str:
    """How a path is spelled that somebody has spelled otherwise; unchanged if there is none."""
    found = Path(path[:1])
    for part in Path(path).parts[1:]:
        names = (
            {each.name.lower(): each.name for each in found.iterdir()} if found.is_dir() else {}
        )
        found /= names.get(part.lower(), part)
    return str(found)


@pytest.fixture(autouse=True)
def ignores_case(monkeypatch: pytest.MonkeyPatch) -> None:
    def asked(descriptor: int, command: int, room: bytes) -> bytes:
        assert command == GETPATH
        return os.fsencode(Path(f"/proc/self/fd/{descriptor}").readlink()).ljust(len(room), b"\0")

    def open_any(path: str, *rest: Any, **more: Any) -> int:
        return opened(kept(path) if isinstance(path, str) else path, *rest, **more)

    monkeypatch.setattr(file_names, "sys", SimpleNamespace(platform="darwin"))
    monkeypatch.setattr(fcntl, "fcntl", asked)
    monkeypatch.setattr(os, "open", open_any)


def test_a_file_has_one_name(tmp_path: Path) -> None:
    (tmp_path / "Project").mkdir()
    (tmp_path / "Project" / "Model.py").touch()
    assert real_path(f"{tmp_path}/project/model.PY") == f"{tmp_path}/Project/Model.py"
    # What is not there is spelled as it was told, in the folder that is.
    assert real_path(f"{tmp_path}/PROJECT/New/a.py") == f"{tmp_path}/Project/New/a.py"
    assert real_path(f"{tmp_path}/project/model.py/x") == f"{tmp_path}/Project/Model.py/x"


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "Pipe")
    assert real_path(tmp_path / "pipe") == str(tmp_path / "Pipe")


def test_a_document_is_of_the_folder_that_the_client_spells_otherwise(tmp_path: Path) -> None:
    (tmp_path / "Project").mkdir()
    (tmp_path / "Project" / "Model.py").touch()
    documents = Documents()
    documents.set_folders((f"{tmp_path}/project",))
    document = documents.open(f"file://{tmp_path}/Project/Model.py", "", 1)
    assert document.path == f"{tmp_path}/project/Model.py"
    assert documents.at(f"{tmp_path}/PROJECT/model.py") is document


def test_a_module_is_the_users_however_its_folder_was_spelled(tmp_path: Path) -> None:
    (tmp_path / "Project").mkdir()
    (tmp_path / "Project" / "blocks.py").touch()
    sources = Sources(f"{tmp_path}/project/a.py", "", (f"{tmp_path}/project",))
    assert sources.is_user(f"{tmp_path}/Project/blocks.py")
    assert not sources.is_user(f"{tmp_path}/other.py")
    assert not sources.is_user(os.__file__)


def test_the_profile_names_folders_as_they_are_kept(tmp_path: Path) -> None:
    """The kernel compares them so: of a folder that is spelled otherwise nothing may be read."""
    (tmp_path / "Work").mkdir()
    (tmp_path / "Own").mkdir()
    profile = macos.profile(Policy(RunConfig((f"{tmp_path}/work",)), f"{tmp_path}/own", (), 60))
    assert f'(allow file-write* (subpath "{tmp_path}/Own"))' in profile
    assert f'(subpath "{tmp_path}/Work")' in profile
    assert f"{tmp_path}/work" not in profile
    assert f'(subpath "{sys.base_prefix}")' in profile
