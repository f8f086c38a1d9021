"""Finds in a program's text which errors may come from values that are not known here.

A value that is not known is an `Unknown`, and absorbs what is done with it. But a list of the
files of a directory that is not here is an empty list, and what a model says that was never
trained is a number like any other. So the run notes the lines at which such values came up;
when something fails, the text tells whether the failing statement reads a name that a noted
line may have reached: through assignments, calls, arguments, attributes and conditions.

Errs towards "it may": an error is shown only where nothing speaks for its coming of this.

Knows Python's syntax; nothing of Keras.
"""

from __future__ import annotations

import ast
import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from keras_lsp.worker.source.scopes import (
    FUNCTION,
    bodies,
    imported_names,
    last_name,
    names_read,
    own_lines,
    own_parts,
    parse,
    text_name,
)

if TYPE_CHECKING:
    from collections.abc import Iterable
    from types import FrameType, TracebackType

    from keras_lsp.report import Problem
    from keras_lsp.worker.source.scopes import Scope, Scopes
    from keras_lsp.worker.source.sources import Sources

# `missing`: something is not on this machine, or not complete; its size and form may be others.
# `values`: only training would give the numbers; shapes are as they are.
Kind = Literal["missing", "values"]
Line = tuple[str, int]

_MAX_NOTES = 2000
# Methods of scikit-learn that give something, and change what they are called on.
_FITTING = {"fit_transform", "fit_predict", "partial_fit"}


@dataclass(frozen=True)
class Note:
    """A line at which something came up that is not known.

    Attributes:
        kind: what is not known of it.
        path, line: the place.
        problem: what to tell a person, if an error turns out to hang on it.
    """

    kind: Kind
    path: str
    line: int
    problem: Problem | None = field(default=None, compare=False)


Taint = frozenset[Note]
_NONE: Taint = frozenset()


