"""`keras-lsp check notebook.ipynb`: what is run, and how its places are written."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from keras_lsp.command_line import check
from keras_lsp.main import main
from keras_lsp.report import Model, Problem, Related, Report, Span, Weights

if TYPE_CHECKING:
    from pathlib import Path

    from keras_lsp.runs.workers import Job

CELLS = [
    ("markdown", "# A model"),
    ("code", "%matplotlib inline\nimport keras"),
    ("code", "model = keras.Sequential()"),
    ("code", "x = ("),
]


def notebook(cells: list[tuple[str, str]] = CELLS, **more: Any) -> str:
    parts = [{"cell_type": kind, "source": text} for kind, text in cells]
    return json.dumps({"nbformat": 4, "metadata": {}, "cells": parts, **more})


@pytest.fixture
def jobs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Job]:
    """The jobs given to workers that find a model in the third cell, and an error there."""
    monkeypatch.chdir(tmp_path)
    given: list[Job] = []

    class FakeWorkers:
        async def run(self, job: Job) -> Report:
            given.append(job)
            span = Span(job.path, 5, 9, 5, 27)
            related = [Related(Span(job.path, 3, 1, 3, 13), "made here")]
            return Report(
                job.path,
                models=[Model("m", "m", "Sequential", span, weights=Weights(0, 0, 0, 0))],
                problems=[Problem("KL101", "error", "does not fit", span, related=related)],
            )

        async def close(self) -> None:
            pass

    monkeypatch.setattr(check, "new_workers", FakeWorkers)
    return given


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(["check", *arguments]) == 1
    out, err = capsys.readouterr()
    assert err == ""
    return out


def test_the_cells_are_run_as_one_program(
    jobs: list[Job], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.ipynb").write_text("\ufeff" + notebook(), encoding="utf-8")
    assert told(capsys, "a.ipynb") == (
        "a.ipynb: m 0 params\n"
        "a.ipynb:cell 4:1:5: error KL600 Syntax error: '(' was never closed. "
        "This cell is not run until this is fixed.\n"
        "a.ipynb:cell 3:1:9: error KL101 does not fit\n"
        "    a.ipynb:cell 2:2:1: made here\n"
    )
    (job,) = jobs
    assert job.path == str(tmp_path / "a.ipynb")
    assert job.text == (
        "\npass\nimport keras\n\nmodel = keras.Sequential()\nx = get_ipython()\n\n"
    )


def test_json_has_the_cell_of_each_place(
    jobs: list[Job], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.ipynb").write_text(notebook())
    (file,) = json.loads(told(capsys, "a.ipynb", "--format", "json"))["files"]
    assert len(jobs) == 1
    place = {"cell": 3, "line": 1, "column": 9, "end_line": 1, "end_column": 27}
    assert place.items() <= file["models"][0].items()
    assert place.items() <= file["problems"][1].items()
    assert file["problems"][1]["related"] == [
        {
            "path": "a.ipynb",
            "cell": 2,
            "line": 2,
            "column": 1,
            "end_line": 2,
            "end_column": 13,
            "message": "made here",
        }
    ]


def test_annotations_of_github_name_the_cell_and_no_line_of_the_json(
    jobs: list[Job], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.ipynb").write_text(notebook())
    assert told(capsys, "a.ipynb", "--format", "github").splitlines()[1] == (
        "::error file=a.ipynb,title=KL101::a.ipynb:cell 3:1:9: does not fit"
        "%0Aa.ipynb:cell 2:2:1: made here"
    )
    assert len(jobs) == 1


def test_sarif_names_the_cell_and_no_region_of_the_json(
    jobs: list[Job], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.ipynb").write_text(notebook())
    (run,) = json.loads(told(capsys, "a.ipynb", "--format", "sarif"))["runs"]
    result = run["results"][1]
    assert len(jobs) == 1
    assert result["message"] == {"text": "cell 3, line 1: does not fit"}
    assert result["locations"] == [
        {
            "physicalLocation": {"artifactLocation": {"uri": "a.ipynb"}},
            "logicalLocations": [{"name": "cell 3", "kind": "cell"}],
            "properties": {
                "cell": 3,
                "startLine": 1,
                "startColumn": 9,
                "endLine": 1,
                "endColumn": 27,
            },
        }
    ]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is not a notebook: not JSON (Expecting value, line 1, column 1)"),
        (b"\xff", "is not a notebook: not UTF-8 (byte 0); save it as UTF-8"),
        (notebook(metadata={"kernelspec": {"language": "R"}}).encode(), "is a notebook for R;"),
    ],
)
def test_what_is_no_python_notebook_is_told(
    jobs: list[Job],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    content: bytes,
    message: str,
) -> None:
    (tmp_path / "a.ipynb").write_bytes(content)
    assert main(["check", "a.ipynb"]) == 2
    assert f"keras-lsp: a.ipynb: {message}" in capsys.readouterr().err
    assert jobs == []


def test_a_missing_notebook_and_a_directory_of_that_name(
    jobs: list[Job], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "folder.ipynb").mkdir()
    assert main(["check", "gone.ipynb", "folder.ipynb"]) == 2
    assert capsys.readouterr().err == (
        "keras-lsp: gone.ipynb: No such file or directory\n"
        "keras-lsp: folder.ipynb: is a directory; give the files in it\n"
    )
    assert jobs == []


def test_an_empty_notebook_and_one_without_keras_start_nothing(
    jobs: list[Job], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "empty.ipynb").write_text(notebook([]))
    (tmp_path / "plain.ipynb").write_text(notebook([("code", "!ls\nx = 1")]))
    assert main(["check", "empty.ipynb", "plain.ipynb"]) == 0
    assert capsys.readouterr().out == "empty.ipynb: no model\nplain.ipynb: no model\n"
    assert jobs == []


def test_plot_says_in_which_cell_it_went_wrong(
    jobs: list[Job], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.ipynb").write_text(notebook([("code", "x = 1\ny = (")]))
    assert main(["plot", "a.ipynb"]) == 2
    assert "cell 1, line 2: Syntax error: '(' was never closed." in capsys.readouterr().err
    assert jobs == []
