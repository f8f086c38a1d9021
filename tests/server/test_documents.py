"""How files that are not open are named to the client."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from keras_lsp.server import session
from keras_lsp.server.documents import Documents


def path(*parts: str) -> str:
    """A path below the root, as this system and the server write it."""
    return os.path.join("c:\\" if sys.platform == "win32" else "/", *parts)


def test_a_file_is_named_as_the_client_writes_the_folder_it_is_in() -> None:
    documents = Documents()
    told = {path("work"): "file:///work", path("work", "a b"): "file:///%77ork/a b/"}
    documents.set_folders((*told,), told)
    assert documents.uri_of(path("work", "a b", "c d.py")) == "file:///%77ork/a b/c%20d.py"
    assert documents.uri_of(path("work", "c d.py")) == "file:///work/c%20d.py"
    assert documents.uri_of(path("work two", "c d.py")).endswith("/work%20two/c%20d.py")


def test_an_open_file_is_named_as_it_was_opened() -> None:
    documents = Documents()
    documents.set_folders((path("work"),), {path("work"): "file:///w%6Frk"})
    opened = Path(path("work", "a.py")).as_uri().replace("a.py", "%61.py")
    documents.open(opened, "", 1)
    assert documents.uri_of(path("work", "a.py")) == opened
    documents.close(opened)
    assert documents.uri_of(path("work", "a.py")) == "file:///w%6Frk/a.py"


@pytest.mark.skipif(sys.platform != "win32", reason="of names on Windows")
def test_a_folder_of_another_machine_has_its_name() -> None:
    documents = Documents()
    share = r"\\server\share\work"
    documents.set_folders((share,), {share: "file://server/share/work"})
    document = documents.open("file://server/share/work/a%20b.py", "", 1)
    assert document.path == rf"{share}\a b.py"
    assert documents.at(rf"{share}\a b.py") is document
    assert documents.uri_of(rf"{share}\c.py") == "file://server/share/work/c.py"


@pytest.mark.skipif(sys.platform != "win32", reason="of names on Windows")
def test_a_file_is_the_same_however_its_name_is_spelled(tmp_path: Path) -> None:
    (tmp_path / "Project").mkdir()
    (tmp_path / "Project" / "Model.py").touch()
    documents = Documents()
    documents.set_folders((str(tmp_path / "project"),))
    document = documents.open((tmp_path / "PROJECT" / "model.py").as_uri(), "", 1)
    assert documents.at(str(tmp_path / "Project" / "Model.py")) is document
    assert Path(document.path).parent.name == "project"


@pytest.mark.parametrize(
    ("path", "folder"),
    [("/work/", "/work"), ("/work", "/work"), ("/", "/"), ("c:\\", "c:\\"), ("c:\\w\\", "c:\\w")],
)
def test_a_folder_has_no_end_unless_it_is_all_of_a_drive(path: str, folder: str) -> None:
    assert session._without_end(path) == folder