class Flow:
    """The notes of one run, and what may come of them.

    Args:
        sources: the user's files.
    """

    def __init__(self, sources: Sources) -> None:
        self._sources = sources
        self._notes: dict[str, dict[int, Note]] = {}
        self._count = 0

    # Notes.

    def note(self, kind: Kind, frame: FrameType | None, problem: Problem | None = None) -> None:
        """Something came up in the expressions that are executing, from `frame` outwards."""
        for user in self._sources.user_frames(frame):
            self.note_line(kind, user.f_code.co_filename, self._sources.line_of(user), problem)

    def note_line(self, kind: Kind, path: str, line: int, problem: Problem | None = None) -> None:
        """The same, at one line."""
        lines = self._notes.setdefault(path, {})
        known = lines.get(line)
        if (known is None or known.kind == "values") and self._count < _MAX_NOTES:
            self._count += known is None
            lines[line] = Note(kind, path, line, problem)

    def note_error(self, error: BaseException) -> None:
        """The same, at the lines that did not come to their end."""
        for path, line in self._lines_of(error.__traceback__):
            self.note_line("missing", path, line)

    # Questions.

    def behind(self, error: BaseException) -> Taint:
        """What the statement that raised may have come of; empty if nothing speaks for it."""
        return self.behind_lines(self._lines_of(error.__traceback__)) if self._notes else _NONE

    def behind_name(self, error: BaseException, name: str) -> Taint:
        """The same, of a name that is not bound: what decides whether a statement binds it."""
        if not self._notes:
            return _NONE
        return self.behind_lines(self._lines_of(error.__traceback__), name)

    def behind_frame(self, frame: FrameType | None) -> Taint:
        """The same, of the expression that a frame of the user's is executing."""
        if not self._notes:
            return _NONE
        frames = [*self._sources.user_frames(frame)]
        return self.behind_lines(
            [(user.f_code.co_filename, self._sources.line_of(user)) for user in reversed(frames)]
        )

    def is_missing_behind(self, frame: FrameType | None) -> bool:
        """Whether what the frame is executing may be of another form where nothing is missing."""
        return any(note.kind == "missing" for note in self.behind_frame(frame))

    def _lines_of(self, traceback: TracebackType | None) -> list[Line]:
        return [
            (place.tb_frame.f_code.co_filename, self._sources.span_of(place).line)
            for place in self._sources.user_tracebacks(traceback)
        ]

    def behind_lines(self, lines: list[Line], name: str | None = None) -> Taint:
        """The same, of lines each of which calls the next; of one name in the last of them."""
        given: dict[str, Taint] = {}
        for number, (path, line) in enumerate(lines):
            text = self._text(path)
            if text is None:
                return _NONE
            scope = text.scope_at(line)
            names = self._before(text, scope, line, given)
            statement = text.statement_at(scope, line)
            if statement is None:
                return _NONE
            if number == len(lines) - 1:
                if name is not None:
                    return names.get(name, _NONE)
                return self._of_statement(text, statement, names)
            following = self._text(lines[number + 1][0])
            called = following.scope_at(lines[number + 1][1]) if following is not None else None
            given = self._of_parameters(text, statement, called, names)
        return _NONE

    # Reading the text.

    def _text(self, path: str) -> Scopes | None:
        return parse(path, self._sources.read(path))

    def _before(
        self, text: Scopes, scope: Scope, line: int, given: dict[str, Taint]
    ) -> dict[str, Taint]:
        """What each name may come of when the line of the scope is reached."""
        names: dict[str, Taint] = {}
        if isinstance(scope, ast.Module):
            self._follow(text, scope.body, names, line, _NONE)
            return names
        # By then the module has got as far as it has got: all notes of it are made.
        self._follow(text, text.tree.body, names, sys.maxsize, _NONE)
        for other in text.scopes:
            inside = {**names}
            self._follow(text, other.body, inside, sys.maxsize, _NONE)
            names.update((name, taint) for name, taint in inside.items() if name[0] == ".")
        names.update(given)
        self._follow(text, scope.body, names, line, _NONE)
        return names

    def _follow(
        self,
        text: Scopes,
        body: Iterable[ast.stmt],
        names: dict[str, Taint],
        until: int,
        around: Taint,
    ) -> None:
        """Let statements that begin before a line pass on what they read to what they bind."""
        for statement in body:
            if isinstance(statement, (*FUNCTION, ast.ClassDef)):
                continue
            if statement.lineno >= until:
                return
            taint = around | self._of_header(text, statement, names)
            inner = [part for part in bodies(statement) if part]
            _bind(statement, names, taint, text)
            if isinstance(statement, (ast.For, ast.AsyncFor, ast.While)):
                # A loop brings round what its end has bound.
                for part in inner:
                    self._follow(text, part, names, sys.maxsize, taint)
            for part in inner:
                self._follow(text, part, names, until, taint)

    def _of_header(self, text: Scopes, statement: ast.stmt, names: dict[str, Taint]) -> Taint:
        """What a statement itself reads, without those inside it."""
        return frozenset().union(
            self._of_lines(text, statement),
            *(self._of_names(text, part, names) for part in own_parts(statement)),
        )

    def _of_statement(self, text: Scopes, statement: ast.stmt, names: dict[str, Taint]) -> Taint:
        """The same, with the conditions under which the statement stands."""
        taint = self._of_header(text, statement, names)
        for outer in text.around(statement):
            taint |= self._of_header(text, outer, names)
        return taint

    def _of_lines(self, text: Scopes, statement: ast.stmt) -> Taint:
        lines = self._notes.get(text.path)
        if not lines:
            return _NONE
        first, last = own_lines(statement)
        return frozenset(note for line, note in lines.items() if first <= line <= last)

    def _of_names(self, text: Scopes, node: ast.AST, names: dict[str, Taint]) -> Taint:
        read = set(names_read(node))
        known = frozenset().union(*(names.get(name, _NONE) for name in read))
        return known | self._of_functions(text, read)

    def _of_functions(self, text: Scopes, names: set[str]) -> Taint:
        """What calling functions of the file, or making instances of classes, may bring."""
        lines = self._notes.get(text.path, {})
        taint: Taint = _NONE
        seen: set[str] = set()
        queue = [*names]
        while queue:
            name = queue.pop()
            defined = text.defined.get(name)
            if defined is None or name in seen:
                continue
            seen.add(name)
            last = defined.end_lineno or defined.lineno
            taint |= {note for line, note in lines.items() if defined.lineno <= line <= last}
            queue += text.names_in(defined)
        return taint

    def _of_parameters(
        self, text: Scopes, statement: ast.stmt, called: Scope | None, names: dict[str, Taint]
    ) -> dict[str, Taint]:
        """What the parameters of a function may come of, that a statement calls."""
        if called is None or isinstance(called, ast.Module):
            return {}
        parameters = [*called.args.posonlyargs, *called.args.args, *called.args.kwonlyargs]
        listed = [parameter.arg for parameter in parameters]
        calls = [
            node
            for part in own_parts(statement)
            for node in ast.walk(part)
            if isinstance(node, ast.Call)
            and last_name(node.func) in (called.name, *_makers(text, called))
        ]
        if len(calls) != 1 or any(isinstance(a, ast.Starred) for a in calls[0].args):
            # Called by a library, or we cannot say by which expression.
            taint = self._of_header(text, statement, names)
            return dict.fromkeys(listed, taint) if taint else {}
        call = calls[0]
        positional = listed
        found: dict[str, Taint] = {}
        if listed and listed[0] in ("self", "cls"):
            positional = listed[1:]
            if isinstance(call.func, ast.Attribute):
                found[listed[0]] = self._of_names(text, call.func.value, names)
        pairs: list[tuple[str, ast.expr]] = [*zip(positional, call.args, strict=False)]
        for keyword in call.keywords:
            wanted = [keyword.arg] if keyword.arg is not None else positional
            pairs += [(name, keyword.value) for name in wanted]
        for name, value in pairs:
            found[name] = found.get(name, _NONE) | self._of_names(text, value, names)
        return {name: taint for name, taint in found.items() if taint}


