"""The commands, as a person or a build types them."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from tests.e2e.editor import JAX, REPOSITORY, forks
from tests.e2e.test_tutorial import MODEL
from tests.repository import Repository

if TYPE_CHECKING:
    from pathlib import Path

    from tests.command import Command

PART = "from keras.layers import Dense\n\ndef head():\n    return Dense(1)\n"
BROKEN = MODEL + "model.add(Dense(1)(3, 4, 5))\n"


DEEP = """\
import keras
from keras import layers
base = keras.applications.VGG16(weights=None, include_top=False, input_shape=(32, 32, 3))
base.trainable = False
image, size = keras.Input((32, 32, 3)), keras.Input((1,))
seen = layers.Flatten()(base(image))
seen = layers.Reshape((1,))(layers.Dense(1, use_bias=False)(seen))
model = keras.Model([image, size], layers.Add()([seen, size]))
"""


def keras_lsp(
    directory: Path, *arguments: str, width: int = 100, **environment: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "keras_lsp", *arguments],
        cwd=directory,
        env={
            **os.environ,
            "PYTHONPATH": str(REPOSITORY),
            "TMPDIR": str(temporary(directory)),
            "COLUMNS": str(width),
            **JAX,
            **environment,
        },
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def temporary(directory: Path) -> Path:
    path = directory.parent / f"{directory.name}-tmp"
    path.mkdir(exist_ok=True)
    return path


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Of the tests that start the command as a process."""
    directory = tmp_path / "project"
    directory.mkdir()
    return filled(directory)


@pytest.fixture
def command(command: Command) -> Command:
    filled(command.directory)
    return command


def filled(directory: Path) -> Path:
    (directory / "mlp.py").write_text(MODEL, encoding="utf-8")
    (directory / "broken.py").write_text(BROKEN, encoding="utf-8")
    return directory


EXPECTED_MODEL = {
    "name": "sequential",
    "class": "Sequential",
    "line": 3,
    "built": True,
    "params": 7,
    "trainable_params": 7,
    "non_trainable_params": 0,
    "bytes": 28,
    "flops": 11,
    "output_bytes": 12,
}
EXPECTED_LAYERS = [
    {
        "name": "dense",
        "class": "Dense",
        "line": 4,
        "column": 11,
        "end_line": 4,
        "end_column": 51,
        "input_shapes": [[None, 1]],
        "output_shapes": [[None, 2]],
        "dtype": "float32",
        "params": 4,
        "trainable_params": 4,
        "flops": 6,
        "output_bytes": 8,
        "bytes": 16,
        "path": ["dense"],
        "inbound": ["input_layer"],
    },
    {
        "name": "dense_1",
        "class": "Dense",
        "line": 5,
        "column": 11,
        "end_line": 5,
        "end_column": 41,
        "input_shapes": [[None, 2]],
        "output_shapes": [[None, 1]],
        "dtype": "float32",
        "params": 3,
        "trainable_params": 3,
        "flops": 5,
        "output_bytes": 4,
        "bytes": 12,
        "path": ["dense_1"],
        "inbound": ["dense"],
    },
]


def promised(told: dict[str, Any], expected: dict[str, Any]) -> dict[str, Any]:
    """What is told under the keys that are promised; further ones may be added."""
    return {key: told[key] for key in expected}


def test_check_prints_the_tutorials_model_as_json(project: Path) -> None:
    result = keras_lsp(project, "check", "--format", "json", "mlp.py", KERAS_BACKEND="tensorflow")
    assert (result.returncode, result.stderr) == (0, "")
    told = json.loads(result.stdout)
    assert told["version"] == 1
    (file,) = told["files"]
    assert (file["path"], file["status"], file["problems"]) == ("mlp.py", "ok", [])
    assert (file["keras"]["flavour"], file["keras"]["backend"]) == ("keras3", "tensorflow")
    assert {"enforced", "missing"} <= set(file["sandbox"])
    assert isinstance(file["seconds"], float)
    (model,) = file["models"]
    assert promised(model, EXPECTED_MODEL) == EXPECTED_MODEL
    assert [
        promised(layer, expected)
        for layer, expected in zip(model["layers"], EXPECTED_LAYERS, strict=True)
    ] == EXPECTED_LAYERS


