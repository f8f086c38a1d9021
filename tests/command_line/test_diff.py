"""`check --diff` and `plot --diff` in a real repository, with workers that run nothing."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from keras_lsp.command_line import check
from keras_lsp.command_line.diff import Diff, Origin, text_lines
from keras_lsp.main import main
from keras_lsp.presentation.changes import compare
from keras_lsp.programs.git import Revision
from keras_lsp.report import Layer, Model, Span, Weights
from tests.repository import Repository
from tests.server.fake_server import FakeWorkers

if TYPE_CHECKING:
    from pathlib import Path

MODEL = "import keras\nmodel = Sequential()\nDense(2)\nDense(1)\n"
WIDE = MODEL.replace("(2)", "(4)") + "Dense(3)\n"


class QuietWorkers(FakeWorkers):
    async def close(self) -> None:
        pass


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(check, "new_workers", QuietWorkers)
    return Repository(tmp_path)


def put(repository: Repository, name: str, text: str) -> None:
    (repository.directory / name).write_text(text, encoding="utf-8")


def test_totals_and_layers_are_told_before_and_after(
    repository: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    repository.commit(a_py=MODEL)
    put(repository, "a.py", WIDE)
    assert main(["check", "--diff", "HEAD", "a.py"]) == 0
    out, err = capsys.readouterr()
    assert out == (
        "a.py: model 7 → 19 params, since HEAD: +12 params, 1 layer added, 2 changed\n"
        "  ~ dense (Dense)    (None, 2) → (None, 4)  4 → 8\n"
        "  ~ dense_1 (Dense)  (None, 1)              3 → 5  input (None, 2) → (None, 4)\n"
        "  + dense_2 (Dense)  (None, 3)              6\n"
    )
    assert err == ""


def test_models_come_go_and_stay(
    repository: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    repository.commit(a_py=f"{MODEL}old = Sequential()\nDense(1)\n")
    repository.commit(a_py=f"{MODEL}# nothing\n")
    put(repository, "a.py", f"{MODEL}brand = Sequential()\nDense(5)\n")
    assert main(["check", "--diff", "HEAD~1", "a.py"]) == 0
    assert capsys.readouterr().out == (
        "a.py: model 7 params, unchanged since HEAD~1\n"
        "a.py: brand 10 params, new since HEAD~1\n"
        "  + dense_2 (Dense)  (None, 5)  10\n"
        "a.py: old 2 params, removed since HEAD~1\n"
    )


def test_problems_and_the_exit_code_are_those_of_the_file_as_it_is(
    repository: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    repository.commit(a_py=f"{MODEL}# problem then\n", b_py=f"{MODEL}# crash\n")
    put(repository, "a.py", f"{MODEL}# problem now\n")
    put(repository, "b.py", WIDE)
    assert main(["check", "--diff", "HEAD", "a.py"]) == 1
    assert capsys.readouterr().out.splitlines()[:2] == [
        "a.py: model 7 params, unchanged since HEAD",
        "a.py:5:1: error KL101 now",
    ]
    assert main(["check", "--diff", "HEAD", "b.py"]) == 0
    out, err = capsys.readouterr()
    assert out.startswith("b.py: model 19 params\n")
    assert err == "keras-lsp: b.py: at HEAD: crashed after 0.01 s\n"


def test_a_file_that_is_new_has_only_new_models(
    repository: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    repository.commit(a_py=MODEL)
    put(repository, "new.py", "import keras\nmodel = Sequential()\n")
    assert main(["check", "--diff", "HEAD", "new.py"]) == 0
    assert capsys.readouterr() == (
        "new.py: model 0 params, new since HEAD\n",
        "keras-lsp: new.py: not in HEAD; all its models are new\n",
    )


def test_a_file_that_did_not_compile_or_does_not_end_is_not_compared(
    repository: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    repository.commit(a_py="import keras\nx = (\n", b_py=MODEL)
    put(repository, "a.py", MODEL)
    put(repository, "b.py", f"{WIDE}# crash\n")
    assert main(["check", "--diff", "HEAD", "a.py", "b.py"]) == 2
    assert capsys.readouterr().err == (
        "keras-lsp: a.py: at HEAD: did not compile: '(' was never closed\n"
        "keras-lsp: b.py: not compared with HEAD: crashed after 0.01 s\n"
    )


def test_modules_are_taken_as_they_were_at_the_revision(
    repository: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    repository.commit(a_py="import part\n", part_py=MODEL)
    put(repository, "part.py", WIDE)
    assert main(["check", "--diff", "HEAD", "a.py"]) == 0
    assert capsys.readouterr().out.startswith("a.py: model 7 → 19 params, since HEAD: +12 params")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ["check", "--diff", "nothing", "a.py"],
            "a.py: unknown revision 'nothing'; name a branch, tag or commit",
        ),
        (
            ["plot", "--diff", "nothing", "a.py"],
            "a.py: unknown revision 'nothing'; name a branch, tag or commit",
        ),
        (["check", "--diff", "HEAD", "missing.py"], "missing.py: No such file or directory"),
        (
            ["check", "--diff", "HEAD", "--format", "sarif", "a.py"],
            "--diff goes with --format text or json only",
        ),
    ],
)
def test_what_cannot_be_compared_is_refused(
    repository: Repository,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    message: str,
) -> None:
    repository.commit(a_py=MODEL)
    assert main(arguments) == 2
    assert capsys.readouterr() == ("", f"keras-lsp: {message}\n")


def test_outside_of_a_repository_that_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.py").write_text(MODEL)
    assert main(["check", "--diff", "HEAD", "a.py"]) == 2
    assert capsys.readouterr().err == "keras-lsp: a.py: is not in a git repository\n"


def test_json_has_a_field_for_it(
    repository: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    commit = repository.commit(a_py=MODEL)
    put(repository, "a.py", f"{MODEL}Dense(3)\n")
    assert main(["check", "--format", "json", "--diff", "HEAD", "a.py"]) == 0
    assert json.loads(capsys.readouterr().out)["files"][0]["diff"] == {
        "revision": "HEAD",
        "commit": commit,
        "in_revision": True,
        "error": None,
        "models": [
            {
                "change": "changed",
                "text": "+6 params, 1 layer added",
                "id": "a.model",
                "name": "model",
                "variable": "model",
                "before": {
                    "id": "a.model",
                    "class": "Sequential",
                    "params": 7,
                    "trainable_params": 7,
                    "flops": None,
                    "outputs": 384,
                    "memory": None,
                },
                "after": {
                    "id": "a.model",
                    "class": "Sequential",
                    "params": 13,
                    "trainable_params": 13,
                    "flops": None,
                    "outputs": 768,
                    "memory": None,
                },
                "budgets": [],
                "layers": [
                    {
                        "change": "added",
                        "before": None,
                        "after": {
                            "path": ["dense_2"],
                            "name": "dense_2",
                            "class": "Dense",
                            "input_shapes": [[None, 1]],
                            "output_shapes": [[None, 3]],
                            "params": 6,
                            "trainable_params": 6,
                            "config": {},
                        },
                    }
                ],
            }
        ],
    }
    assert main(["check", "--format", "json", "a.py"]) == 0
    assert "diff" not in json.loads(capsys.readouterr().out)["files"][0]


def test_the_plot_colours_what_changed(
    repository: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    repository.commit(a_py=MODEL)
    put(repository, "a.py", WIDE)
    assert main(["plot", "a.py", "--diff", "HEAD", "-o", "a.dot"]) == 0
    assert capsys.readouterr().out == (
        "a.dot: model (Sequential), since HEAD: +12 params, 1 layer added, 2 changed\n"
    )
    dot = (repository.directory / "a.dot").read_text()
    assert "<b>dense</b> (Dense) · changed</font>" in dot
    assert "<b>dense_2</b> (Dense) · added</font>" in dot
    put(repository, "a.py", MODEL)
    assert main(["plot", "a.py", "--diff", "HEAD", "-o", "a.dot"]) == 0
    assert capsys.readouterr().out == "a.dot: model (Sequential), since HEAD: unchanged\n"


# What is said of one layer.


def model(*layers: Layer) -> Model:
    return Model("m", "m", "Functional", Span("/a.py", 1, 1, 1, 2), "m", layers=[*layers])


def dense(**rest: Any) -> Layer:
    rest = {"weights": Weights(4, 4, 0, 16), "output_shapes": [[None, 2]]} | rest
    return Layer(rest.pop("name", "dense"), rest.pop("class_name", "Dense"), ["dense"], **rest)


@pytest.mark.parametrize(
    ("other", "line"),
    [
        (
            dense(config={"activation": "relu"}),
            "  ~ dense (Dense)  (None, 2)  4  activation default → relu",
        ),
        (dense(dtype="float16"), "  ~ dense (Dense)  (None, 2)  4  dtype ? → float16"),
        (
            dense(weights=Weights(4, 0, 4, 16)),
            "  ~ dense (Dense)  (None, 2)  4  trainable 4 → 0",
        ),
        (dense(weights=None, built=False), "  ~ dense (Dense)  (None, 2)  4 → ?"),
        (dense(class_name="Other", weights=None), "  ~ dense (Dense → Other)  (None, 2)  4 → 0"),
        (dense(output_shapes=[]), "  ~ dense (Dense)  (None, 2) → ?  4"),
    ],
)
def test_a_line_tells_why_a_layer_has_changed(other: Layer, line: str) -> None:
    changes = compare([model(dense())], [model(other)])
    diff = Diff(Origin("v1", Revision("/", "c")), changes=changes)
    assert list(text_lines("a.py", diff)) == [
        "a.py: m ? params, since v1: 1 layer changed",
        line,
    ]


def test_a_long_list_is_cut() -> None:
    layers = [Layer(f"layer_{number}", "Layer", [f"layer_{number}"]) for number in range(1_070)]
    diff = Diff(Origin("v1", Revision("/", "c")), changes=compare([], [model(*layers)]))
    lines = list(text_lines("a.py", diff))
    assert len(lines) == 62
    assert lines[-1] == "  … and 1,010 more layers"


def test_the_report_of_a_file_without_keras_can_be_compared(
    repository: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    repository.commit(a_py=MODEL)
    put(repository, "a.py", "a = 1\n")
    assert main(["check", "--diff", "HEAD", "a.py"]) == 0
    assert capsys.readouterr().out.splitlines()[0] == "a.py: model 7 params, removed since HEAD"
