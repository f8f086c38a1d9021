import io
import json
import os
import re
import subprocess
import sys
import time
import types
from pathlib import Path

import pytest

import keras_lsp.server
from keras_lsp.command_line import check, cli
from keras_lsp.main import main
from keras_lsp.report import Layer, Model, Problem, Report, Span, Weights

KERAS = "import keras\n"
SOURCE = str(Path(check.__file__).parents[2])


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def reports(monkeypatch):
    """Reports by file name that the workers answer with, and the jobs that they got."""
    made = {"jobs": []}

    class FakeWorkers:
        async def run(self, job):
            made["jobs"].append(job)
            name = job.path.rpartition("/")[2]
            return made[name](job.path) if name in made else Report(job.path)

        async def close(self):
            pass

    monkeypatch.setattr(check, "new_workers", FakeWorkers)
    return made


def model(path, name, variable="", *, nested=False):
    layer = Layer("dense", "Dense", ["dense"], output_shapes=[[None, 2]])
    span = Span(path, 1, 1, 1, 2)
    return Model(
        name, name, "Sequential", span, variable, weights=Weights(4, 4, 0, 16), layers=[layer],
        nested=nested,
    )  # fmt: skip


def with_models(*names):
    def make(path):
        return Report(path, models=[model(path, name, f"var_{name}") for name in names])

    return make


def with_error(path):
    span = Span(path, 3, 1, 3, 9)
    return Report(path, problems=[Problem("KL101", "error", "does not fit", span)])


# serve


@pytest.fixture
def served(monkeypatch):
    calls = []
    app = types.ModuleType("keras_lsp.server.app")
    app.serve_stdio = lambda: calls.append("stdio")
    app.serve_tcp = lambda host, port: calls.append((host, port))
    monkeypatch.setitem(sys.modules, "keras_lsp.server.app", app)
    monkeypatch.setattr(keras_lsp.server, "app", app, raising=False)
    return calls


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ([], "stdio"),
        (["--stdio"], "stdio"),
        (["--stdio", "--clientProcessId=7"], "stdio"),
        (["--tcp", "localhost:0"], ("localhost", 0)),
        (["--tcp", "[::1]:2087"], ("::1", 2087)),
    ],
)
def test_without_a_command_it_serves(served, arguments, expected):
    assert main(arguments) == 0
    assert served == [expected]


# check


def test_a_clean_file(here, reports, capsys):
    (here / "mlp.py").write_text(KERAS)
    reports["mlp.py"] = with_models("sequential")
    assert main(["check", "mlp.py"]) == 0
    assert capsys.readouterr().out == (
        "mlp.py: sequential 4 params\n"
        "  ┏━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━┳━━━━━━━━━┓\n"
        "  ┃ Layer (type)  ┃ Output Shape ┃ Param # ┃\n"
        "  ┡━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━╇━━━━━━━━━┩\n"
        "  │ dense (Dense) │ (None, 2)    │       0 │\n"
        "  └───────────────┴──────────────┴─────────┘\n"
        "   Total params: 4 (16.00 B)\n"
        "   Trainable params: 4 (16.00 B)\n"
        "   Non-trainable params: 0 (0.00 B)\n"
        "   FLOPs for one sample: unknown (Dense)\n"
        "   Outputs of all layers for a batch of 32: unknown (Dense)\n"
    )


def test_the_table_fits_the_terminal_and_what_it_can_show(here, reports):
    (here / "mlp.py").write_text(KERAS)
    reports["mlp.py"] = with_models("sequential")
    told = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "stdout", told)
        patch.setenv("COLUMNS", "40")
        assert main(["check", "mlp.py"]) == 0
    assert told.buffer.getvalue().decode("ascii").splitlines()[1:6] == [
        "  +=============+============+=========+",
        "  | Layer       | Output     | Param # |",
        "  |   (type)    | Shape      |         |",
        "  +=============+============+=========+",
        "  | dense       | (None, 2)  |       0 |",
    ]


