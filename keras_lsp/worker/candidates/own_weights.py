"""Candidates for weights of the program's own layers that do not fit what the layer gets."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from keras_lsp.report import Edit, Fix, Span, number_of
from keras_lsp.worker.candidates.edits import LayerExpression

if TYPE_CHECKING:
    from collections.abc import Iterator

    from keras_lsp.report import Problem
    from keras_lsp.worker.candidates.program import ProgramThatRan
    from keras_lsp.worker.source.syntax import ParsedFile

_MATRIX = 2


def size_of_the_input(program: ProgramThatRan, problem: Problem) -> Iterator[Fix]:
    """The size of the input as the first one of a matrix that the input is multiplied with."""
    text = program.texts.of(problem.span.path)
    for name, cls in _weights_at(text, problem.span) if text is not None else ():
        for method in cls.body:
            maker = _maker(text, method, name) if text is not None else None
            shape = _shape(maker) if maker is not None else None
            if maker is None or shape is None or not isinstance(method, ast.FunctionDef):
                continue
            if method.name == "build":
                yield from _in_build(maker, method, name, shape)
            elif method.name == "__init__":
                yield from _where_it_is_made(program, cls, method, shape)


def _weights_at(text: ParsedFile, place: Span) -> Iterator[tuple[str, ast.ClassDef]]:
    """The attributes of `self` within an expression, each with the class that it is in."""
    for node in ast.walk(text.tree):
        match node:
            case ast.Attribute(value=ast.Name("self"), attr=name):
                span = text.span(node)
                inside = place.start <= span.start and span.end <= place.end
                cls = _class_around(text, node) if inside else None
                if cls is not None:
                    yield name, cls


def _class_around(text: ParsedFile, node: ast.AST) -> ast.ClassDef | None:
    current: ast.AST | None = node
    while current is not None and not isinstance(current, ast.ClassDef):
        current = text.parent(current)
    return current


def _maker(text: ParsedFile, method: ast.stmt, name: str) -> LayerExpression | None:
    """The `self.add_weight(…)` that an attribute is set to in a method."""
    for node in ast.walk(method):
        match node:
            case ast.Assign(
                targets=[ast.Attribute(value=ast.Name("self"), attr=target)],
                value=ast.Call(func=ast.Attribute(attr="add_weight")) as call,
            ) if target == name:
                return LayerExpression(text, call)
    return None


def _shape(maker: LayerExpression) -> list[ast.expr] | None:
    """The two sizes of a matrix."""
    first = maker.node.args[:1]
    given = maker.value("shape") or (first[0] if first else None)
    sizes = given.elts if isinstance(given, (ast.Tuple, ast.List)) else []
    return sizes if len(sizes) == _MATRIX else None


def _in_build(
    maker: LayerExpression, build: ast.FunctionDef, name: str, shape: list[ast.expr]
) -> Iterator[Fix]:
    text = maker.text
    if len(build.args.args) != _MATRIX:
        return
    last = f"{build.args.args[1].arg}[-1]"
    first, second = (text.source(size) for size in shape)
    turned = (second, first)
    numbers = any(isinstance(size, ast.Constant) for size in shape)
    for new in [turned] if last in (first, second) or not numbers else []:
        yield _with_sizes(text, name, shape, new)
    if last not in (first, second):
        yield _with_sizes(text, name, shape, (last, second))


def _with_sizes(text: ParsedFile, name: str, shape: list[ast.expr], new: tuple[str, str]) -> Fix:
    edits = [
        Edit(text.span(place), written)
        for place, written in zip(shape, new, strict=True)
        if text.source(place) != written
    ]
    return Fix(f"Give `self.{name}` the shape ({', '.join(new)})", edits)


def _where_it_is_made(
    program: ProgramThatRan, cls: ast.ClassDef, init: ast.FunctionDef, shape: list[ast.expr]
) -> Iterator[Fix]:
    """The size of the input for the argument that a layer was made with, or left out."""
    names = [argument.arg for argument in init.args.args[1:]]
    first = shape[0].id if isinstance(shape[0], ast.Name) else ""
    if first not in names:
        return
    for call in program.record.calls:
        maker = program.maker_at(call.constructor or call.span)
        given = call.input_shapes[0] if len(call.input_shapes) == 1 else None
        size = number_of(given[-1]) if given else None
        if call.failed and maker is not None and maker.makes(cls.name) and size is not None:
            edits = maker.with_argument(first, str(size), names.index(first))
            yield Fix(f"Make `{cls.name}` with `{first}={size}`", edits)
            return
