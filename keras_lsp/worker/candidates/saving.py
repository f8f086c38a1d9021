"""Candidates where a class of the program cannot be made again from its configuration."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from keras_lsp.report import Edit, Fix, Span
from keras_lsp.worker.source.syntax import dotted_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from keras_lsp.report import Problem
    from keras_lsp.worker.candidates.program import ProgramThatRan
    from keras_lsp.worker.source.syntax import Located, ParsedFile


def add_get_config(program: ProgramThatRan, problem: Problem) -> Iterator[Fix]:
    """A `get_config` that gives what `__init__` takes; `**kwargs` where that takes too little."""
    text = program.texts.of(problem.span.path)
    cls = _class_at(text, problem.span) if text is not None else None
    init = _method(cls, "__init__") if cls is not None else None
    if text is None or cls is None or init is None:
        return
    edits = [*_kwargs(text, init)]
    title = "Hand `**kwargs` to `super().__init__`"
    if _method(cls, "get_config") is None:
        names = [argument.arg for argument in (*init.args.args[1:], *init.args.kwonlyargs)]
        if init.args.vararg is not None or init.args.posonlyargs:
            return
        edits += [*_assignments(text, init, names), _get_config(text, init, names)]
        title = f"Add `get_config` to `{cls.name}`"
    if edits:
        yield Fix(title, edits)


def _class_at(text: ParsedFile, span: Span) -> ast.ClassDef | None:
    classes = (node for node in ast.walk(text.tree) if isinstance(node, ast.ClassDef))
    return next((node for node in classes if node.lineno == span.line), None)


def _method(cls: ast.ClassDef, name: str) -> ast.FunctionDef | None:
    methods = (node for node in cls.body if isinstance(node, ast.FunctionDef))
    return next((node for node in methods if node.name == name), None)


def _base_call(init: ast.FunctionDef) -> ast.Call | None:
    """The statement `super().__init__(…)` of an `__init__`."""
    for statement in init.body:
        match statement:
            case ast.Expr(
                ast.Call(ast.Attribute(ast.Call(ast.Name("super")), "__init__")) as call
            ):
                return call
    return None


def _kwargs(text: ParsedFile, init: ast.FunctionDef) -> Iterator[Edit]:
    """What has `__init__` take any other argument, and hand it on."""
    base = _base_call(init)
    last = [*init.args.args, *init.args.kwonlyargs][-1] if init.args.args else None
    if init.args.kwarg is not None or base is None or last is None or base.keywords:
        return
    defaults = [*init.args.defaults[-1:], *init.args.kw_defaults[-1:]]
    ends: list[Located] = [last, *filter(None, defaults)]
    end = max(text.span(node).end for node in ends)
    yield Edit(Span(text.path, *end, *end), ", **kwargs")
    line, column = text.span(base).end
    before = ", " if base.args else ""
    yield Edit(Span(text.path, line, column - 1, line, column - 1), f"{before}**kwargs")


def _assignments(text: ParsedFile, init: ast.FunctionDef, names: list[str]) -> Iterator[Edit]:
    """What keeps the arguments that `__init__` does not keep under their names."""
    kept = {
        dotted_name(target)
        for node in ast.walk(init)
        if isinstance(node, ast.Assign)
        for target in node.targets
    }
    lost = [name for name in names if f"self.{name}" not in kept]
    base = _base_call(init)
    if lost and base is not None:
        indent = " " * (text.span(base).column - 1)
        lines = "".join(f"\n{indent}self.{name} = {name}" for name in lost)
        end = text.span(base).end
        yield Edit(Span(text.path, *end, *end), lines)


def _get_config(text: ParsedFile, init: ast.FunctionDef, names: list[str]) -> Edit:
    indent = " " * (text.span(init).column - 1)
    inner = indent + " " * (text.span(init.body[0]).column - 1 - len(indent))
    told = "".join(f', "{name}": self.{name}' for name in names)
    end = text.span(init).end
    method = f"\n\n{indent}def get_config(self):\n{inner}return {{**super().get_config(){told}}}"
    return Edit(Span(text.path, *end, *end), method)
