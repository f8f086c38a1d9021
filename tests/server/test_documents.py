"""How files that are not open are named to the client."""

from __future__ import annotations

import pytest

from keras_lsp.server import session
from keras_lsp.server.documents import Documents


def test_a_file_is_named_as_the_client_writes_the_folder_it_is_in() -> None:
    documents = Documents()
    told = {"/work": "file:///work", "/work/a b": "file:///%77ork/a b/"}
    documents.set_folders((*told,), told)
    assert documents.uri_of("/work/a b/c d.py") == "file:///%77ork/a b/c%20d.py"
    assert documents.uri_of("/work/c d.py") == "file:///work/c%20d.py"
    assert documents.uri_of("/work two/c d.py") == "file:///work%20two/c%20d.py"


def test_an_open_file_is_named_as_it_was_opened() -> None:
    documents = Documents()
    documents.set_folders(("/work",), {"/work": "file:///w%6Frk"})
    documents.open("file:///%77ork/a.py", "", 1)
    assert documents.uri_of("/work/a.py") == "file:///%77ork/a.py"
    documents.close("file:///%77ork/a.py")
    assert documents.uri_of("/work/a.py") == "file:///w%6Frk/a.py"


@pytest.mark.parametrize(
    ("path", "folder"),
    [("/work/", "/work"), ("/work", "/work"), ("/", "/"), ("c:\\", "c:\\"), ("c:\\w\\", "c:\\w")],
)
def test_a_folder_has_no_end_unless_it_is_all_of_a_drive(path: str, folder: str) -> None:
    assert session._without_end(path) == folder
