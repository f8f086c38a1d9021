"""Which files are the user's, and which expression of them a frame is executing.

Knows Python's code objects and syntax trees; knows nothing of Keras.
"""

from __future__ import annotations

import ast
import functools
import inspect
import io
import linecache
import os
import sys
import sysconfig
import tokenize
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from keras_lsp.programs import directives
from keras_lsp.programs.file_names import real_path
from keras_lsp.report import Span
from keras_lsp.worker.source import conversions, loops, returns

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import CodeType, FrameType, TracebackType

    from keras_lsp.programs.directives import Directives

# In the names of files that TensorFlow's AutoGraph writes.
GENERATED = "__autograph_generated_file"
_Place = tuple[int, int, int, int]


def installed_roots() -> tuple[str, ...]:
    """Directories whose files are never the user's: the interpreter's and its packages'."""
    paths = {real_path(path) for path in sysconfig.get_paths().values()}
    # keras_lsp itself may lie in the workspace: that of its own developers.
    ours = Path(__file__).parents[2]
    paths |= {real_path(path) for path in (sys.prefix, sys.base_prefix, ours)}
    return tuple(sorted(path + os.sep for path in paths))


@dataclass
class Sources:
    """The user's files of one run.

    Attributes:
        document: absolute path of the document.
        text: its text.
        roots: absolute paths of the folders whose files are the user's.
        overlays: texts of files as they are in the editor.
        executed: the user's files that have run, in order of first use.
        numbered: give each expression a line number of its own, since this Python keeps no
            columns in its code.
    """

    document: str
    text: str
    roots: tuple[str, ...]
    overlays: dict[str, str] = field(default_factory=dict)
    executed: list[str] = field(default_factory=list)
    numbered: bool = sys.version_info < (3, 11)

    def __post_init__(self) -> None:
        self.roots = tuple(map(real_path, self.roots))
        self._known: dict[str, bool] = {self.document: True}
        self._positions: dict[CodeType, list[tuple[int | None, ...]]] = {}
        self._spans: dict[tuple[CodeType, int], Span] = {}
        self._places: dict[str, list[_Place]] = {}
        self._installed = installed_roots()
        self._guards: dict[str, list[tuple[int, int]]] = {}
        self._directives: dict[str, Directives] = {}
        self._published: dict[str, Any] = {}
        self.overlays = {**self.overlays, self.document: self.text}

    def is_user(self, filename: str) -> bool:
        """Whether code compiled under this name is the user's."""
        known = self._known.get(filename)
        if known is None:
            known = self._known[filename] = self._is_user(filename)
            if known and filename not in self.executed:
                self.executed.append(filename)
        return known

    def _is_user(self, filename: str) -> bool:
        if filename.startswith("<") or GENERATED in filename or not os.path.isabs(filename):  # noqa: PTH117 - hot
            return False
        return self.is_inside(real_path(filename))

    def is_inside(self, real: str) -> bool:
        """Whether the file is of the user's folders and not an installed package."""
        inside = any(real.startswith(root.rstrip(os.sep) + os.sep) for root in self.roots)
        if not inside or f"{os.sep}site-packages{os.sep}" in real:
            return False
        # A workspace may contain its virtual environment, and an environment the workspace.
        deepest = max((len(r) for r in self.roots if real.startswith(r.rstrip(os.sep))), default=0)
        return not any(
            real.startswith(installed) and len(installed) > deepest
            for installed in self._installed
        )

    def user_frame(self, frame: FrameType | None) -> FrameType | None:
        """The innermost frame of the user's code, from `frame` outwards."""
        while frame is not None and not self.is_user(frame.f_code.co_filename):
            frame = frame.f_back
        return frame

    def user_frames(self, frame: FrameType | None) -> Iterator[FrameType]:
        """All frames of the user's code, from `frame` outwards."""
        frame = self.user_frame(frame)
        while frame is not None:
            yield frame
            frame = self.user_frame(frame.f_back)

    def user_tracebacks(self, traceback: TracebackType | None) -> Iterator[TracebackType]:
        """Where an exception passed the user's code, the outermost place first."""
        while traceback is not None:
            if self.is_user(traceback.tb_frame.f_code.co_filename):
                yield traceback
            traceback = traceback.tb_next

    def compile(self, tree: ast.Module | ast.Expression, path: str, flags: int = 0) -> CodeType:
        """Code of the syntax tree, of which `span` can tell every expression apart.

        Raises:
            SyntaxError: it does not compile; positions are those of the text.
        """
        loops.watch(tree)
        conversions.watch(tree)
        returns.watch(tree, returns.own_functions(self.read(path)))
        return self.compile_in_place(tree, path, flags)

    def compile_in_place(
        self, tree: ast.Module | ast.Expression, path: str, flags: int = 0
    ) -> CodeType:
        """The same, of a tree that is compiled as it is: what is made of the user's code."""
        mode = "eval" if isinstance(tree, ast.Expression) else "exec"
        if not self.numbered:
            plain: CodeType = compile(tree, path, mode, flags, dont_inherit=True)
            return plain
        places = self._places.setdefault(path, [])
        try:
            _number(tree, places)
            code: CodeType = compile(tree, path, mode, flags, dont_inherit=True)
            return code
        except SyntaxError as error:
            error.lineno, error.offset, error.end_lineno, error.end_offset = self._place(
                path, error.lineno or 1
            )
            raise

    def _place(self, path: str, line: int) -> _Place:
        places = self._places.get(path)
        if places and 0 < line <= len(places):
            return places[line - 1]
        return line, 0, line, 0

    def line_of(self, frame: FrameType) -> int:
        """The line that `frame` is executing."""
        return self.line_at(frame.f_code.co_filename, frame.f_lineno)

    def line_at(self, path: str, number: int) -> int:
        """The line that a line number of the code stands for."""
        return self._place(path, number)[0]

    def span(self, frame: FrameType) -> Span:
        """The expression that `frame` is executing."""
        return self._span_at(frame.f_code, frame.f_lasti, frame.f_lineno)

    def span_of(self, traceback: TracebackType) -> Span:
        """The expression at which an exception passed through `traceback`'s frame."""
        return self._span_at(traceback.tb_frame.f_code, traceback.tb_lasti, traceback.tb_lineno)

    def _span_at(self, code: CodeType, lasti: int, lineno: int | None) -> Span:
        key = (code, lasti)
        span = self._spans.get(key)
        if span is None:
            place = self._position(code, lasti, lineno)
            span = self._spans[key] = self._characters(code.co_filename, place)
        return span

    def _position(self, code: CodeType, lasti: int, lineno: int | None) -> _Place:
        """Lines, and columns in bytes, of an instruction; columns of 0 if Python cannot say."""
        if code.co_filename in self._places:
            return self._place(code.co_filename, lineno or 1)
        if sys.version_info >= (3, 11):
            positions = self._positions.get(code)
            if positions is None:
                positions = self._positions[code] = list(code.co_positions())
            line, end_line, column, end_column = positions[lasti // 2]
            if line and end_line and column is not None and end_column is not None:
                return line, column, end_line, end_column
        return lineno or 1, 0, lineno or 1, 0

    def _characters(self, path: str, place: _Place) -> Span:
        line, column, end_line, end_column = place
        if (line, column) == (end_line, end_column):
            return self.line_span(path, line)
        return Span(
            path,
            line,
            self._character(path, line, column) + 1,
            end_line,
            self._character(path, end_line, end_column) + 1,
        )

    def line_span(self, path: str, line: int) -> Span:
        """The code of a whole line."""
        text = self.line(path, line).rstrip()
        start = len(text) - len(text.lstrip())
        return Span(path, line, start + 1, line, max(len(text), start) + 1)

    def line(self, path: str, line: int) -> str:
        """The text of a line, without its end; empty if there is no such line."""
        lines = self.lines(path)
        return lines[line - 1] if 0 < line <= len(lines) else ""

    def lines(self, path: str) -> list[str]:
        """The lines of a user's file, as Python counts them."""
        return _split(self.read(path))

    def read(self, path: str) -> str:
        """The text of a user's file, as in the editor if it is open there; empty if unreadable."""
        text = self.overlays.get(path)
        if text is None:
            try:
                with open(path, "rb") as file:  # noqa: PTH123 - hot
                    text = decode_source(file.read())
            except (OSError, SyntaxError, UnicodeDecodeError):
                text = ""
            self.overlays[path] = text
        return text

    def _character(self, path: str, line: int, column: int) -> int:
        text = self.line(path, line)
        if text.isascii():
            return column
        return len(text.encode()[:column].decode(errors="ignore"))

    def guarded(self, frame: FrameType | None) -> bool:
        """Whether an exception raised now would meet an `except` of the user's."""
        return any(
            start <= self.line_of(user) <= end
            for user in self.user_frames(frame)
            for start, end in self._guarded_lines(user.f_code.co_filename)
        )

    def _guarded_lines(self, path: str) -> list[tuple[int, int]]:
        if path not in self._guards:
            self._guards[path] = list(_guarded_lines(self.read(path)))
        return self._guards[path]

    def directives(self, path: str) -> Directives:
        """What the comments of a user's file say to keras-lsp."""
        if path not in self._directives:
            self._directives[path] = directives.read_directives(self.read(path))
        return self._directives[path]

    def follow(self, text: str, overlays: dict[str, str]) -> None:
        """Go on with another text of the document, whose beginning is the same.

        Args:
            text: of the document.
            overlays: of the other files; those that were read are the same.
        """
        self.text = text
        executed = {path: self.overlays[path] for path in self.executed if path in self.overlays}
        self.overlays = {**executed, **overlays, self.document: text}
        for known in (self._guards, self._directives):
            known.pop(self.document, None)
        self._publish_texts()

    def _publish_texts(self) -> None:
        for path in self._published:
            linecache.cache.pop(path, None)
        self._published.clear()
        self._published.update(
            {
                path: (len(text), None, text.splitlines(keepends=True), path)
                for path, text in self.overlays.items()
            }
        )
        linecache.cache.update(self._published)

    def publish(self) -> None:
        """Let `inspect` and `linecache` see the texts of the editor instead of the files'."""
        self._publish_texts()
        entries = self._published
        read_anew = linecache.updatecache

        @functools.wraps(read_anew)
        def updatecache(filename: str, *rest: Any) -> list[str]:
            # AutoGraph has each file read anew that it translates a function of.
            if filename not in entries:
                return read_anew(filename, *rest)
            linecache.cache[filename] = entries[filename]
            lines: list[str] = entries[filename][2]
            return lines

        linecache.updatecache = updatecache  # type: ignore[assignment]
        if self.numbered:
            inspect.findsource = self._finding(inspect.findsource)  # type: ignore[assignment]

    def _finding(self, original: Callable[[Any], Any]) -> Callable[[Any], Any]:
        """`inspect.findsource`, by the lines of the text and not by the numbers in the code."""

        @functools.wraps(original)
        def findsource(subject: Any) -> Any:
            code = getattr(
                inspect.unwrap(subject) if callable(subject) else subject, "__code__", None
            )
            if code is None or code.co_filename not in self._places:
                return original(subject)
            lines = self.read(code.co_filename).splitlines(keepends=True)
            return lines, self.line_at(code.co_filename, code.co_firstlineno) - 1

        return findsource


def immediate_user(sources: Sources, is_between: Callable[[str], object]) -> FrameType | None:
    """The user's frame that called what is running, if only files `is_between` lie between."""
    frame: FrameType | None = sys._getframe(2)
    while frame is not None:
        filename = frame.f_code.co_filename
        if sources.is_user(filename):
            return frame
        if not is_between(filename):
            return None
        frame = frame.f_back
    return None


@functools.lru_cache(maxsize=64)
def _split(text: str) -> list[str]:
    """Lines as Python's tokenizer sees them: form feeds and such do not end a line."""
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def decode_source(raw: bytes) -> str:
    """Source bytes as text, by PEP 263; line ends stay as they are.

    Raises:
        SyntaxError: the encoding is unknown.
        UnicodeDecodeError: the bytes are not in the encoding.
    """
    encoding, _ = tokenize.detect_encoding(io.BytesIO(raw).readline)
    return raw.decode(encoding)


def _number(tree: ast.AST, places: list[_Place]) -> None:
    """Give each node a line number of its own; `places` says what it stands for."""
    methods = []
    for node in ast.walk(tree):
        if isinstance(node, (ast.expr, ast.stmt, ast.excepthandler)):
            end_line, end_column = node.end_lineno or node.lineno, node.end_col_offset or 0
            places.append((node.lineno, node.col_offset, end_line, end_column))
            node.lineno = node.end_lineno = len(places)
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                methods.append(node)
    for call in methods:
        # Python puts the call of a method on the line of the method's name.
        call.func.lineno = call.func.end_lineno = call.lineno


def _guarded_lines(text: str) -> Iterator[tuple[int, int]]:
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError):
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Try):
            guards = bool(node.handlers)
        elif isinstance(node, (ast.With, ast.AsyncWith)):
            guards = any(_suppresses(item.context_expr) for item in node.items)
        else:
            continue
        if guards:
            yield node.body[0].lineno, node.body[-1].end_lineno or node.body[-1].lineno


def _suppresses(context: ast.expr) -> bool:
    """Whether a context manager swallows exceptions: `suppress(…)`, `pytest.raises(…)`."""
    if not isinstance(context, ast.Call):
        return False
    name = context.func.attr if isinstance(context.func, ast.Attribute) else ""
    name = context.func.id if isinstance(context.func, ast.Name) else name
    return name in {"suppress", "raises", "assertRaises", "assertRaisesRegex"}
