import asyncio
import json
import os
import re

import pytest

from keras_lsp.command_line import check, formats, sarif
from keras_lsp.command_line.check import Outcome, PathNames, RunOptions
from keras_lsp.presentation.summary import Look
from keras_lsp.programs import files
from keras_lsp.programs.files import UnreadableError
from keras_lsp.report import (
    Edit,
    Fix,
    KerasInfo,
    Layer,
    Model,
    Problem,
    Related,
    Report,
    RunConfig,
    SandboxInfo,
    Span,
    Weights,
)
from keras_lsp.settings import Rules

SPAN = Span("/w/m.py", 1, 1, 1, 2)
LOOK = Look(limit=formats.ROWS)
MLP = """\
from keras.models import Sequential
from keras.layers import Dense
model = Sequential()
model.add(Dense(2, input_dim=1, activation='relu'))
model.add(Dense(1, activation='sigmoid'))
"""


class FakeWorkers:
    """Answers each job with a report made beforehand."""

    def __init__(self, *reports):
        self.reports = list(reports)
        self.jobs = []
        self.closed = False

    async def run(self, job):
        self.jobs.append(job)
        return self.reports.pop(0) if self.reports else Report(job.path, files=[job.path])

    def must_load(self, job):
        return False

    async def close(self):
        self.closed = True


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def analyse(path, workers, **options):
    return asyncio.run(check.analyse(str(path), RunOptions(**options), workers))


def mlp_report(path):
    def span(*numbers):
        return Span(path, *numbers)

    return Report(
        path,
        seconds=0.0912345,
        keras=KerasInfo("keras3", "3.15.1", "tensorflow"),
        sandbox=SandboxInfo(["rlimits"], ["landlock"]),
        files=[path],
        models=[
            Model(
                id="sequential",
                name="sequential",
                class_name="Sequential",
                span=span(3, 9, 3, 21),
                variable="model",
                weights=Weights(7, 7, 0, 28),
                input_shapes=[[None, 1]],
                output_shapes=[[None, 1]],
                flops=9,
                layers=[
                    Layer(
                        "dense",
                        "Dense",
                        ["dense"],
                        span=span(4, 11, 4, 51),
                        input_shapes=[[None, 1]],
                        output_shapes=[[None, 2]],
                        dtype="float32",
                        weights=Weights(4, 4, 0, 16),
                        inbound=["input_layer"],
                        flops=6,
                    ),
                    Layer(
                        "dense_1",
                        "Dense",
                        ["dense_1"],
                        input_shapes=[[None, 2]],
                        built=False,
                        inbound=["dense"],
                        error="no",
                    ),
                ],
            )
        ],
        problems=[
            Problem(
                "KL101",
                "error",
                "Dense takes 2-D,\nnot 100% of that",
                span(5, 11, 5, 30),
                related=[Related(span(4, 11, 4, 51), "made here: (None, 2)")],
                fixes=["Insert Flatten()"],
            )
        ],
    )


def outcomes_of(here, **rest):
    path = str(here / "mlp.py")
    report = mlp_report(path)
    for name, value in rest.items():
        setattr(report, name, value)
    return [Outcome("mlp.py", report)], PathNames.of(["mlp.py"])


# Running


def test_the_program_is_run_with_what_was_asked_for(here):
    (here / "mlp.py").write_text(MLP)
    workers = FakeWorkers()
    outcome = analyse("mlp.py", workers, config=RunConfig((), "/py", 3.0, sandbox_mode="off"))
    (job,) = workers.jobs
    assert (job.path, job.text, job.config.workspace) == (str(here / "mlp.py"), MLP, (str(here),))
    assert (job.config.interpreter, job.config.timeout, job.config.sandbox_mode) == (
        "/py",
        3.0,
        "off",
    )
    assert job.preload == ("keras",)
    assert outcome.path == "mlp.py"
    assert outcome.report.status == "ok"