@forks
def test_check_follows_the_workers_and_the_run_to_stderr(project: Path) -> None:
    run = keras_lsp(project, "check", "mlp.py", "--trace", "--format", "json")
    (file,) = json.loads(run.stdout)["files"]
    assert (run.returncode, file["status"], len(file["models"])) == (0, "ok", 1)
    told = [re.fullmatch(r" *(\d+) (.+?) *", line) for line in run.stderr.splitlines()]
    times = [int(line[1]) for line in told if line]
    assert len(times) == len(told)
    assert times == sorted(times)
    assert times[-1] < 120_000
    # Keras writes something else in each version; the end, and the next run, may come too late.
    passed = re.compile(r"run 2 +(Output|ended)|run 3|.*run 3")
    lines = [line[2] for line in told if line and not passed.match(line[2])]
    plan = f"{sys.executable} imports keras; workspace {project}; sandbox auto"
    keras, sandbox = lines[7:9]
    assert keras.startswith("run 2     KerasInfo    keras3 3.")
    assert sandbox.startswith("run 2     SandboxInfo  ")
    assert [re.sub(r"[\d.]+ ms$", "… ms", line) for line in lines[:7] + lines[9:]] == [
        f"program   file         {project / 'mlp.py'}",
        f"zygote 1  starting     {plan}",
        "zygote 1  ready        Keras is loaded",
        "zygote 1  preload      keras",
        "zygote 1  fork         run 2",
        "run 2     ready        warmed up, waits for a program",
        f"run 2     program      {project / 'mlp.py'}, 5 lines",
        "run 2     Call         #1 mlp.py:4:11 Dense `dense` (None, 1) → (None, 2) · 4 params",
        "run 2     Call         #2 mlp.py:5:11 Dense `dense_1` (None, 2) → (None, 1) · 3 params",
        "run 2     Model        mlp.py:3:9 Sequential `sequential` · 7 params",
        "run 2     Rows         2 layers of sequential",
        f"run 2     File         {project / 'mlp.py'}",
        "run 2     Done         … ms",
        "zygote 1  ended",
    ]


def test_a_run_that_tries_a_quick_fix_says_so(project: Path) -> None:
    text = "import keras\nx = keras.Input((4,))\nmodel = keras.Model(x, keras.layers.Dense(1, "
    (project / "one.py").write_text(text + 'activation="softmax")(x))\n', encoding="utf-8")
    run = keras_lsp(project, "check", "one.py", "--trace", "--exit-zero")
    told = re.findall(r"^ *\d+ (run \d+) +((?:trial|program) .*)", run.stderr, re.MULTILINE)
    program = f"program      {project / 'one.py'}, 3 lines"
    assert [what for _, what in told] == [program, "trial        of a quick fix", program]
    assert told[1][0] == told[2][0]


def test_a_misspelt_name_in_the_settings_of_a_project_is_told(command: Command) -> None:
    table = '[tool.keras-lsp]\nrules.ignroe = ["KL2"]\n'
    (command.directory / "pyproject.toml").write_text(table, encoding="utf-8")
    run = command("check", "--quiet", "mlp.py")
    assert (run.returncode, run.stdout) == (0, "")
    assert run.stderr == (
        "keras-lsp: pyproject.toml: tool.keras-lsp.rules.ignroe is ignored; "
        "a project may set select, ignore in rules only\n"
    )


def test_a_run_from_the_home_directory_reads_the_project_alone(project: Path) -> None:
    home = project.parent
    (home / "secret.txt").write_text("hush", encoding="utf-8")
    reading = "import keras\nfrom pathlib import Path\n\nroot = Path(__file__).parents[1]\n"
    reading += 'Path(__file__, "../mlp.py").resolve().read_text()\n'
    reading += '(root / "secret.txt").read_text()\n'
    (project / "reads.py").write_text(reading, encoding="utf-8")
    run = keras_lsp(home, "check", "project/reads.py", "--format", "json", HOME=str(home))
    (file,) = json.loads(run.stdout)["files"]
    assert [(problem["code"], problem["line"]) for problem in file["problems"]] == [("KL902", 6)]