def test_errors_and_exit_zero(here, reports, capsys):
    (here / "bad.py").write_text(KERAS)
    reports["bad.py"] = with_error
    assert main(["check", "bad.py"]) == 1
    assert main(["check", "--exit-zero", "bad.py"]) == 0
    assert capsys.readouterr().out == "bad.py:3:1: error KL101 does not fit\n" * 2


def test_select_and_ignore(here, reports, capsys):
    (here / "bad.py").write_text(KERAS)
    (here / "pyproject.toml").write_text("[tool.keras-lsp.rules]\nignore = ['KL1']\n")
    reports["bad.py"] = with_error
    shown = "bad.py:3:1: error KL101 does not fit\n"
    for arguments, code, told in (
        ([], 0, "bad.py: no model\n"),
        (["--ignore", "KL4,kl5"], 1, shown),
        (["--ignore", "KL4", "--ignore", "KL101"], 0, "bad.py: no model\n"),
        (["--select", "KL1"], 0, "bad.py: no model\n"),
        (["--select", "KL1, KL2", "--ignore", "KL9"], 1, shown),
        (["--select", "KL2", "--ignore", "KL9", "--quiet"], 0, ""),
    ):
        assert main(["check", *arguments, "bad.py"]) == code
        assert capsys.readouterr().out == told


@pytest.mark.parametrize("codes", ["E501", "KL1x", "KL1234", "", "KL1,"])
def test_what_is_no_code_is_refused(here, capsys, codes):
    with pytest.raises(SystemExit) as refused:
        main(["check", "--select", codes, "m.py"])
    assert refused.value.code == 2
    assert "is not the beginning of a code, such as KL1 or KL401" in capsys.readouterr().err


def test_wrong_settings_of_a_project_are_told_once(here, reports, capsys):
    for name in ("a.py", "b.py"):
        (here / name).write_text(KERAS)
    (here / "pyproject.toml").write_text("[tool.keras-lsp]\ntimeout = 1\n")
    assert main(["check", "a.py", "b.py"]) == 0
    assert capsys.readouterr().err == (
        "keras-lsp: pyproject.toml: tool.keras-lsp.timeout is ignored; "
        "a project may set inlayHints, rules, plot, budgets only\n"
    )


def test_what_cannot_be_read_is_told_and_the_others_are_checked(here, reports, capsys):
    (here / "bad.py").write_text(KERAS)
    (here / "folder").mkdir()
    (here / "notes.md").write_text("# hi")
    reports["bad.py"] = with_error
    files = ["gone.py", "folder", "notes.md", "bad.py"]
    assert main(["check", "--exit-zero", *files]) == 2
    out, err = capsys.readouterr()
    assert out == "bad.py:3:1: error KL101 does not fit\n"
    assert err == (
        "keras-lsp: gone.py: No such file or directory\n"
        "keras-lsp: folder: is a directory; give the files in it\n"
        "keras-lsp: notes.md: is not a Python file; give *.py and *.ipynb files\n"
    )


def test_a_file_named_twice_runs_once(here, reports, capsys):
    (here / "m.py").write_text(KERAS)
    assert main(["check", "m.py", "m.py"]) == 0
    assert len(reports["jobs"]) == 1


@pytest.mark.parametrize("name", ["json", "sarif"])
def test_formats_for_programs_are_ascii_json(here, reports, capsys, name):
    (here / "層.py").write_text(KERAS)
    assert main(["check", "--format", name, "層.py"]) == 0
    out = capsys.readouterr().out
    assert out.isascii()
    assert json.loads(out)["version"] in (1, "2.1.0")


def test_github_format(here, reports, capsys):
    (here / "bad.py").write_text(KERAS)
    reports["bad.py"] = with_error
    assert main(["check", "--format=github", "bad.py"]) == 1
    assert capsys.readouterr().out == (
        "::error file=bad.py,line=3,col=1,endLine=3,endColumn=9,title=KL101::does not fit\n"
    )