def test_a_file_without_keras_starts_no_worker(here):
    (here / "plain.py").write_text("import json\nprint(json)\n")
    workers = FakeWorkers()
    outcome = analyse("plain.py", workers)
    assert workers.jobs == []
    assert (outcome.report.status, outcome.report.models, outcome.report.problems) == (
        "ok",
        [],
        [],
    )


def test_a_file_that_imports_keras_through_a_module_of_the_workspace_is_run(here):
    (here / "build.py").write_text("import keras\n")
    (here / "main.py").write_text("import build\n")
    workers = FakeWorkers()
    analyse("main.py", workers)
    assert [job.path for job in workers.jobs] == [str(here / "main.py")]


def test_a_syntax_error_is_an_error_at_its_place(here):
    (here / "bad.py").write_text("import keras\nx = 層(1, 2\n")
    workers = FakeWorkers()
    outcome = analyse("bad.py", workers)
    assert workers.jobs == []
    assert outcome.report.status == "failed"
    (problem,) = outcome.report.problems
    assert (problem.code, problem.severity) == ("KL600", "error")
    assert problem.message == (
        "Syntax error: '(' was never closed. Python does not run this file until this is fixed."
    )
    assert (problem.span.line, problem.span.column) == (2, 6)
    assert (problem.span.end_line, problem.span.end_column) == (2, 7)
    assert check.exit_code([outcome]) == 1


def test_syntax_is_judged_by_the_interpreter_that_was_named(here):
    (here / "newer.py").write_text("import keras\nx = (\n")
    workers = FakeWorkers()
    analyse("newer.py", workers, config=RunConfig(interpreter="/opt/newer/python"))
    assert len(workers.jobs) == 1


def test_the_workers_are_closed_whatever_happens(here, monkeypatch):
    (here / "mlp.py").write_text(MLP)

    class Failing(FakeWorkers):
        async def run(self, job):
            raise RuntimeError("boom")

    workers = Failing()
    monkeypatch.setattr(check, "new_workers", lambda: workers)
    with pytest.raises(RuntimeError, match="boom"):
        check.check(["mlp.py"], RunOptions())
    assert workers.closed


def test_the_workspace_is_the_current_directory_else_the_project_else_the_folder(here):
    inside = here / "cwd"
    project = here / "project"
    deep = project / "src" / "pkg"
    alone = here / "alone"
    for folder in (inside, deep, alone, project / ".git"):
        folder.mkdir(parents=True)
    os.chdir(inside)
    assert files.workspace_of(str(inside / "a" / "b.py")) == str(inside)
    assert files.workspace_of(str(deep / "b.py")) == str(project)
    (deep.parent / "pyproject.toml").touch()
    assert files.workspace_of(str(deep / "b.py")) == str(project / "src")
    assert files.workspace_of(str(alone / "b.py")) == str(alone)


@pytest.mark.parametrize(
    ("current", "file", "workspace"),
    [
        ("home/u", "home/u/proj/m.py", "home/u/proj"),
        ("home/u", "home/u/git/src/m.py", "home/u/git"),
        ("home/u", "home/u/toml/src/m.py", "home/u/toml"),
        ("home/u", "home/u/m.py", "home/u"),
        ("home", "home/u/proj/m.py", "home/u/proj"),
        ("home", "home/other/m.py", "home/other"),
        (".", "home/u/git/src/m.py", "home/u/git"),
        ("/", "home/u/git/src/m.py", "home/u/git"),
        ("/", "home/u/proj/m.py", "home/u/proj"),
        ("elsewhere", "home/u/proj/m.py", "home/u/proj"),
        ("link", "home/u/proj/m.py", "home/u/proj"),
        ("home/u/proj", "home/u/proj/src/m.py", "home/u/proj"),
        ("home/u/git/src", "home/u/git/src/m.py", "home/u/git/src"),
        ("elsewhere", "elsewhere/src/m.py", "elsewhere"),
    ],
)
def test_the_home_directory_is_no_workspace(here, monkeypatch, current, file, workspace):
    for folder in ("git/src", "git/.git", "toml/src", "proj/src", ".git"):
        (here / "home" / "u" / folder).mkdir(parents=True)
    for mark in ("home/u", "home", "home/u/toml"):
        (here / mark / "pyproject.toml").touch()
    (here / "home" / "other").mkdir()
    (here / "elsewhere" / "src").mkdir(parents=True)
    (here / "link").symlink_to(here / "home" / "u")
    monkeypatch.setenv("HOME", str(here / "link"))
    monkeypatch.chdir(here / current)
    assert files.workspace_of(str(here / file)) == str(here / workspace)


