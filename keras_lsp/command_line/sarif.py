"""What `keras-lsp check --format sarif` prints: SARIF 2.1.0, for code scanning.

Turns outcomes into a string; runs nothing.
"""

from __future__ import annotations

import json
import re
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from keras_lsp import __version__
from keras_lsp.presentation import pages

if TYPE_CHECKING:
    from collections.abc import Sequence

    from keras_lsp.command_line.check import Outcome, PathNames
    from keras_lsp.report import Problem, Span

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVEL = {"error": "error", "warning": "warning"}


def as_sarif(outcomes: Sequence[Outcome], names: PathNames) -> str:
    """A log with one run; files that could not be analysed are notifications in it."""
    problems = [problem for outcome in outcomes for problem in outcome.problems]
    failed = [outcome for outcome in outcomes if not outcome.analysed]
    codes = sorted({problem.code for problem in problems})
    driver = {
        "name": "keras-lsp",
        "version": __version__,
        "rules": [_rule(code) for code in codes],
    }
    invocation: dict[str, Any] = {
        "executionSuccessful": not failed,
        "toolExecutionNotifications": [
            {
                "level": "error",
                "message": {"text": outcome.failure or f"not analysed: {_status(outcome)}"},
                "locations": [{"physicalLocation": {"artifactLocation": _uri(outcome.path)}}],
            }
            for outcome in failed
        ],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "invocations": [invocation],
        "results": [_result(problem, codes, names) for problem in problems],
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=1) + "\n"


def _status(outcome: Outcome) -> str:
    return outcome.report.status if outcome.report else "failed"


def _rule(code: str) -> dict[str, Any]:
    """What the code's page says of it: its title, its first paragraph, its severity."""
    page = pages.page(code)
    if page is None:
        return {"id": code}
    severity = re.split(r"\W", page.severity)[0]
    return {
        "id": code,
        "help": {"text": page.text, "markdown": page.text},
        "shortDescription": {"text": page.title},
        "fullDescription": {"text": page.about},
        "defaultConfiguration": {"level": _LEVEL.get(severity, "note")},
    }


def _result(problem: Problem, codes: list[str], names: PathNames) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": problem.code,
        "ruleIndex": codes.index(problem.code),
        "level": _LEVEL.get(problem.severity, "note"),
        "message": {"text": _message(problem, names)},
        "locations": [_location(problem.span, names)],
    }
    if problem.related:
        result["relatedLocations"] = [
            {**_location(item.span, names), "message": {"text": item.message}}
            for item in problem.related
        ]
    return result


def _message(problem: Problem, names: PathNames) -> str:
    place = names.place(problem.span)
    where = "" if place.cell is None else f"cell {place.cell}, line {place.line}: "
    return where + problem.message


def _location(span: Span, names: PathNames) -> dict[str, Any]:
    place = names.place(span)
    region = {
        "startLine": place.line,
        "startColumn": place.column,
        "endLine": place.end_line,
        "endColumn": place.end_column,
    }
    artifact = {"artifactLocation": _uri(place.path)}
    if place.cell is None:
        return {"physicalLocation": {**artifact, "region": region}}
    # A region is one of the file, which is JSON; the cell's own lines are ours to name.
    return {
        "physicalLocation": artifact,
        "logicalLocations": [{"name": f"cell {place.cell}", "kind": "cell"}],
        "properties": {"cell": place.cell, **region},
    }


def _uri(path: str) -> dict[str, str]:
    """Relative to the root of the checkout, where code scanning looks, else a file URI."""
    if PurePath(path).is_absolute():
        return {"uri": Path(path).as_uri()}
    return {"uri": quote(PurePath(path).as_posix())}
