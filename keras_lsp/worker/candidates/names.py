"""Candidates where an argument or the name of something is misspelt."""

from __future__ import annotations

import ast
import difflib
import re
from typing import TYPE_CHECKING

from keras_lsp.report import Edit, Fix, Span
from keras_lsp.worker.candidates.edits import LayerExpression

if TYPE_CHECKING:
    from collections.abc import Iterator

    from keras_lsp.report import Problem
    from keras_lsp.worker.candidates.program import ProgramThatRan

_UNEXPECTED = re.compile(
    r"unexpected keyword argument '(\w+)'|Unrecognized keyword arguments?[^']*'(\w+)'"
)
_MISSING = re.compile(r"missing \d+ required positional arguments?: '(\w+)'")
_UNKNOWN = re.compile(
    r"Could not interpret (\w+)(?: function)? identifier: (?:')?(\w+)|"
    r"Unknown (\w+)(?: function)?: '?(\w+)"
)
_KINDS = {"activation": "activations", "optimizer": "optimizers", "loss": "losses",
    "metric": "metrics", "initializer": "initializers", "regularizer": "regularizers"}  # fmt: skip


def renamed_argument(program: ProgramThatRan, problem: Problem) -> Iterator[Fix]:
    """The argument that was meant."""
    text = program.texts.of(problem.span.path)
    node = text.call(problem.span) if text is not None else None
    if text is None or node is None:
        return
    maker = LayerExpression(text, node)
    said = f"{problem.message}\n{problem.detail}"
    parameters = maker.parameters(program.namespace)
    given = {keyword.arg for keyword in node.keywords if keyword.arg is not None}
    unexpected = [name for found in _UNEXPECTED.findall(said) for name in found if name]
    missing = _MISSING.findall(said)
    wrong = unexpected or [name for name in given if name not in parameters]
    free = [name for name in missing or parameters if name not in given]
    for name in wrong:
        keyword = maker.keyword(name)
        if keyword is None:
            continue
        near = difflib.get_close_matches(name, free, n=2, cutoff=0.6) or missing[:1]
        span = text.span(keyword)
        place = Span(span.path, span.line, span.column, span.line, span.column + len(name))
        for new in near:
            yield Fix(f"Rename `{name}` to `{new}`", [Edit(place, new)])


def other_identifier(program: ProgramThatRan, problem: Problem) -> Iterator[Fix]:
    """The activation, loss, … that was meant."""
    match = _UNKNOWN.search(f"{problem.message}\n{problem.detail}")
    text = program.texts.of(problem.span.path)
    node = text.call(problem.span) if text is not None else None
    if match is None or text is None or node is None:
        return
    kind, wrong = match[1] or match[3], match[2] or match[4]
    known = program.identifiers(_KINDS.get(kind, ""))
    for constant in ast.walk(node):
        if isinstance(constant, ast.Constant) and constant.value == wrong:
            quote = text.source(constant)[-1]
            for new in difflib.get_close_matches(wrong, known, n=2, cutoff=0.6):
                edit = Edit(text.span(constant), f"{quote}{new}{quote}")
                yield Fix(f"Use `{new}`", [edit])
            return