def test_without_a_home_directory_the_root_is_no_workspace(here, monkeypatch):
    def unknown():
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(check.Path, "home", unknown)
    assert files.workspace_of(str(here / "a" / "m.py")) == str(here)
    monkeypatch.chdir("/")
    assert files.workspace_of(str(here / "a" / "m.py")) == str(here / "a")


# Reading


def test_encodings_that_the_file_declares_are_respected(here):
    (here / "latin.py").write_bytes("# -*- coding: latin-1 -*-\nx = 'é'\r\n".encode("latin-1"))
    (here / "bom.py").write_bytes(b"\xef\xbb\xbfx = 1\n")
    assert files.read_source("latin.py") == "# -*- coding: latin-1 -*-\nx = 'é'\n"
    assert files.read_source("bom.py") == "x = 1\n"


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("gone.py", None, "No such file or directory"),
        ("folder.py", "directory", "is a directory; give the files in it"),
        ("notes.txt", b"hello", "is not a Python file; give *.py and *.ipynb files"),
        ("nul.py", b"x = 1\0\n", "is not a Python file: it contains null bytes"),
        (
            "bytes.py",
            b"x = '\xe9'\n",
            "cannot be decoded: invalid or missing encoding declaration for 'bytes.py'",
        ),
        (
            "code.py",
            b"# coding: klingon\n",
            "cannot be decoded: unknown encoding for 'code.py': klingon",
        ),
        (
            "late.py",
            b"\n\n\nx = '\xe9'\n",
            (
                "is not utf-8 text (byte 8); save it as UTF-8 or name its encoding in the first "
                "line: # -*- coding: … -*-"
            ),
        ),
    ],
)
def test_what_cannot_be_read_has_a_clear_reason(here, name, content, message):
    if content == "directory":
        (here / name).mkdir()
    elif content is not None:
        (here / name).write_bytes(content)
    with pytest.raises(UnreadableError) as raised:
        files.read_source(name)
    assert str(raised.value) == message


def test_a_file_that_may_not_be_read(here, monkeypatch):
    def forbidden(path):
        raise PermissionError(13, "Permission denied", path)

    monkeypatch.setattr("tokenize.open", forbidden)
    with pytest.raises(UnreadableError, match=r"^Permission denied$"):
        files.read_source("secret.py")


# Exit codes


@pytest.mark.parametrize(
    ("status", "problems", "code"),
    [
        ("ok", [], 0),
        ("ok", [("KL201", "warning"), ("KL905", "information"), ("KL301", "hint")], 0),
        ("ok", [("KL101", "error")], 1),
        ("failed", [("KL600", "error")], 1),
        ("failed", [("KL910", "error")], 2),
        ("timeout", [("KL902", "information")], 2),
        ("crashed", [], 2),
        ("cancelled", [], 2),
    ],
)
def test_exit_codes(status, problems, code):
    span = Span("/w/m.py", 1, 1, 1, 2)
    found = [Problem(name, severity, "", span) for name, severity in problems]
    assert check.exit_code([Outcome("m.py", Report("/w/m.py", status, problems=found))]) == code


def test_what_could_not_be_analysed_weighs_more_than_an_error():
    span = Span("/w/m.py", 1, 1, 1, 2)
    report = Report("/w/m.py", problems=[Problem("KL101", "error", "", span)])
    assert check.exit_code([Outcome("m.py", report), Outcome("gone.py", failure="gone")]) == 2


# Which problems are shown


