"""Programs as people write them, each run by the real worker in one zygote.

Beside `NAME.py` (or `NAME/main.py`, where a program has several files) stands `NAME.toml`
with what must be found, all of it: nothing else may be reported.

- `about`: what the program is there for.
- `[models]`: by the program's name for it, else Keras' name, the parameters; `"?"` if they
  cannot be known; `{ params, trainable, built }` where there is more to say.
- `[calls]`: by line (`"module.py:3"` in another file) each call that begins there, in order:
  class, input shapes, output shapes, parameters of the layer. What failed, or hangs on what
  failed, `fails`: no shape is shown there.
- `[[problems]]`: `at` is line, column, end line, end column; `message` a piece of the message;
  `related` the lines of the places that explain it; `file` the module, if it is another one.
"""

from __future__ import annotations

import difflib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import pytest_asyncio
import tomllib

from keras_lsp.programs import imports
from keras_lsp.report import RunConfig
from keras_lsp.runs.local_workers import LocalWorkers
from keras_lsp.runs.workers import Job

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from keras_lsp.report import Call, Model, Problem, Report, Shape, Span

ROOT = Path(__file__).parents[1] / "programs"
# Those of other Kerases, `NAME.keras2.toml`, are not for here.
EXPECTATIONS = sorted(
    path for path in (*ROOT.glob("*.toml"), *ROOT.glob("*/main.toml")) if "." not in path.stem
)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def workers() -> AsyncIterator[LocalWorkers]:
    local = LocalWorkers()
    yield local
    await local.close()


def title(expectation: Path) -> str:
    return expectation.parent.name if expectation.stem == "main" else expectation.stem


@pytest.mark.asyncio(loop_scope="session")
@pytest.mark.parametrize("expectation", EXPECTATIONS, ids=title)
async def test_the_run_finds_exactly_what_is_expected(
    expectation: Path, workers: LocalWorkers
) -> None:
    expected = read(expectation)
    before = files_below(ROOT)
    report = await workers.run(job(expectation.with_suffix(".py")))
    assert report.status == "ok"
    seen = lines_of_report(report, expectation.parent, expected)
    difference = [
        line for line in difflib.ndiff(lines_of_expectation(expected), seen) if line[0] in "+-"
    ]
    assert not difference, "expected (-), seen (+):\n" + "\n".join(difference)
    assert files_below(ROOT) == before, "the run wrote into the workspace"


def test_there_are_at_least_forty_programs_and_each_says_what_it_is_there_for() -> None:
    abouts = [read(path)["about"] for path in EXPECTATIONS]
    assert len(abouts) >= 40
    assert all(abouts)
    assert len(set(abouts)) == len(abouts)


def test_every_program_has_expectations() -> None:
    programs = [*ROOT.glob("*.py"), *ROOT.glob("*/main.py")]
    assert sorted(path.with_suffix(".toml") for path in programs) == EXPECTATIONS


def read(expectation: Path) -> dict[str, Any]:
    return tomllib.loads(expectation.read_text(encoding="utf-8"))


def job(path: Path) -> Job:
    """The job that the server makes of a document on disk."""
    with path.open(encoding="utf-8", newline="") as file:
        text = file.read()
    own = imports.module(text)
    program = imports.ImportFinder().program(str(path), own, [str(ROOT)], {})
    return Job(str(path), text, RunConfig((str(ROOT),), timeout=30.0), preload=program.packages)


def files_below(directory: Path) -> list[str]:
    return sorted(str(path) for path in directory.rglob("*"))


# Both sides as lines of text, so that a failure shows what is missing and what is too much.


def lines_of_expectation(expected: dict[str, Any]) -> list[str]:
    models = [f"model {name}: {total}" for name, total in expected["models"].items()]
    calls = [
        f"line {line}: {call}" for line, listed in expected["calls"].items() for call in listed
    ]
    problems = [f"{head}: {message}" for head, message in expected_problems(expected)]
    return sorted(models) + sorted_by_line(calls) + sorted(problems)


def lines_of_report(report: Report, base: Path, expected: dict[str, Any]) -> list[str]:
    models = [model_line(model, expected["models"]) for model in report.models]
    calls = [f"line {place(call.span, report, base)}: {call_text(call)}" for call in report.calls]
    wanted = dict(expected_problems(expected))
    problems = []
    for problem in report.problems:
        head = problem_head(problem, report, base)
        piece = wanted.get(head)
        message = piece if piece and piece in problem.message else problem.message
        problems.append(f"{head}: {message}")
    return sorted(models) + sorted_by_line(calls) + sorted(problems)


def sorted_by_line(calls: list[str]) -> list[str]:
    """By file and line; calls on one line stay in their order."""
    return sorted(calls, key=lambda text: text.split(": ")[0])


def model_line(model: Model, expected: dict[str, Any]) -> str:
    """`model name: 7`; with more about it where it is not built or the expectation says more."""
    name = model.variable or model.name
    if model.weights is None:
        return f"model {name}: ?"
    known = {
        "params": model.weights.total,
        "trainable": model.weights.trainable,
        "built": model.built,
    }
    asked = expected.get(name)
    told = {key: known[key] for key in asked} if isinstance(asked, dict) else {}
    if not model.built:
        told = {"params": model.weights.total, "built": False} | told
    return f"model {name}: {told or model.weights.total}"


def call_text(call: Call) -> str:
    """`Dense (None, 1) -> (None, 2) 4`; what failed, and what hangs on it, `Dense fails`."""
    if call.failed:
        return f"{call.class_name} fails"
    words = [call.class_name]
    if call.input_shapes:
        words.append(", ".join(map(shape_text, call.input_shapes)))
    words += ["->", ", ".join(map(shape_text, call.output_shapes))]
    if call.weights is not None:
        words.append(str(call.weights.total))
    return " ".join(words)


def shape_text(shape: Shape | None) -> str:
    return "?" if shape is None else str(tuple(shape))


def expected_problems(expected: dict[str, Any]) -> list[tuple[str, str]]:
    """What identifies each expected problem, and a piece of its message."""
    return [
        (head(item["code"], item["severity"], item.get("file", ""), item["at"], item["related"]),
         item["message"])
        for item in expected.get("problems", ())
    ]  # fmt: skip


def problem_head(problem: Problem, report: Report, base: Path) -> str:
    span = problem.span
    file = "" if span.path == report.path else relative(span, base)
    at = [span.line, span.column, span.end_line, span.end_column]
    related = [place(item.span, report, base) for item in problem.related]
    return head(problem.code, problem.severity, file, at, related)


def head(code: str, severity: str, file: str, at: list[int], related: list[Any]) -> str:
    producers = " ".join(map(str, related)) or "none"
    return f"{code} {severity} at {file}{at}, related {producers}"


def place(span: Span, report: Report, base: Path) -> str:
    return str(span.line) if span.path == report.path else f"{relative(span, base)}:{span.line}"


def relative(span: Span, base: Path) -> str:
    return Path(span.path).relative_to(base).as_posix()
