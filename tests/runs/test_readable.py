"""The files that runs may read: what has changed between two looks at them."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

import pytest

from keras_lsp.runs import readable
from keras_lsp.runs.readable import TooManyFilesError, snapshot

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("a.csv", "images/1.png", "images/2.png", ".git/index", "venv/pyvenv.cfg"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("1")
    return tmp_path


@pytest.mark.parametrize(
    ("name", "written", "added"),
    [
        ("a.csv", ["a.csv"], []),
        ("images/1.png", ["images/1.png"], []),
        ("images/3.png", [], ["images/3.png"]),
        ("more/4.png", [], ["more", "more/4.png"]),
        (".git/index", [], []),
        ("venv/lib.py", [], []),
        ("__pycache__/a.pyc", [], []),
        (".a.py.swp", [], []),
        ("a.py~", [], []),
        (".env", [], [".env"]),
    ],
)
def test_what_is_written_has_changed(
    name: str, written: list[str], added: list[str], folder: Path
) -> None:
    before = snapshot([str(folder)])
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_text("22")
    after = snapshot([str(folder)])
    assert before.changed(after) == (
        {str(folder / path) for path in written},
        {str(folder / path) for path in added},
    )


def test_what_is_written_with_the_same_size_and_time_has_changed(folder: Path) -> None:
    before, path = snapshot([str(folder)]), folder / "a.csv"
    status = path.stat()
    path.write_text("2")
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert before.changed(snapshot([str(folder)])) == ({str(path)}, set())


def test_a_directory_in_the_place_of_a_file_has_changed_and_the_other_way_round(
    folder: Path,
) -> None:
    before, path = snapshot([str(folder)]), folder / "a.csv"
    path.unlink()
    path.mkdir()
    after = snapshot([str(folder)])
    assert before.changed(after) == after.changed(before) == ({str(path)}, set())


def test_what_is_removed_has_changed(folder: Path) -> None:
    before = snapshot([str(folder)])
    (folder / "images/1.png").unlink()
    assert before.changed(snapshot([str(folder)])) == (set(), {f"{folder}/images/1.png"})


def test_what_was_written_or_removed_since_is_told(folder: Path) -> None:
    time.sleep(0.02)  # Until files are older than the clock's tick.
    began = time.time()
    assert snapshot([str(folder)]).changed_since(began) == set()
    time.sleep(0.02)
    (folder / "images/1.png").unlink()
    (folder / "a.csv").write_text("2")
    found = snapshot([str(folder)]).changed_since(began)
    assert found == {f"{folder}/images", f"{folder}/a.csv"}


def test_a_loop_of_links_ends(folder: Path) -> None:
    (folder / "images/again").symlink_to(folder)
    assert f"{folder}/images/again/a.csv" not in snapshot([str(folder)]).files


def test_too_many_are_not_gone_through(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readable, "MOST", 3)
    with pytest.raises(TooManyFilesError):
        snapshot([str(folder)])