def test_options_reach_the_run(here, reports):
    (here / "m.py").write_text(KERAS)
    main(["check", "m.py", "--interpreter", "/py", "--timeout", "2.5", "--sandbox", "strict"])
    (job,) = reports["jobs"]
    assert (job.config.interpreter, job.config.timeout, job.config.sandbox_mode) == (
        "/py",
        2.5,
        "strict",
    )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["check"], "the following arguments are required: FILE"),
        (["check", "m.py", "--timeout", "soon"], "'soon' is not a number of seconds"),
        (["check", "m.py", "--timeout", "-1"], "'-1' is not a number of seconds"),
        (["check", "m.py", "--format", "xml"], "invalid choice: 'xml'"),
        (["--tcp", "8000"], "'8000' is not HOST:PORT"),
        (["chekc"], "invalid choice: 'chekc'"),
    ],
)
def test_wrong_arguments(capsys, arguments, message):
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    assert message in capsys.readouterr().err


# plot


def test_plot_draws_the_last_outermost_model(here, reports, capsys):
    (here / "m.py").write_text(KERAS)

    def two(path):
        return Report(path, models=[model(path, "a", "first"), model(path, "b"),
                                    model(path, "inner", nested=True)])  # fmt: skip

    reports["m.py"] = two
    assert main(["plot", "m.py", "-o", "out.dot"]) == 0
    out, err = capsys.readouterr()
    assert out == "out.dot: b (Sequential)\n"
    assert err == "keras-lsp: m.py: drawing the last model; choose with --model from: first\n"
    dot = (here / "out.dot").read_text()
    assert "Output shape: <b>(None, 2)</b>" in dot
    assert "<b>dense</b> (Dense)" in dot


@pytest.mark.parametrize(
    ("output", "start"),
    [("x.svg", b"<?xml"), ("x.png", b"\x89PNG"), ("x.gv", b"digraph G"), ("X.SVG", b"<?xml")],
)
def test_the_extension_says_the_format(here, reports, output, start):
    (here / "m.py").write_text(KERAS)
    reports["m.py"] = with_models("net")
    assert main(["plot", "m.py", "-o", output]) == 0
    assert (here / output).read_bytes().startswith(start)


def test_options_as_in_plot_model(here, reports):
    (here / "m.py").write_text(KERAS)
    reports["m.py"] = with_models("net")
    options = ["--no-show-shapes", "--no-show-layer-names", "--show-dtype", "--rankdir", "LR"]
    options.append("--show-costs")
    assert main(["plot", "m.py", "-o", "m.dot", *options]) == 0
    dot = (here / "m.dot").read_text()
    assert "rankdir=LR" in dot
    assert "Output shape" not in dot
    assert "<b>Dense</b>" in dot
    assert "Output dtype: <b>?</b>" in dot
    assert "Parameters: <b>0</b> · FLOPs: <b>?</b> · Outputs × 32: <b>?</b>" in dot


@pytest.mark.parametrize("chosen", ["first", "var_first"])
def test_a_model_is_chosen_by_name_or_variable(here, reports, capsys, chosen):
    (here / "m.py").write_text(KERAS)
    reports["m.py"] = with_models("first", "second")
    assert main(["plot", "m.py", "--model", chosen, "-o", "m.dot"]) == 0
    assert capsys.readouterr().out == "m.dot: first (Sequential)\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["m.py", "--model", "x"], "m.py: no model 'x'; it has: var_net"),
        (
            ["m.py", "-o", "m.pdf"],
            "m.pdf: the extension must be one of .svg, .png, .dot, .gv, .tex",
        ),
        (
            ["m.py", "--blocks", "-o", "m.png"],
            "m.png: with --blocks the extension must be .svg or .tex",
        ),
        (["m.py", "-o", "no/m.dot"], "no/m.dot: No such file or directory"),
        (["gone.py"], "gone.py: No such file or directory"),
        (["empty.py"], f"empty.py: no model was built{cli._HOW}"),
        (["bad.py"], "bad.py: no model was built\nline 3: does not fit"),
    ],
)
def test_plot_says_why_it_cannot(here, reports, capsys, arguments, message):
    for name in ("m.py", "empty.py", "bad.py"):
        (here / name).write_text(KERAS)
    reports["m.py"] = with_models("net")
    reports["bad.py"] = with_error
    assert main(["plot", *arguments]) == 2
    assert capsys.readouterr().err == f"keras-lsp: {message}\n"