def rules_of(here, text="", folder="src", **options):
    (here / "src" / "deep").mkdir(parents=True, exist_ok=True)
    (here / "pyproject.toml").write_text(text)
    file = here / folder / "m.py"
    file.write_text("import keras\n")
    outcome = analyse(file, FakeWorkers(), **options)
    return outcome.rules, outcome.warnings


RULES = '[tool.keras-lsp.rules]\nselect = ["KL1", "KL4"]\nignore = ["KL101"]\n'


def test_the_rules_are_those_of_the_nearest_project(here):
    assert rules_of(here) == (Rules(), ())
    assert rules_of(here, RULES, "src/deep") == (Rules(("KL1", "KL4"), ("KL101",)), ())
    (here / "src" / "pyproject.toml").write_text("[project]\nname = 'x'\n")
    assert rules_of(here, RULES, "src/deep") == (Rules(("KL1", "KL4"), ("KL101",)), ())
    (here / "src" / "pyproject.toml").write_text("[tool.keras-lsp]\nrules.ignore = ['KL9']\n")
    assert rules_of(here, RULES, "src/deep") == (Rules((), ("KL9",)), ())


def test_each_option_wins_over_the_projects(here):
    assert rules_of(here, RULES, select=("KL2",))[0] == Rules(("KL2",), ("KL101",))
    assert rules_of(here, RULES, ignore=())[0] == Rules(("KL1", "KL4"), ())


def test_what_is_wrong_with_the_projects_settings_is_told(here):
    text = "[tool.keras-lsp]\ntimeout = 3\nrules.select = 'KL1'\n"
    assert rules_of(here, text) == (
        Rules(),
        (
            (
                "pyproject.toml: tool.keras-lsp.timeout is ignored; "
                "a project may set inlayHints, rules, plot, budgets only"
            ),
            (
                "pyproject.toml: tool.keras-lsp.rules.select: "
                "expected a list of strings, not 'KL1'; using ()"
            ),
        ),
    )
    broken, (warning,) = rules_of(here, "[tool.keras-lsp\n")
    assert broken == Rules()
    assert warning.startswith(f"{here / 'pyproject.toml'}: ")


@pytest.mark.parametrize(
    ("rules", "codes", "code"),
    [
        (Rules(), ["KL101", "KL401", "KL901"], 1),
        (Rules(select=("KL9",)), ["KL901"], 0),
        (Rules(ignore=("KL1",)), ["KL401", "KL901"], 1),
        (Rules(ignore=("KL",)), [], 0),
        (Rules(select=("KL4",), ignore=("KL401",)), [], 0),
    ],
)
def test_only_what_is_shown_counts(here, rules, codes, code):
    path = str(here / "m.py")
    span = Span(path, 1, 1, 1, 2)
    found = [
        Problem(name, severity, "", span)
        for name, severity in (("KL101", "error"), ("KL401", "error"), ("KL901", "information"))
    ]
    outcomes, names = (
        [Outcome("m.py", Report(path, problems=found), rules=rules)],
        PathNames.of([]),
    )
    assert check.exit_code(outcomes) == code
    assert re.findall("KL[0-9]+", formats.as_text(outcomes, names)) == codes
    assert re.findall("KL[0-9]+", formats.as_github(outcomes, names)) == codes
    (file,) = json.loads(formats.as_json(outcomes, names))["files"]
    assert [problem["code"] for problem in file["problems"]] == codes
    (run,) = json.loads(sarif.as_sarif(outcomes, names))["runs"]
    assert [result["ruleId"] for result in run["results"]] == codes
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == codes


def test_what_was_not_analysed_is_told_whatever_is_shown():
    names, hidden = PathNames.of(["m.py"]), Rules(ignore=("KL9",))
    late = Outcome("m.py", Report("/w/m.py", "timeout", 10.0), rules=hidden)
    assert formats.as_text([late], names) == "m.py: timeout after 10.00 s\n"
    assert formats.as_github([late], names) == (
        "::error file=m.py,title=keras-lsp::not analysed: timeout\n"
    )
    keras = Problem("KL906", "error", "no Keras", SPAN)
    for rules, told in ((Rules(), "error KL906 no Keras"), (hidden, "failed after 0.00 s")):
        without = Outcome("m.py", Report("/w/m.py", "failed", problems=[keras]), rules=rules)
        assert formats.as_text([without], names).strip().endswith(told)
        assert check.exit_code([without]) == 2


