"""What a pull request gets: the steps of the action and of the job, run in real repositories."""

from __future__ import annotations

import json
import os
import re
import stat
import subprocess
import sys
import threading
import urllib.parse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
import yaml

from tests.e2e.editor import JAX
from tests.repository import ENVIRONMENT, Repository
from tests.schemas import schema_with
from tests.test_workflows import read

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
ACTION = ROOT / "review" / "action.yml"
JOB = ROOT / "review" / "gitlab.yml"
MARK = "<!-- keras-lsp diff -->"

NET = """\
import keras
from keras import layers


def build(filters={filters}):
    image = keras.Input((28, 28, 1))
    x = layers.Conv2D(filters, 3, activation="relu", name="first")(image)
    x = layers.Flatten()(x)
    return keras.Model(image, layers.Dense(10, activation="softmax", name="classes")(x))
"""
TRAIN = "from net import build\n\nmodel = build()\n"
BROKEN = "import keras\n\nlast = keras.Sequential([keras.Input((4,)), keras.layers.LSTM(2)])\n"


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """On a branch on which the net is wider than on `main`, which has gone on meanwhile."""
    (tmp_path / "work").mkdir()
    made = Repository(tmp_path / "work")
    made.commit(net_py=NET.format(filters=8), train_py=TRAIN, other_py="x = 1\n")
    made.git("checkout", "--quiet", "-b", "wider")
    made.commit(net_py=NET.format(filters=16))
    made.git("checkout", "--quiet", "main")
    made.commit(late_py="import keras\nlate = keras.Sequential([keras.Input((4,))])\n")
    made.git("checkout", "--quiet", "wider")
    return made


def environment(repository: Repository, **more: str) -> dict[str, str]:
    programs = repository.directory.parent / "bin"
    path = f"{programs}{os.pathsep}{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return {
        **os.environ, **ENVIRONMENT, **JAX, "PATH": path, "PYTHONPATH": str(ROOT), **more
    }  # fmt: skip


def program(repository: Repository, name: str, text: str) -> None:
    path = repository.directory.parent / "bin" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)


def shell(repository: Repository, script: str, variables: dict[str, str]) -> int:
    done = subprocess.run(
        ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", "-c", script],
        cwd=repository.directory, env=variables, capture_output=True, text=True, timeout=200,
        check=False,
    )  # fmt: skip
    assert "Traceback" not in done.stderr, done.stderr
    assert "not found" not in done.stderr, done.stderr
    return done.returncode


# GitHub

# Keeps what it is asked, and knows the comments that stand in a file.
GH = """\
#!/usr/bin/env bash
printf '%s\\n' "$*" >> "$GH_LOG"
for word in "$@"; do
  case "$word" in
    body=@*) cp "${word#body=@}" "$GH_LOG.body" ;;
    --jq) jq -r "${@: -1}" "$GH_COMMENTS" ;;
  esac
done
"""


def act(
    repository: Repository, comments: list[dict[str, Any]], gh: str = GH
) -> tuple[int, list[str], str]:
    """Run the steps of the action: its exit code, what `gh` was asked, and the comment."""
    place = repository.directory.parent
    program(repository, "gh", gh)
    known = place / "comments.json"
    known.write_text(json.dumps(comments), encoding="utf-8")
    log = place / "gh.log"
    log.write_text("", encoding="utf-8")
    output = place / "output"
    output.write_text("", encoding="utf-8")
    runner = place / "runner"
    runner.mkdir(exist_ok=True)
    variables = environment(
        repository, GH_LOG=str(log), GH_COMMENTS=str(known), RUNNER_TEMP=str(runner),
        GITHUB_OUTPUT=str(output), GITHUB_REPOSITORY="who/what",
        GITHUB_STEP_SUMMARY=str(place / "summary"),
    )  # fmt: skip
    values = {
        "github.event.pull_request.base.sha": repository.git("rev-parse", "main"),
        "github.event.pull_request.number": "7",
        "inputs.python": sys.executable,
        "inputs.paths": "",
        "inputs.fail": "true",
        "inputs.token": "secret",
        "steps.pictures.outputs.artifact-url": "https://example.org/pictures",
    }
    code = 0
    for step in read(ACTION)["runs"]["steps"]:
        if "run" not in step or step["name"] == "Install":
            continue
        values["steps.compare.outputs.status"] = output.read_text("utf-8").strip()[-1:]
        given = {
            name: re.sub(r"\$\{\{ *(\S+) *\}\}", lambda match: values[match[1]], value)
            for name, value in step.get("env", {}).items()
        }
        code = shell(repository, step["run"], variables | given)
    body = Path(f"{log}.body")
    said = body.read_text(encoding="utf-8") if body.exists() else ""
    return code, log.read_text(encoding="utf-8").splitlines(), said


def test_the_action_comments_what_changed_on_the_branch_alone(repository: Repository) -> None:
    code, asked, comment = act(repository, [])
    assert code == 0
    assert asked == [
        (
            "api repos/who/what/issues/7/comments --paginate --jq "
            f'.[] | select(.body | startswith("{MARK}")) | .id'
        ),
        (
            "api --method POST repos/who/what/issues/7/comments --field "
            f"body=@{repository.directory.parent}/runner/comment.md --silent"
        ),
    ]
    base = repository.git("rev-parse", "--short", "main~1")
    summary = (repository.directory.parent / "summary").read_text(encoding="utf-8")
    assert comment.startswith(summary)
    lines = comment.splitlines()
    assert lines[:7] == [
        MARK,
        f"### Keras models since `{base}`",
        "",
        "1 model changed.",
        "",
        "| Model | Parameters | FLOPs | Outputs of 32 samples | Input → output |",
        "| :--- | ---: | ---: | ---: | :--- |",
    ]
    assert "| `model` in `train.py` |" in lines[7] or "| `build()` in `net.py` |" in lines[7]
    assert "54,170 → 108,330 (+54,160)" in lines[7]
    assert "late" not in comment
    assert lines[-1] == "[Pictures of the models](https://example.org/pictures)"
    (picture,) = (repository.directory.parent / "runner" / "keras-models").iterdir()
    assert picture.read_text(encoding="utf-8").startswith("<?xml")