def test_check_of_several_files_exits_with_1_if_one_has_an_error(command: Command) -> None:
    result = command("check", "mlp.py", "broken.py")
    assert result.returncode == 1
    assert "mlp.py: sequential 7 params\n" in result.stdout
    assert "broken.py:6:11: error KL601 Only input tensors may be passed" in result.stdout


def test_check_tells_the_fixes_that_were_tried(command: Command) -> None:
    text = "from keras.optimizers import Adam, SGD\nAdam(lr=0.1)\nSGD(learning_rate=1, lr=0.1)\n"
    (command.directory / "old.py").write_text(text, encoding="utf-8")
    done = command("check", "--format", "json", "old.py")
    (file,) = json.loads(done.stdout)["files"]
    assert [
        (problem["code"], problem["line"], problem["fixes"]) for problem in file["problems"]
    ] == [
        ("KL502", 2, ["Rename `lr` to `learning_rate`"]),
        ("KL502", 3, []),
    ]


def test_check_tells_what_changed_since_a_revision(command: Command) -> None:
    repository = Repository(command.directory)
    repository.commit(mlp_py=f"from part import head\n{MODEL}model.add(head())\n", part_py=PART)
    repository.git("tag", "v1")
    text = f"from piece import head\n{MODEL}model.add(Dense(4))\nmodel.add(head())\n"
    (command.directory / "part.py").rename(command.directory / "piece.py")
    (command.directory / "mlp.py").write_text(
        text.replace("Dense(2,", "Dense(3,"), encoding="utf-8"
    )
    result = command("check", "--diff", "v1", "mlp.py")
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout == (
        "mlp.py: sequential 9 → 23 params, since v1: +14 params, 1 layer added, 3 changed\n"
        "  ~ dense (Dense)    (None, 2) → (None, 3)  4 → 6  units 2 → 3\n"
        "  ~ dense_1 (Dense)  (None, 1)              3 → 4  input (None, 2) → (None, 3)\n"
        "  + dense_2 (Dense)  (None, 4)              8\n"
        "  ~ dense_3 (Dense)  (None, 1)              2 → 5  input (None, 1) → (None, 4)\n"
    )
    result = command("plot", "--diff", "v1", "mlp.py", "-o", "mlp.dot")
    assert result.stdout == (
        "mlp.dot: sequential (Sequential), since v1: +14 params, 1 layer added, 3 changed\n"
    )
    assert "<b>dense_2</b> (Dense) · added" in (command.directory / "mlp.dot").read_text(
        encoding="utf-8"
    )


def test_check_shows_what_is_selected_and_says_so_by_its_exit_code(command: Command) -> None:
    first = command("check", "--quiet", "broken.py")
    assert first.returncode == 1
    assert first.stdout.startswith("broken.py:6:11: error KL601 Only input tensors may be")
    (command.directory / "pyproject.toml").write_text(
        "[tool.keras-lsp.rules]\nignore = ['KL6']\n", "utf-8"
    )
    ignored = command("check", "--quiet", "broken.py")
    assert (ignored.returncode, ignored.stdout, ignored.stderr) == (0, "", "")
    again = command("check", "--quiet", "--ignore", "KL9", "broken.py")
    assert (again.returncode, again.stdout) == (1, first.stdout)


def test_check_for_code_scanning_tells_what_the_code_means(command: Command) -> None:
    result = command("check", "--format", "sarif", "mlp.py", "broken.py")
    assert (result.returncode, result.stderr) == (1, "")
    (run,) = json.loads(result.stdout)["runs"]
    (rule,) = run["tool"]["driver"]["rules"]
    assert (rule["id"], rule["shortDescription"]) == ("KL601", {"text": "The program raises"})
    (found,) = run["results"]
    assert (found["ruleId"], found["ruleIndex"], found["level"]) == ("KL601", 0, "error")
    place = found["locations"][0]["physicalLocation"]
    assert place["artifactLocation"] == {"uri": "broken.py"}
    assert place["region"]["startLine"] == 6


def test_check_prints_the_summary_as_wide_as_the_terminal(command: Command) -> None:
    (command.directory / "deep.py").write_text(DEEP, encoding="utf-8")
    for width in (80, 120):
        result = command("check", "deep.py", width=width)
        assert (result.returncode, result.stderr) == (0, "")
        lines = result.stdout.splitlines()
        assert lines[0] == "deep.py: functional 14,715,200 params"
        assert max(map(len, lines)) <= width
        told = " ".join(lines)
        for piece in ("vgg16", "└ block1_conv1", "Connected", "FLOPs", "100%", "* frozen"):
            assert piece in told


