"""The workflows: valid by GitHub's schema, and true to the project."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from tests.schemas import schema_with

ROOT = Path(__file__).parents[1]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))


def read(path: Path) -> dict[str, Any]:
    # YAML 1.1 takes the key `on` for a boolean.
    loaded = yaml.safe_load(re.sub(r"^on:", '"on":', path.read_text("utf-8"), flags=re.MULTILINE))
    assert isinstance(loaded, dict)
    return loaded


def steps(path: Path) -> list[dict[str, Any]]:
    return [step for job in read(path)["jobs"].values() for step in job.get("steps", [])]


def test_there_are_two() -> None:
    assert [path.name for path in WORKFLOWS] == ["ci.yml", "release.yml"]


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_a_workflow_is_valid(path: Path) -> None:
    schema = schema_with(b'"reusableWorkflowCallJob"')
    assert schema["properties"]["jobs"]
    jsonschema.validate(read(path), schema)
    broken = read(path)
    broken["jobs"]["test"]["run-on"] = "ubuntu"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(broken, schema)


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_actions_are_pinned_to_a_version(path: Path) -> None:
    used = [step["uses"] for step in steps(path) if "uses" in step]
    assert used
    assert [use for use in used if not re.fullmatch(r"[\w./-]+@v\d+\.\d+\.\d+", use)] == []


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_paths_and_targets_that_are_named_exist(path: Path) -> None:
    commands = " ".join(step.get("run", "") for step in steps(path))
    makefile = (ROOT / "Makefile").read_text("utf-8")
    for target in re.findall(r"\bmake ([\w-]+)", commands):
        assert f"\n{target}:" in makefile
    for name in re.findall(r"\btests/[\w./]+", commands):
        assert (ROOT / name).exists()
    for job in read(path)["jobs"].values():
        if "uses" in job:
            assert (ROOT / job["uses"]).is_file()


def test_only_what_publishes_may_do_more_than_read() -> None:
    release = read(WORKFLOWS[1])
    assert release["permissions"] == {"contents": "read"}
    more = {name for name, job in release["jobs"].items() if "permissions" in job}
    assert more == {"pypi"}
