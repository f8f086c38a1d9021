"""How far keras-lsp gets on programs that nobody here wrote.

    python bench/real_programs.py DIRECTORY [--interpreter PYTHON] [--show all]

Runs each Keras program below the directory as `keras-lsp check` does, in the sandbox, and
prints for each file how many of the layer expressions in its source (found by `ast`) got a
shape, what the others lack, the errors, and the time; then the totals.
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
from keras_lsp.report import RunConfig

if TYPE_CHECKING:
    from collections.abc import Iterator

    from keras_lsp.report import Report

_LAYER_NAMES = """
import inspect, keras
from keras import layers
print(*(name for name, value in vars(layers).items()
        if inspect.isclass(value) and issubclass(value, layers.Layer)), "Input")
"""


@dataclass
class Row:
    """What became of one file.

    Attributes:
        expressions: layer expressions in its source.
        shaped: those of which at least one use has a known output shape.
        lacking: lines of the others by reason.
        errors: what it is said to do wrong.
        information: codes of what was in the way.
    """

    path: Path
    status: str
    seconds: float = 0.0
    expressions: int = 0
    shaped: int = 0
    lacking: dict[str, list[int]] = field(default_factory=lambda: collections.defaultdict(list))
    errors: list[str] = field(default_factory=list)
    information: list[str] = field(default_factory=list)

    @property
    def reachable(self) -> int:
        """Expressions that the run could reach: all, unless the report says what was in the way.

        Something that is missing here or a builder's arguments (KL9), an error further up.
        """
        lines = sorted(line for lines in self.lacking.values() for line in lines)
        said = any(text.startswith("KL90") for text in self.information) or any(
            int(text.split()[2].rstrip(":")) <= lines[-1] for text in self.errors if lines
        )
        return self.shaped if said else self.expressions


def layer_names(interpreter: str) -> set[str]:
    """Names of the layer classes of the interpreter's Keras."""
    command = [interpreter, "-c", _LAYER_NAMES]
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return set(output.split())


def layer_expressions(text: str, names: set[str]) -> Iterator[tuple[int, int, str]]:
    """Line, column and enclosing function of each expression that makes a layer."""
    tree = ast.parse(text)
    own = {node.name for node in ast.walk(tree) if isinstance(node, ast.ClassDef)}
    lines = text.split("\n")

    def visit(node: ast.AST, function: str) -> Iterator[tuple[int, int, str]]:
        # A layer inside another one's arguments is a part of it, `initializers.Identity` none.
        if isinstance(node, (ast.FunctionDef, ast.Lambda)):
            function = getattr(node, "name", "lambda")
        if isinstance(node, ast.Call):
            called = node.func
            name = getattr(called, "id", getattr(called, "attr", ""))
            owner = getattr(getattr(called, "value", None), "id", "")
            if name in names - own and owner != "initializers":
                column = len(lines[node.lineno - 1].encode()[: node.col_offset].decode()) + 1
                yield node.lineno, column, function
                return
        for child in ast.iter_child_nodes(node):
            yield from visit(child, function)

    yield from visit(tree, "")


def row_of(path: Path, text: str, report: Report, names: set[str]) -> Row:
    """Compare a file's layer expressions with its report."""
    row = Row(path, report.status, report.seconds)
    seen: dict[tuple[int, int], set[str]] = collections.defaultdict(set)
    for call in report.calls:
        known = bool(call.output_shapes) and all(s is not None for s in call.output_shapes)
        state = "failed" if call.failed else "shaped" if known else "of unknown input"
        for span in (call.span, call.constructor):
            if span is not None and span.path == report.path:
                seen[span.line, span.column].add(state)
    made = {
        (layer.span.line, layer.span.column)
        for model in report.models
        for layer in model.layers
        if layer.span is not None and layer.span.path == report.path
    }
    for line, column, function in layer_expressions(text, names):
        row.expressions += 1
        states = seen[line, column]
        if "shaped" in states:
            row.shaped += 1
        elif states:
            row.lacking[min(states)].append(line)
        elif (line, column) in made:
            row.lacking["never called"].append(line)
        else:
            row.lacking[f"not reached in {function}()" if function else "not reached"].append(line)
    for problem in report.problems:
        text = f"{problem.code} line {problem.span.line}: {problem.message}"
        (row.errors if problem.severity == "error" else row.information).append(text)
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
                text = check.read_source(str(path))
                ast.parse(text)
            except (check.UnreadableError, SyntaxError):
                continue
            outcome = await check.analyse(str(path), options, workers)
            if outcome.report is not None and outcome.report.keras is not None:
                rows.append(row_of(path.relative_to(directory), text, outcome.report, names))
    finally:
        await workers.close()
    return rows


def show(rows: list[Row], *, everything: bool) -> None:
    """Print the table, the rows with the most expressions without a shape first."""
    for row in sorted(rows, key=lambda row: row.shaped - row.expressions):
        share = f"{row.shaped}/{row.expressions}"
        print(f"{share:>8} {row.seconds:6.2f} s {row.status:8} {row.path}")
        for reason, lines in row.lacking.items():
            print(f"{'':18} {reason}: line {', '.join(map(str, lines))}")
        for text in row.errors + (row.information if everything else []):
            print(f"{'':18} {text[:160]}")
    expressions = sum(row.expressions for row in rows)
    shaped = sum(row.shaped for row in rows)
    states = collections.Counter(row.status for row in rows)
    codes = collections.Counter(text.split()[0] for row in rows for text in row.errors)
    print(f"\n{len(rows)} files: {dict(states)}")
    print(f"{shaped} of {expressions} layer expressions have a shape ({shaped / expressions:.1%})")
    reachable = sum(row.reachable for row in rows)
    print(f"{shaped} of the {reachable} that nothing is said to be in the way of ", end="")
    print(f"({shaped / reachable:.1%})")
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
    paths = sorted(options.directory.rglob("*.py"))
    rows = asyncio.run(run(options.directory, paths, options.interpreter))
    if not rows:
        sys.exit(f"no Keras programs below {options.directory}")
    show(rows, everything=options.show == "all")


if __name__ == "__main__":
    main()