def _makers(text: Scopes, function: Any) -> list[str]:
    """The class whose instances are made, where the function is its `__init__` or `__call__`."""
    owner = text.classes.get(function)
    return [owner.name] if owner is not None and function.name == "__init__" else []


def _bind(statement: ast.stmt, names: dict[str, Taint], taint: Taint, text: Scopes) -> None:
    """Note what the statement's targets come of; no method of a module changes it."""
    whole = isinstance(statement, (ast.Assign, ast.AnnAssign, ast.With, ast.AsyncWith))
    for part in own_parts(statement):
        for node in ast.walk(part):
            match node:
                case ast.Name(name, ctx=ast.Store()):
                    # Bound anew, a name has nothing of what it had.
                    names[name] = taint if whole else names.get(name, _NONE) | taint
                case ast.Attribute(attr=name, ctx=ast.Store()):
                    names[f".{name}"] = names.get(f".{name}", _NONE) | taint
                case ast.Subscript(value=holder, ctx=ast.Store()):
                    _add(holder, names, taint)
                case ast.Call(ast.Attribute(value=holder, attr=method)) if method in _FITTING:
                    _add(holder, names, taint)
    match statement:
        case ast.Expr(ast.Call(ast.Attribute(value=holder), args)):
            # `rows.append(row)`, `random.shuffle(rows)`, `layer.adapt(rows)`; what `f.write(row)`
            # puts into a file is that of its path.
            for changed in (holder, *args):
                name = changed.id if isinstance(changed, ast.Name) else ""
                if name not in text.imported:
                    _add(changed, names, taint)
                    path = text.path_of(name, statement.lineno)
                    if path is not None:
                        _add(path, names, taint)
    if isinstance(statement, (ast.Import, ast.ImportFrom)):
        names.update(dict.fromkeys(imported_names(statement), taint))


def _add(holder: ast.expr, names: dict[str, Taint], taint: Taint) -> None:
    """Note that something was put into what an expression names."""
    while isinstance(holder, ast.Subscript):
        holder = holder.value
    match holder:
        case ast.Name(name):
            pass
        case ast.Attribute(attr=attribute):
            name = f".{attribute}"
        case ast.Constant(str()):
            name = text_name(holder)
        case _:
            return
    names[name] = names.get(name, _NONE) | taint
