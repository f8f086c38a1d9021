"""How far keras-lsp gets on programs that nobody here wrote.

    python bench/real_programs.py DIRECTORY [--interpreter PYTHON] [--show all]

Runs each Keras program or notebook below the directory as `keras-lsp check` does, in the sandbox,
and classes each layer expression of its source (found by `ast`):

known           a use of it, or its row in a model, has shapes and parameters
partly known    it has a use or a row, and some of that is unknown
failed          its use raised
lost to …       the run did not come to it; the problem above it that is nearest tells why:
                data, package, network, time, or an error (of the program, in this Keras)
not called      it stands in a function or class that the file itself never uses
unexplained     nothing says why

Prints for each file the share that has a row, the lines of the others by class, the errors and
the time; then the totals. With `--show all` also what else the file was told.
"""

from __future__ import annotations

import argparse
import ast
import asyncio
import collections
import statistics
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from keras_lsp.command_line import check
from keras_lsp.programs import files
from keras_lsp.report import RunConfig

if TYPE_CHECKING:
    from collections.abc import Iterator

    from keras_lsp.report import Problem, Report, Shape, Span, Weights

_LAYER_NAMES = """
import inspect, keras
from keras import layers
print(*(name for name, value in vars(layers).items()
        if inspect.isclass(value) and issubclass(value, layers.Layer)), "Input")
"""


_KNOWN, _PARTLY, _FAILED = "known", "partly known", "failed"


@dataclass
class Row:
    """What became of one file.

    Attributes:
        classes: the lines of the layer expressions in its source, by class.
        errors: what it is said to do wrong.
        information: what else it is told.
    """

    path: Path
    status: str
    seconds: float = 0.0
    classes: dict[str, list[int]] = field(default_factory=lambda: collections.defaultdict(list))
    errors: list[str] = field(default_factory=list)
    information: list[str] = field(default_factory=list)

    @property
    def expressions(self) -> int:
        """Layer expressions that the program would execute, as far as its source tells."""
        return sum(map(len, self.classes.values())) - len(self.classes["not called"])

    @property
    def rows(self) -> int:
        """Those that have a row."""
        return len(self.classes[_KNOWN]) + len(self.classes[_PARTLY])


def layer_names(interpreter: str) -> set[str]:
    """Names of the layer classes of the interpreter's Keras."""
    command = [interpreter, "-c", _LAYER_NAMES]
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return set(output.split())


@dataclass
class Expression:
    """An expression that makes a layer: its place, and whether the file uses what it stands in."""

    line: int
    column: int
    used: bool


def layer_expressions(text: str, names: set[str]) -> Iterator[Expression]:
    """Those of a program; a layer inside another one's arguments is a part of that one."""
    tree = ast.parse(text)
    own = {node.name for node in ast.walk(tree) if isinstance(node, ast.ClassDef)}
    lines = text.split("\n")

    def is_used(function: ast.FunctionDef | ast.ClassDef) -> bool:
        inside = set(map(id, ast.walk(function)))
        return any(
            function.name == getattr(node, "id", getattr(node, "attr", None))
            for node in ast.walk(tree)
            if id(node) not in inside
        )

    def visit(node: ast.AST, depth: int = 0, *, used: bool = True) -> Iterator[Expression]:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            # Keras itself uses the methods of a class.
            used = used and (depth > 0 or is_used(node))
            depth += 1
        if isinstance(node, ast.Call):
            called = node.func
            name = getattr(called, "id", getattr(called, "attr", ""))
            owner = getattr(getattr(called, "value", None), "id", "")
            if name in names - own and owner != "initializers":  # `initializers.Identity`
                column = len(lines[node.lineno - 1].encode()[: node.col_offset].decode()) + 1
                yield Expression(node.lineno, column, used)
                return
        for child in ast.iter_child_nodes(node):
            yield from visit(child, depth, used=used)

    yield from visit(tree)


def _is_known(shapes: list[Shape | None], weights: Weights | None) -> bool:
    """Whether nothing is unknown but what Keras itself does not tell, such as the batch."""
    sizes = [size for shape in shapes if shape is not None for size in shape]
    return (
        bool(shapes)
        and None not in shapes
        and all(size is None or isinstance(size, int) for size in sizes)
        and (weights is None or not weights.at_least)
    )