def test_plot_without_a_renderer_says_what_to_install(here, reports, capsys, monkeypatch):
    (here / "m.py").write_text(KERAS)
    reports["m.py"] = with_models("net")
    monkeypatch.setattr("keras_lsp.plot.renderer._from_wheel", lambda: None)
    monkeypatch.setattr("shutil.which", lambda name: None)
    assert main(["plot", "m.py"]) == 2
    assert "pip install 'keras-lsp[graphviz]'" in capsys.readouterr().err
    assert not (here / "model.svg").exists()


# The process


def run(*arguments, **rest):
    command = [sys.executable, "-m", "keras_lsp", *arguments]
    env = os.environ | {"PYTHONPATH": SOURCE} | rest.pop("env", {})
    return subprocess.run(command, capture_output=True, text=True, timeout=120, env=env, **rest)


def test_version():
    done = run("--version")
    assert (done.returncode, done.stdout) == (0, "keras-lsp 0.1.0\n")


def test_text_goes_to_terminals_that_lack_its_characters(tmp_path):
    (tmp_path / "層.py").write_text("x = 1\n")
    done = run("check", "層.py", cwd=tmp_path, env={"PYTHONIOENCODING": "ascii"})
    assert (done.returncode, done.stdout) == (0, "\\u5c64.py: no model\n")


def test_reading_arguments_imports_nothing_heavy():
    code = (
        "import sys; from keras_lsp.command_line import cli; cli.parser(); "
        "heavy = {'pydot', 'pygls', 'lsprotocol', 'asyncio', 'keras_lsp.server', 'subprocess'}; "
        "print(sorted(heavy & set(sys.modules)))"
    )
    started = time.perf_counter()
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout == "[]\n"
    assert time.perf_counter() - started < 5


TUTORIAL = """\
from keras.models import Sequential
from keras.layers import Dense
model = Sequential()
model.add(Dense(2, input_dim=1, activation='relu'))
model.add(Dense(1, activation='sigmoid'))
"""


@pytest.mark.long
def test_the_tutorial_model_checked_by_a_real_run(tmp_path):
    (tmp_path / "mlp.py").write_text(TUTORIAL)
    (tmp_path / "broken.py").write_text(TUTORIAL + "model.add(Dense(3, activation='nope'))\n")
    done = run("check", "--format", "json", "mlp.py", "broken.py", cwd=tmp_path)
    assert done.returncode == 1, done.stderr
    clean, broken = json.loads(done.stdout)["files"]
    assert (clean["status"], clean["problems"]) == ("ok", [])
    (found,) = clean["models"]
    assert (found["name"], found["line"], found["params"]) == ("sequential", 3, 7)
    dense, dense_1 = found["layers"]
    place = [dense[key] for key in ("line", "column", "end_line", "end_column")]
    assert place == [4, 11, 4, 51]
    assert (dense["input_shapes"], dense["output_shapes"]) == ([[None, 1]], [[None, 2]])
    assert (dense["params"], dense["bytes"], dense["inbound"]) == (4, 16, ["input_layer"])
    assert (dense_1["output_shapes"], dense_1["params"]) == ([[None, 1]], 3)
    (problem,) = broken["problems"]
    assert (problem["severity"], problem["line"]) == ("error", 6)


def test_the_tutorial_model_drawn_by_a_real_run(command):
    (command.directory / "mlp.py").write_text(TUTORIAL)
    done = command("plot", "mlp.py")
    assert (done.returncode, done.stdout) == (0, "model.svg: sequential (Sequential)\n")
    svg = (command.directory / "model.svg").read_text()
    assert re.findall(r">([^<>\n]+)</text>", svg) == [
        "dense", " (Dense)", "Input shape: ", "(None, 1)", "Output shape: ", "(None, 2)",
        "dense_1", " (Dense)", "Input shape: ", "(None, 2)", "Output shape: ", "(None, 1)",
    ]  # fmt: skip