@pytest.mark.parametrize("file", ["missing.py", "."])
def test_check_exits_with_2_if_a_file_cannot_be_read(command: Command, file: str) -> None:
    result = command("check", file)
    assert result.returncode == 2
    assert result.stderr.startswith(f"keras-lsp: {file}: ")
    assert "Traceback" not in result.stderr


def test_check_exits_with_2_without_keras(project: Path, tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", tmp_path / "bare"], check=True)
    python = str(tmp_path / "bare" / "bin" / "python")
    result = keras_lsp(project, "check", "--interpreter", python, "mlp.py")
    assert result.returncode == 2
    assert f"{python} has no Keras. Install it with:" in result.stdout


def test_check_exits_with_2_at_the_time_limit(command: Command) -> None:
    (command.directory / "loop.py").write_text(MODEL + "while True:\n    pass\n", encoding="utf-8")
    result = command("check", "--format", "json", "--timeout", "1", "loop.py")
    assert result.returncode == 2
    (file,) = json.loads(result.stdout)["files"]
    assert file["status"] == "timeout"
    assert [problem["code"] for problem in file["problems"]] == ["KL903"]
    assert [model["params"] for model in file["models"]] == [7]


def test_check_of_a_notebook_tells_the_cell(command: Command) -> None:
    cells = [
        {"cell_type": "markdown", "source": "# A model"},
        {"cell_type": "code", "source": ["%matplotlib inline\n", *MODEL.splitlines(True)]},
        {"cell_type": "code", "source": "!ls\nmodel.add(Dense(1)(3, 4, 5))"},
        {"cell_type": "code", "source": "x = ("},
    ]
    notebook = json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells})
    (command.directory / "a.ipynb").write_text(notebook, encoding="utf-8")
    result = command("check", "a.ipynb")
    assert (result.returncode, result.stderr) == (1, "")
    first, *_, syntax, error = result.stdout.splitlines()
    assert first == "a.ipynb: sequential 7 params"
    assert syntax.startswith("a.ipynb:cell 4:1:5: error KL600 Syntax error: '(' was never")
    assert error.startswith("a.ipynb:cell 3:2:11: error KL601 Only input tensors may be passed")


def test_plot_writes_the_picture_and_leaves_nothing_else(project: Path) -> None:
    result = keras_lsp(project, "plot", "mlp.py", "-o", "mlp.svg")
    assert (result.returncode, result.stderr) == (0, "")
    picture = (project / "mlp.svg").read_text(encoding="utf-8")
    assert [word for word in ("dense_1", "(None, 2)", "</svg>") if word not in picture] == []
    assert sorted(path.name for path in project.iterdir()) == ["broken.py", "mlp.py", "mlp.svg"]
    assert list(temporary(project).iterdir()) == []


def test_a_model_beyond_its_budget_fails_the_check(command: Command) -> None:
    table = '[tool.keras-lsp.budgets]\nmax-params = 6\nmax-memory = "1 MB"\n'
    (command.directory / "pyproject.toml").write_text(table, encoding="utf-8")
    data = "np.ones((200_000, 1)), np.ones((200_000, 1)), batch_size=200_000"
    trained = f'import numpy as np\nmodel.compile("adam", "mse")\nmodel.fit({data})\n'
    (command.directory / "mlp.py").write_text(MODEL + trained, encoding="utf-8")
    result = command("check", "--quiet", "mlp.py")
    assert (result.returncode, result.stderr) == (1, "")
    assert result.stdout == (
        "mlp.py:3:9: error KL701 `model` has 7 parameters, 1 more than its budget of 6 "
        "(`max-params` for `*` in pyproject.toml).\n"
        "mlp.py:3:9: error KL701 `model` takes about 7–81 MB at batch 200,000 to train on a "
        "GPU, at least 6 MB more than its budget of 1 MB (`max-memory` for `*` in "
        "pyproject.toml).\n"
    )
    ignored = command("check", "--quiet", "--ignore", "KL7", "mlp.py")
    assert (ignored.returncode, ignored.stdout) == (0, "")