def _states(report: Report) -> dict[tuple[int, int], set[str]]:
    """What is known of the layers that were made at, or called at, a place of the document."""
    states: dict[tuple[int, int], set[str]] = collections.defaultdict(set)

    def add(spans: tuple[Span | None, ...], state: str) -> None:
        for span in spans:
            if span is not None and span.path == report.path:
                states[span.line, span.column].add(state)

    for call in report.calls:
        known = _is_known(call.output_shapes, call.weights)
        add(
            (call.span, call.constructor), _FAILED if call.failed else _KNOWN if known else _PARTLY
        )
    for model in report.models:
        for layer in model.layers:
            known = _is_known(layer.output_shapes, layer.weights)
            add((layer.span, layer.call_span), _KNOWN if known else _PARTLY)
    return states


def _cause(problem: Problem) -> str | None:
    """What a problem says is in the way of what comes after it."""
    if problem.code == "KL901":
        words = problem.message.split()
        if any(word in words for word in ("package", "module", "installed")):
            return "package"
        return "network" if "network" in words else "data"
    causes = {"KL902": "network", "KL903": "time", "KL909": "time", "KL601": "an error"}
    return causes.get(problem.code) or ("an error" if problem.severity == "error" else None)


def row_of(path: Path, text: str, report: Report, names: set[str]) -> Row:
    """Class a file's layer expressions by its report."""
    row = Row(path, report.status, report.seconds)
    states = _states(report)
    causes = [(problem.span.line, _cause(problem)) for problem in report.problems]
    for expression in layer_expressions(text, names):
        seen = states[expression.line, expression.column]
        above = [(line, cause) for line, cause in causes if cause and line <= expression.line]
        if seen:
            kind = next(state for state in (_KNOWN, _PARTLY, _FAILED) if state in seen)
        elif not expression.used:
            kind = "not called"
        elif above or any(cause for _, cause in causes):
            cause = max(above)[1] if above else next(cause for _, cause in causes if cause)
            kind = f"lost to {cause}"
        else:
            kind = "unexplained"
        row.classes[kind].append(expression.line)
    for problem in report.problems:
        said = f"{problem.code} line {problem.span.line}: {problem.message}"
        (row.errors if problem.severity == "error" else row.information).append(said)
    return row


async def run(directory: Path, paths: list[Path], interpreter: str) -> list[Row]:
    """A row for each Keras program among the paths below the directory."""
    names = layer_names(interpreter or sys.executable)
    options = check.RunOptions(RunConfig(interpreter=interpreter))
    workers = check.new_workers()
    rows = []
    try:
        for path in paths:
            try:
                text = files.read_program(str(path)).program.text
                ast.parse(text)
            except (files.UnreadableError, SyntaxError):
                continue
            outcome = await check.analyse(str(path), options, workers)
            if outcome.report is not None and outcome.report.keras is not None:
                rows.append(row_of(path.relative_to(directory), text, outcome.report, names))
    finally:
        await workers.close()
    return rows


def show(rows: list[Row], *, everything: bool) -> None:
    """Print the table, the rows with the most expressions without a row first."""
    for row in sorted(rows, key=lambda row: row.rows - row.expressions):
        share = f"{row.rows}/{row.expressions}"
        print(f"{share:>8} {row.seconds:6.2f} s {row.status:8} {row.path}")
        for kind, lines in row.classes.items():
            if kind != _KNOWN and lines:
                print(f"{'':18} {kind}: line {', '.join(map(str, lines))}")
        for text in row.errors + (row.information if everything else []):
            print(f"{'':18} {text[:160]}")
    states = collections.Counter(row.status for row in rows)
    print(f"\n{len(rows)} files: {dict(states)}")
    expressions = sum(row.expressions for row in rows)
    with_rows = sum(row.rows for row in rows)
    share = f"({with_rows / expressions:.1%})"
    print(f"{with_rows} of {expressions} layer expressions have a row {share}")
    classes = collections.Counter[str]()
    for row in rows:
        classes.update({kind: len(lines) for kind, lines in row.classes.items()})
    for kind, count in classes.most_common():
        print(f"{count:8} {kind}")
    codes = collections.Counter(text.split()[0] for row in rows for text in row.errors)
    print(f"errors by code: {dict(codes)}")
    times = [row.seconds for row in rows]
    print(f"seconds: median {statistics.median(times):.2f}, longest {max(times):.2f}")


def main() -> None:
    """Run the programs below a directory."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("directory", type=Path)
    parser.add_argument("--interpreter", default="", help="the Python that has Keras")
    parser.add_argument("--show", choices=("errors", "all"), default="errors")
    options = parser.parse_args()
    paths = sorted(path for kind in ("*.py", "*.ipynb") for path in options.directory.rglob(kind))
    rows = asyncio.run(run(options.directory, paths, options.interpreter))
    if not rows:
        sys.exit(f"no Keras programs below {options.directory}")
    show(rows, everything=options.show == "all")


if __name__ == "__main__":
    main()