def test_what_was_not_analysed_counts_whatever_is_shown():
    late = Report("/w/m.py", "timeout", problems=[Problem("KL903", "information", "", SPAN)])
    assert check.exit_code([Outcome("m.py", late, rules=Rules(ignore=("KL",)))]) == 2
    syntax = Report("/w/m.py", "failed", problems=[Problem("KL600", "error", "", SPAN)])
    assert check.exit_code([Outcome("m.py", syntax, rules=Rules(ignore=("KL6",)))]) == 0


def test_quick_fixes_of_what_is_not_shown_are_not_tried(here):
    (here / "m.py").write_text("import keras\n")
    span = Span(str(here / "m.py"), 1, 1, 1, 13)
    fix = Fix("Replace", [Edit(span, "import keras")])

    def report():
        problem = Problem("KL501", "error", "", span, candidates=[fix])
        return Report(str(here / "m.py"), problems=[problem])

    for options, runs in (({}, 2), ({"ignore": ("KL5",)}, 1)):
        workers = FakeWorkers(report())
        analyse("m.py", workers, **options)
        assert len(workers.jobs) == runs


# Output


def test_text(here):
    outcomes, names = outcomes_of(here)
    assert formats.as_text(outcomes, names, LOOK) == (
        "mlp.py: sequential 7 params\n"
        "  ┏━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━┳━━━━━━━━━━━━━┳━━━━━━━┳━━━━━━━━━━━━━┓\n"
        "  ┃ Layer (type)    ┃ Output Shape ┃     Param # ┃ FLOPs ┃ Share       ┃\n"
        "  ┡━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━╇━━━━━━━━━━━━━╇━━━━━━━╇━━━━━━━━━━━━━┩\n"
        "  │ dense (Dense)   │ (None, 2)    │           4 │     6 │ ▇▇▇▍    57% │\n"
        "  │ dense_1 (Dense) │ ?            │ 0 (unbuilt) │     ? │             │\n"
        "  └─────────────────┴──────────────┴─────────────┴───────┴─────────────┘\n"
        "   Total params: 7 (28.00 B)\n"
        "   Trainable params: 7 (28.00 B)\n"
        "   Non-trainable params: 0 (0.00 B)\n"
        "   FLOPs for one sample: 9\n"
        "   Outputs of all layers for a batch of 32: at least 256.00 B (Dense unknown)\n"
        "mlp.py:5:11: error KL101 Dense takes 2-D,\n"
        "  not 100% of that\n"
        "    mlp.py:4:11: made here: (None, 2)\n"
        "    fix: Insert Flatten()\n"
    )


def test_text_of_a_file_without_a_model_and_of_one_that_timed_out(here):
    names = PathNames.of(["m.py"])
    path = str(here / "m.py")
    assert formats.as_text([Outcome("m.py", Report(path))], names, LOOK) == "m.py: no model\n"
    late = Report(path, "timeout", 10.0)
    assert formats.as_text([Outcome("m.py", late)], names, LOOK) == (
        "m.py: no model\nm.py: timeout after 10.00 s\n"
    )


def test_text_of_a_long_model_is_cut(here):
    path = str(here / "m.py")
    layers = [Layer(f"d{i}", "Dense", [f"d{i}"]) for i in range(100)]
    model = Model("m", "m", "Sequential", Span(path, 1, 1, 1, 2), layers=layers)
    lines = formats.as_text(
        [Outcome("m.py", Report(path, models=[model]))], PathNames.of(["m.py"]), LOOK
    ).split("\n")
    assert lines[0] == "m.py: m unbuilt"
    assert lines[63:66] == [
        "  │ d59 (Dense)  │ ?            │       0 │",
        "  └──────────────┴──────────────┴─────────┘",
        "   … and 40 more layers",
    ]


