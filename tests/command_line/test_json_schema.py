"""What `check` and `diff` print as JSON of real programs, against the schemas in docs."""

from __future__ import annotations

import copy
import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
from referencing import Registry, Resource

from keras_lsp.command_line import formats
from keras_lsp.command_line.check import Outcome, PathNames
from tests.memory.rows import report_of, row, weights
from tests.repository import Repository

if TYPE_CHECKING:
    from tests.command import Command

ROOT = Path(__file__).parents[2]
PROGRAMS = ROOT / "tests" / "programs"
CHOSEN = [
    "tutorial_model.py", "tutorial_tensorflow.py", "functional_two_in_two_out.py",
    "nested_sequential.py", "subclassed_ops_in_call.py", "several_models.py", "loop_of_layers.py",
    "sequential_unbuilt.py", "two_errors_in_branches.py", "fit_wrong_targets.py",
    "removed_then_more.py", "required_arguments.py", "missing_file.py", "ignored_problems.py",
    "mixed_precision.py", "error_in_module",
]  # fmt: skip
MODEL = """\
import keras
model = keras.Sequential([keras.Input((4,)), keras.layers.Dense({}), keras.layers.Dense(1)])
"""
FORMAT = ("--format", "json")
CELLS = ["import keras", MODEL.format(2) + "model.add(keras.layers.LSTM(2))"]
TRAINED = [
    MODEL.format(2),
    'import numpy as np\nmodel.compile("adam", "mse")',
    "model.fit(np.ones((8, 4)), np.ones((8, 1)))",
]
FILES = {
    "plain.py": "import json\n",
    "syntax.py": "import keras\nx = (\n",
    "loop.py": MODEL.format(2) + "while True:\n    pass\n",
    "abort.py": "import os\n" + MODEL.format(2) + "os.abort()\n",
    "unnamed.py": "import keras\nkeras.Sequential([keras.Input((4,)), keras.layers.Dense(2)])\n",
    "cells.ipynb": json.dumps(
        {
            "nbformat": 4,
            "metadata": {},
            "cells": [{"cell_type": "code", "source": text} for text in CELLS],
        }
    ),
    "trained.ipynb": json.dumps(
        {
            "nbformat": 4,
            "metadata": {},
            "cells": [{"cell_type": "code", "source": text} for text in TRAINED],
        }
    ),
    "bytes.py": "x = 1\0\n",
}


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    told: dict[str, Any] = json.loads((ROOT / "docs" / "check.schema.json").read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(told)
    return told


@pytest.fixture(scope="module")
def programs(lasting_command: Command) -> dict[str, Any]:
    lasting_command.empty()
    directory = lasting_command.directory
    for name in CHOSEN:
        copied = shutil.copytree if (PROGRAMS / name).is_dir() else shutil.copy
        copied(PROGRAMS / name, directory / name)
    for name, text in FILES.items():
        (directory / name).write_text(text, encoding="utf-8")
    names = [f"{name}/main.py" if Path(name).suffix == "" else name for name in CHOSEN]
    done = lasting_command("check", *FORMAT, "--timeout", "2", *names, *FILES, "gone.py")
    told: dict[str, Any] = json.loads(done.stdout)
    return told


@pytest.fixture(scope="module")
def told_of_changes(lasting_command: Command) -> tuple[dict[str, Any], dict[str, Any]]:
    """By `check --diff` and by `diff`, of the same repository."""
    lasting_command.empty()
    directory = lasting_command.directory
    two = MODEL.format(2) + MODEL.format(3).replace("model", "other")
    repository = Repository(directory)
    repository.commit(
        changed_py=MODEL.format(2), same_py=MODEL.format(2), fewer_py=two, more_py=MODEL.format(2),
        broken_py="import keras\nx = (\n",
    )  # fmt: skip
    limits = "[tool.keras-lsp.budgets]\nmax-params = 20\n"
    (directory / "pyproject.toml").write_text(limits, encoding="utf-8")
    now = {
        "changed.py": MODEL.format(3).replace("(1)]", "(1), keras.layers.ReLU()]"),
        "fewer.py": MODEL.format(2).replace("keras.layers.Dense(1)", ""),
        "more.py": two,
        "broken.py": MODEL.format(2),
        "new.py": MODEL.format(2),
    }
    for name, text in now.items():
        (directory / name).write_text(text, encoding="utf-8")
    checked = lasting_command("check", *FORMAT, "--diff", "HEAD", *now, "same.py")
    (directory / "same.py").write_text(CELLS[0] + "\n" + CELLS[1], encoding="utf-8")
    (directory / "fewer.py").unlink()
    return json.loads(checked.stdout), json.loads(lasting_command("diff", *FORMAT, "HEAD").stdout)


@pytest.fixture(scope="module")
def changes(told_of_changes: tuple[dict[str, Any], dict[str, Any]]) -> dict[str, Any]:
    return told_of_changes[0]


def test_programs_of_every_kind_are_valid(
    programs: dict[str, Any], schema: dict[str, Any]
) -> None:
    jsonschema.validate(programs, schema)
    statuses = {file["path"]: file["status"] for file in programs["files"]}
    assert set(statuses.values()) == {"ok", "failed", "timeout", "crashed"}
    assert {name: statuses[name] for name in (*FILES, "gone.py")} == {
        "plain.py": "ok",
        "syntax.py": "failed",
        "loop.py": "timeout",
        "abort.py": "crashed",
        "unnamed.py": "ok",
        "cells.ipynb": "ok",
        "trained.ipynb": "ok",
        "bytes.py": "failed",
        "gone.py": "failed",
    }


def test_the_parameters_of_what_is_not_built_are_null(programs: dict[str, Any]) -> None:
    models = [model for file in programs["files"] for model in file["models"]]
    fields = ("params", "trainable_params", "non_trainable_params", "bytes")
    unbuilt = [model for model in models if not model["built"]]
    # One of them has a layer that is built.
    assert any(layer["params"] for model in unbuilt for layer in model["layers"])
    assert {model[field] for model in unbuilt for field in fields} == {None}


def test_what_changed_is_valid(changes: dict[str, Any], schema: dict[str, Any]) -> None:
    jsonschema.validate(changes, schema)
    diffs = [file["diff"] for file in changes["files"]]
    models = [model for diff in diffs for model in diff["models"]]
    assert {model["change"] for model in models} == {"added", "removed", "changed", "unchanged"}
    layers = [layer for model in models for layer in model["layers"]]
    assert {layer["change"] for layer in layers} == {"added", "removed", "changed"}
    (failed,) = (diff for diff in diffs if diff["error"])
    assert failed["error"].startswith("at HEAD: ")


def test_the_changes_of_a_whole_tree_are_valid(
    told_of_changes: tuple[dict[str, Any], dict[str, Any]], schema: dict[str, Any]
) -> None:
    whole = json.loads((ROOT / "docs" / "diff.schema.json").read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(whole)
    parts = Registry().with_resource("check.schema.json", Resource.from_contents(schema))
    told = told_of_changes[1]
    jsonschema.Draft202012Validator(whole, registry=parts).validate(told)
    files = {file["path"]: file for file in told["files"]}
    assert sorted(files) == ["broken.py", "changed.py", "fewer.py", "more.py", "new.py", "same.py"]
    assert files["broken.py"]["error_before"].startswith("did not compile")
    assert [each["code"] for each in files["same.py"]["new_problems"]] == ["KL101"]
    assert {each["change"] for each in files["fewer.py"]["models"]} == {"removed"}
    (model,) = files["changed.py"]["models"]
    assert (model["before"]["flops"], model["after"]["flops"]) == (23, 34)
    assert model["budgets"] == [{"figure": "params", "limit": 20, "spent": 19}]


@pytest.fixture(scope="module")
def trained() -> dict[str, Any]:
    """Of a program as it would be on PyTorch, which has more to say of training."""
    report, _ = report_of(
        [row("Dense", [None, 784], [None, 10], activation="softmax", weights=weights(7850))],
        [[None, 784]],
        [[None, 10]],
    )
    told: dict[str, Any] = json.loads(
        formats.as_json([Outcome("m.py", report)], PathNames.of(["m.py"]))
    )
    return told


def test_what_training_takes_is_valid(trained: dict[str, Any], schema: dict[str, Any]) -> None:
    jsonschema.validate(trained, schema)
    memory = trained["files"][0]["trainings"][0]["memory"]
    assert memory["kind"] == "figure"
    assert sum(part["bytes"] for part in memory["parts"]) == memory["bytes"]
    assert [each["card"] for each in memory["largest_batches"]] == [8, 12, 16, 24, 40, 80]


def test_everything_that_the_schema_knows_was_seen(
    programs: dict[str, Any],
    changes: dict[str, Any],
    trained: dict[str, Any],
    schema: dict[str, Any],
) -> None:
    """A field that is gone, or of which no program has an example, would not be noticed."""
    seen: set[str] = set()
    for told in (programs, changes, trained):
        collect(told, schema, schema, seen, "")
    kinds = {name: kind for name, kind in schema["$defs"].items() if "properties" in kind}
    known = {f"{name}.{field}" for name, kind in kinds.items() for field in kind["properties"]}
    assert known - seen == set()


def collect(
    value: Any, part: dict[str, Any], schema: dict[str, Any], seen: set[str], name: str
) -> None:
    """Note each field of each kind of object that a value has."""
    for choice in part.get("anyOf", [part]):
        if "$ref" in choice:
            name = choice["$ref"].removeprefix("#/$defs/")
            part = schema["$defs"][name]
    if isinstance(value, list):
        for item in value:
            collect(item, part.get("items", {}), schema, seen, name)
    elif isinstance(value, dict):
        for key, inner in value.items():
            seen.add(f"{name}.{key}")
            collect(inner, part["properties"].get(key, {}) if "properties" in part else {},
                    schema, seen, name)  # fmt: skip


@pytest.mark.parametrize(
    ("place", "message"),
    [
        (["files", 0], "'added' was unexpected"),
        (["files", 0, "models", 0], "'added' was unexpected"),
        (["files", 0, "models", 0, "layers", 0], "'added' was unexpected"),
        (["files", 0, "keras"], "'added' was unexpected"),
    ],
)
def test_a_field_without_a_description_would_be_found(
    programs: dict[str, Any], schema: dict[str, Any], place: list[Any], message: str
) -> None:
    told = copy.deepcopy(programs)
    part = told
    for step in place:
        part = part[step]
    part["added"] = 1
    with pytest.raises(jsonschema.ValidationError) as raised:
        jsonschema.validate(told, schema)
    causes = [raised.value, *(raised.value.context or ())]
    assert any(message in cause.message for cause in causes)


def test_every_field_is_described_and_admits_no_others(schema: dict[str, Any]) -> None:
    for kind in [schema, *schema["$defs"].values()]:
        if "properties" in kind:
            assert kind["additionalProperties"] is False
            assert all(field.get("description") for field in kind["properties"].values())
