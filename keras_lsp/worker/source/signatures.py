"""How the arguments of an old function are those of a new one: for values, and in text.

A signature is written as its parameters in their old order, one word each:

- `x`: the same name in the new function, at the same place;
- `p:rate`: the new function calls it `rate`;
- `steps*`: it must be passed by name, since its place is another one;
- `workers-`: the new function does not have it;
- `axis=-1`: passed by name where it is not given, since the defaults differ.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from keras_lsp.report import Edit, Span

if TYPE_CHECKING:
    import ast

    from keras_lsp.worker.source.syntax import ParsedFile

_WORD = re.compile(r"(?P<old>\w+)(?::(?P<new>\w+))?(?P<mark>[*-]?)(?:=(?P<default>\S+))?$")


@dataclass(frozen=True, slots=True)
class Parameter:
    """One of an old function.

    Attributes:
        old: its name there.
        new: its name in the new function; empty if that has none.
        named: it must be passed by name.
        default: what to pass where nothing is given, as source; empty for nothing.
    """

    old: str
    new: str
    named: bool
    default: str


@functools.cache
def parse(signature: str) -> tuple[Parameter, ...]:
    """The parameters of a signature.

    Raises:
        ValueError: a word of it is none.
    """
    parameters = []
    for word in signature.split():
        match = _WORD.match(word)
        if match is None:
            raise ValueError(f"{word!r} is no parameter")
        dropped = match["mark"] == "-"
        parameters.append(
            Parameter(
                match["old"],
                "" if dropped else match["new"] or match["old"],
                match["mark"] == "*" or bool(match["default"]),
                match["default"] or "",
            )
        )
    return tuple(parameters)


def translate(
    signature: str, args: tuple[Any, ...], kwargs: dict[str, Any]
) -> tuple[list[Any], dict[str, Any]]:
    """Arguments of the old function as the new one takes them.

    Raises:
        TypeError: there are more than the old function takes.
    """
    parameters = parse(signature)
    if len(args) > len(parameters):
        raise TypeError(f"takes {len(parameters)} positional arguments but {len(args)} were given")
    positional: list[Any] = []
    named: dict[str, Any] = {}
    by_name = False
    for parameter, value in zip(parameters, args, strict=False):
        by_name = by_name or parameter.named or not parameter.new
        if parameter.new and by_name:
            named[parameter.new] = value
        elif parameter.new:
            positional.append(value)
    known = {parameter.old: parameter for parameter in parameters}
    for name, value in kwargs.items():
        new = known[name].new if name in known else name
        if new:
            named[new] = value
    given = {parameter.old for parameter in parameters[: len(args)]} | set(kwargs)
    for parameter in parameters:
        if parameter.default and parameter.old not in given:
            named[parameter.new] = _VALUES[parameter.default]
    return positional, named


_VALUES: dict[str, Any] = {"-1": -1, "0": 0, "True": True, "False": False, "None": None}


def edits(text: ParsedFile, call: ast.Call, signature: str) -> list[Edit] | None:
    """What to change in the arguments of a call of the old function.

    Returns:
        None if it cannot be seen in the text which argument is which.
    """
    parameters = parse(signature)
    known = {parameter.old: parameter for parameter in parameters}
    if unpacks(call) or len(call.args) > len(parameters):
        return None
    changes: list[Edit] = []
    gone: list[ast.AST] = []
    by_name = False
    for parameter, argument in zip(parameters, call.args, strict=False):
        by_name = by_name or parameter.named or not parameter.new
        if not parameter.new:
            gone.append(argument)
        elif by_name:
            start = text.span(argument)
            changes.append(Edit(point(start), f"{parameter.new}="))
    for keyword in call.keywords:
        found = known.get(keyword.arg or "")
        if found is None:
            continue
        if not found.new:
            gone.append(keyword)
        elif found.new != found.old:
            changes.append(Edit(name_of(text, keyword), found.new))
    given = {parameter.old for parameter in parameters[: len(call.args)]}
    given |= {keyword.arg or "" for keyword in call.keywords}
    added = [
        f"{parameter.new}={parameter.default}"
        for parameter in parameters
        if parameter.default and parameter.old not in given
    ]
    if added:
        changes.append(append(text, call, ", ".join(added)))
    return changes + removals(text, call, gone)


def unpacks(call: ast.Call) -> bool:
    """Whether some of the call's arguments are not seen in the text: `*args`, `**kwargs`."""
    return any(keyword.arg is None for keyword in call.keywords) or any(
        type(argument).__name__ == "Starred" for argument in call.args
    )


def point(span: Span, *, end: bool = False) -> Span:
    """The place before (or behind) a span."""
    if end:
        return Span(span.path, span.end_line, span.end_column, span.end_line, span.end_column)
    return Span(span.path, span.line, span.column, span.line, span.column)


def name_of(text: ParsedFile, keyword: ast.keyword) -> Span:
    """Where the name of a keyword argument stands."""
    span = text.span(keyword)
    return Span(span.path, span.line, span.column, span.line, span.column + len(keyword.arg or ""))


def arguments(call: ast.Call) -> list[ast.expr | ast.keyword]:
    """All arguments in the order in which they stand."""
    found: list[ast.expr | ast.keyword] = [*call.args, *call.keywords]
    return sorted(found, key=lambda node: (node.lineno, node.col_offset))


def append(text: ParsedFile, call: ast.Call, new: str) -> Edit:
    """Put one more argument behind the last."""
    listed = arguments(call)
    if listed:
        return Edit(point(text.span(listed[-1]), end=True), f", {new}")
    end = text.span(call)
    place = Span(end.path, end.end_line, end.end_column - 1, end.end_line, end.end_column - 1)
    return Edit(place, new)


def removals(text: ParsedFile, call: ast.Call, gone: list[ast.AST]) -> list[Edit]:
    """Take arguments out of a call, with the commas that they leave behind."""
    listed = arguments(call)
    kept = [index for index, node in enumerate(listed) if node not in gone]
    last = kept[-1] if kept else -1
    found = [
        Edit(text.between(text.span(node), text.span(listed[index + 1])), "")
        for index, node in enumerate(listed)
        if node in gone and index < last
    ]
    if last + 1 < len(listed):
        start = text.span(listed[last if kept else 0])
        end = text.span(listed[-1])
        line, column = (start.end_line, start.end_column) if kept else (start.line, start.column)
        end_line, end_column = end.end_line, end.end_column
        if not kept:
            whole = text.span(call)
            end_line, end_column = whole.end_line, whole.end_column - 1
        found.append(Edit(Span(text.path, line, column, end_line, end_column), ""))
    return found