def test_without_summaries_only_problems_are_told(here):
    outcomes, names = outcomes_of(here)
    assert formats.as_text(outcomes, names).split("\n")[0] == (
        "mlp.py:5:11: error KL101 Dense takes 2-D,"
    )
    assert formats.as_text([Outcome("m.py", Report("m.py"))], names) == ""


def test_no_line_of_a_table_is_wider_than_the_terminal(here):
    outcomes, names = outcomes_of(here)
    for look in (Look(width=60), Look(width=60, ascii=True)):
        table = formats.as_text(outcomes, names, look).split("\n")[1:10]
        assert max(map(len, table)) <= 60
        assert table[0].isascii() == look.ascii


def test_json_has_the_documented_form(here):
    outcomes, names = outcomes_of(here)
    place = {"line": 5, "column": 11, "end_line": 5, "end_column": 30}
    nowhere = {"file": None, "line": None, "column": None, "end_line": None, "end_column": None}
    assert json.loads(formats.as_json(outcomes, names)) == {
        "version": 1,
        "files": [
            {
                "path": "mlp.py",
                "status": "ok",
                "seconds": 0.091,
                "keras": {"flavour": "keras3", "version": "3.15.1", "backend": "tensorflow"},
                "sandbox": {"enforced": ["rlimits"], "missing": ["landlock"]},
                "models": [
                    {
                        "id": "sequential",
                        "name": "sequential",
                        "class": "Sequential",
                        "variable": "model",
                        "file": "mlp.py",
                        "line": 3,
                        "column": 9,
                        "end_line": 3,
                        "end_column": 21,
                        "built": True,
                        "nested": False,
                        "params": 7,
                        "trainable_params": 7,
                        "non_trainable_params": 0,
                        "bytes": 28,
                        "flops": 9,
                        "output_bytes": None,
                        "input_shapes": [[None, 1]],
                        "output_shapes": [[None, 1]],
                        "layers": [
                            {
                                "name": "dense",
                                "class": "Dense",
                                "kind": "layer",
                                "file": "mlp.py",
                                "line": 4,
                                "column": 11,
                                "end_line": 4,
                                "end_column": 51,
                                "built": True,
                                "input_shapes": [[None, 1]],
                                "output_shapes": [[None, 2]],
                                "dtype": "float32",
                                "params": 4,
                                "trainable_params": 4,
                                "non_trainable_params": 0,
                                "flops": 6,
                                "output_bytes": 8,
                                "bytes": 16,
                                "path": ["dense"],
                                "inbound": ["input_layer"],
                                "error": None,
                            },
                            {
                                "name": "dense_1",
                                "class": "Dense",
                                "kind": "layer",
                                **nowhere,
                                "built": False,
                                "input_shapes": [[None, 2]],
                                "output_shapes": [],
                                "dtype": None,
                                "params": None,
                                "trainable_params": None,
                                "non_trainable_params": None,
                                "flops": None,
                                "output_bytes": None,
                                "bytes": None,
                                "path": ["dense_1"],
                                "inbound": ["dense"],
                                "error": "no",
                            },
                        ],
                    }
                ],
                "trainings": [],
                "problems": [
                    {
                        "code": "KL101",
                        "severity": "error",
                        "path": "mlp.py",
                        **place,
                        "message": "Dense takes 2-D,\nnot 100% of that",
                        "detail": "",
                        "related": [
                            {
                                "path": "mlp.py",
                                "line": 4,
                                "column": 11,
                                "end_line": 4,
                                "end_column": 51,
                                "message": "made here: (None, 2)",
                            }
                        ],
                        "tags": [],
                        "fixes": ["Insert Flatten()"],
                    }
                ],
            }
        ],
    }


