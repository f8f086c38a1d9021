"""`keras-lsp hook`: called by a coding agent after each edit, it says if that broke a model.

What it is told on standard input is JSON, in which the path of the edited file stands.
"""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from keras_lsp.command_line import check, review
from keras_lsp.command_line.check import PathNames
from keras_lsp.command_line.formats import text_of_problem
from keras_lsp.programs import git
from keras_lsp.programs.files import absolute

if TYPE_CHECKING:
    from collections.abc import Iterator

    from keras_lsp.command_line.check import Outcome, RunOptions
    from keras_lsp.report import Problem
    from keras_lsp.runs.workers import Workers

_PROGRAMS = (".py", ".ipynb")
# Where agents put the path, at the top or below one of the others.
_PATHS = ("file_path", "filePath", "path", "notebook_path", "uri")
_INSIDE = ("tool_input", "toolInput", "input", "args", "arguments", "params")
_MOST = 5


def edited_files(said: str) -> list[str]:
    """The programs that the JSON speaks of, which exist; none if it is no JSON."""
    try:
        told: Any = json.loads(said)
    except ValueError:
        return []
    paths = dict.fromkeys(_paths(told))
    return [path for path in paths if path.endswith(_PROGRAMS) and Path(path).is_file()]


def _paths(told: object) -> Iterator[str]:
    if not isinstance(told, dict):
        return
    for key in _PATHS:
        if isinstance(told.get(key), str):
            yield told[key].removeprefix("file://")
    for key in _INSIDE:
        yield from _paths(told.get(key))


def complaint(path: str, options: RunOptions) -> str:
    """What is wrong since the last commit; empty if nothing is, or that is not known.

    Args:
        path: of the edited file.
        options: how it is run.
    """

    async def _run() -> tuple[Outcome, list[Problem]]:
        workers = check.new_workers()
        try:
            outcome = await check.analyse(path, options, workers)
            errors = [each for each in outcome.problems if each.severity == "error"]
            if errors and outcome.analysed:
                errors = await _new(outcome, errors, options, workers)
        finally:
            await workers.close()
        return outcome, errors

    outcome, errors = asyncio.run(_run())
    if not errors:
        return ""
    names = PathNames.of([path], [outcome])
    lines = [line for problem in errors[:_MOST] for line in text_of_problem(problem, names)]
    more = [f"… and {len(errors) - _MOST} more"] if len(errors) > _MOST else []
    return "\n".join(["This edit broke a Keras model:", *lines, *more])


async def _new(
    outcome: Outcome, errors: list[Problem], options: RunOptions, workers: Workers
) -> list[Problem]:
    """Those of the errors that the file did not have at the last commit."""
    try:
        at = await git.revision(str(Path(absolute(outcome.path)).parent))
    except git.GitError:
        return errors
    compared = await review.compare_file(outcome, at, options, workers)
    return [problem for problem in compared.problems.new if problem.severity == "error"]