@pytest.mark.long
def test_the_action_takes_the_place_of_its_last_comment_and_fails_for_an_error(
    repository: Repository,
) -> None:
    repository.commit(broken_py=BROKEN)
    comments = [{"id": 1, "body": "Nice!"}, {"id": 23, "body": f"{MARK}\nold"}]
    code, asked, comment = act(repository, comments)
    assert code == 1
    assert asked[-1].startswith("api --method PATCH repos/who/what/issues/comments/23 --field")
    assert "1 **new error**" in comment
    assert "- error KL101 in `broken.py:3`: `lstm` (LSTM) needs an input with 3 dim" in comment


@pytest.mark.long
def test_what_may_not_be_posted_is_in_the_summary_of_the_job(repository: Repository) -> None:
    code, asked, comment = act(repository, [], gh='#!/bin/sh\necho "$*" >> "$GH_LOG"\nexit 1\n')
    assert (code, len(asked), comment) == (0, 2, "")
    summary = (repository.directory.parent / "summary").read_text(encoding="utf-8")
    assert summary.startswith(f"{MARK}\n### Keras models since ")
    assert "54,170 → 108,330 (+54,160)" in summary


@pytest.mark.parametrize(
    ("file", "mark"),
    [(ACTION, b"runs-composite"), (JOB, b"gitlab.com/.gitlab-ci.yml")],
    ids=["action", "job"],
)
def test_both_are_valid_by_the_schemas_of_the_services(file: Path, mark: bytes) -> None:
    schema = schema_with(mark)
    told = yaml.safe_load(file.read_text(encoding="utf-8"))
    jsonschema.validate(told, schema)
    part = told["runs"] if "runs" in told else told["keras-review"]
    part["script" if "script" in part else "steps"] = 3
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(told, schema)


def test_the_action_is_pinned_and_says_what_it_takes() -> None:
    action = read(ACTION)
    used = [step["uses"] for step in action["runs"]["steps"] if "uses" in step]
    assert [use for use in used if not re.fullmatch(r"[\w./-]+@v\d+\.\d+\.\d+", use)] == []
    assert set(action["inputs"]) == {"python", "paths", "fail", "token"}
    assert all(value["description"] for value in action["inputs"].values())


# GitLab


class Notes(BaseHTTPRequestHandler):
    """The notes of a merge request."""

    known: list[dict[str, Any]]
    asked: list[tuple[str, str, str]]

    def do_GET(self) -> None:
        self._answer(self.known)

    def do_POST(self) -> None:
        self._keep()

    def do_PUT(self) -> None:
        self._keep()

    def _keep(self) -> None:
        sent = self.rfile.read(int(self.headers["Content-Length"])).decode("utf-8")
        assert self.headers["PRIVATE-TOKEN"] == "secret"
        self.asked.append((self.command, self.path, urllib.parse.parse_qs(sent)["body"][0]))
        self._answer({})

    def _answer(self, value: object) -> None:
        body = json.dumps(value).encode("utf-8")
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def notes() -> Iterator[tuple[type[Notes], str]]:
    handler = type("Own", (Notes,), {"known": [], "asked": []})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield handler, f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def script_of_job(repository: Repository, address: str) -> int:
    job = yaml.safe_load(JOB.read_text(encoding="utf-8"))["keras-review"]
    install, script = job["script"]
    assert install.startswith("python -m pip install ")
    program(repository, "keras-lsp", f'#!/bin/sh\nexec "{sys.executable}" -m keras_lsp "$@"\n')
    variables = environment(
        repository,
        CI_MERGE_REQUEST_DIFF_BASE_SHA=repository.git("merge-base", "main", "HEAD"),
        CI_JOB_URL="https://example.org/jobs/1",
        CI_API_V4_URL=address, CI_PROJECT_ID="5", CI_MERGE_REQUEST_IID="8",
        KERAS_REVIEW_TOKEN="secret", no_proxy="*",
    )  # fmt: skip
    return shell(repository, script, variables)


def test_the_job_for_gitlab_leaves_a_note_with_pictures(
    repository: Repository, notes: tuple[type[Notes], str]
) -> None:
    handler, address = notes
    assert script_of_job(repository, address) == 0
    ((method, path, body),) = handler.asked
    assert (method, path) == ("POST", "/projects/5/merge_requests/8/notes")
    base = repository.git("rev-parse", "--short", "main~1")
    assert body.startswith(f"{MARK}\n### Keras models since `{base}`\n\n1 model changed.\n")
    (picture,) = re.findall(
        r"!\[.*\]\(https://example\.org/jobs/1/artifacts/raw/keras-models/(.*\.svg)\)", body
    )
    assert (repository.directory / "keras-models" / picture).is_file()


@pytest.mark.long
def test_the_next_note_takes_the_place_of_the_last(
    repository: Repository, notes: tuple[type[Notes], str]
) -> None:
    handler, address = notes
    handler.known = [{"id": 3, "body": "Nice!"}, {"id": 4, "body": f"{MARK}\nold"}]
    assert script_of_job(repository, address) == 0
    assert handler.asked[-1][:2] == ("PUT", "/projects/5/merge_requests/8/notes/4")