def test_json_of_a_file_that_could_not_be_read():
    out = formats.as_json([Outcome("gone.py", failure="No such file")], PathNames.of([]))
    assert json.loads(out)["files"] == [
        {
            "path": "gone.py",
            "status": "failed",
            "error": "No such file",
            "seconds": None,
            "keras": None,
            "sandbox": None,
            "models": [],
            "trainings": [],
            "problems": [],
        }
    ]


def test_json_knows_four_statuses(here):
    outcomes, names = outcomes_of(here, status="cancelled", keras=None)
    (file,) = json.loads(formats.as_json(outcomes, names))["files"]
    assert (file["status"], file["keras"]) == ("crashed", None)


def test_github(here):
    outcomes, names = outcomes_of(here)
    outcomes[0].report.problems.append(
        Problem("KL201", "warning", "w", Span(str(here / "a,b:c.py"), 1, 2, 3, 4))
    )
    outcomes[0].report.problems.append(
        Problem("KL901", "information", "i", Span("/elsewhere/x.py", 1, 2, 3, 4))
    )
    outcomes.append(Outcome("gone.py", failure="No such file"))
    assert formats.as_github(outcomes, names) == (
        "::error file=mlp.py,line=5,col=11,endLine=5,endColumn=30,title=KL101::"
        "Dense takes 2-D,%0Anot 100%25 of that%0Amlp.py:4:11: made here: (None, 2)\n"
        "::warning file=a%2Cb%3Ac.py,line=1,col=2,endLine=3,endColumn=4,title=KL201::w\n"
        "::notice file=/elsewhere/x.py,line=1,col=2,endLine=3,endColumn=4,title=KL901::i\n"
        "::error file=gone.py,title=keras-lsp::No such file\n"
    )


def test_sarif(here):
    outcomes, names = outcomes_of(here)
    outcomes[0].report.problems.append(
        Problem("KL901", "information", "i", Span("/else where/x.py", 1, 2, 3, 4))
    )
    outcomes.append(Outcome("sub dir/gone.py", failure="No such file"))
    log = json.loads(sarif.as_sarif(outcomes, names))
    assert (log["version"], list(log)) == ("2.1.0", ["$schema", "version", "runs"])
    (run,) = log["runs"]
    driver = run["tool"]["driver"]
    assert driver["name"] == "keras-lsp"
    assert re.fullmatch(r"\d+\.\d+\.\d+", driver["version"])
    assert [rule["id"] for rule in driver["rules"]] == ["KL101", "KL901"]
    assert run["columnKind"] == "unicodeCodePoints"
    assert run["invocations"] == [
        {
            "executionSuccessful": False,
            "toolExecutionNotifications": [
                {
                    "level": "error",
                    "message": {"text": "No such file"},
                    "locations": [
                        {"physicalLocation": {"artifactLocation": {"uri": "sub%20dir/gone.py"}}}
                    ],
                }
            ],
        }
    ]
    first, second = run["results"]
    assert first == {
        "ruleId": "KL101",
        "ruleIndex": 0,
        "level": "error",
        "message": {"text": "Dense takes 2-D,\nnot 100% of that"},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": "mlp.py"},
                    "region": {"startLine": 5, "startColumn": 11, "endLine": 5, "endColumn": 30},
                }
            }
        ],
        "relatedLocations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": "mlp.py"},
                    "region": {"startLine": 4, "startColumn": 11, "endLine": 4, "endColumn": 51},
                },
                "message": {"text": "made here: (None, 2)"},
            }
        ],
    }
    assert (second["level"], second["ruleIndex"]) == ("note", 1)
    place = second["locations"][0]["physicalLocation"]["artifactLocation"]
    assert place == {"uri": "file:///else%20where/x.py"}


def test_paths_are_shown_as_given_else_relative_else_absolute(here):
    names = PathNames.of(["../x/./a.py"])
    assert names.show(str(here.parent / "x" / "a.py")) == "../x/./a.py"
    assert names.show(str(here / "sub" / "b.py")) == os.path.join("sub", "b.py")
    assert names.show("/nowhere/c.py") == "/nowhere/c.py"
