"""The command `keras-lsp`: serve an editor, check files, draw a model.

Reads arguments and hands over; each command's own modules are imported when it runs.
"""

from __future__ import annotations

import argparse
import functools
import os
import re
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from keras_lsp import __version__

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from keras_lsp.command_line.check import Outcome, Place, RunOptions
    from keras_lsp.plot import Format
    from keras_lsp.presentation.changes import ModelChange
    from keras_lsp.presentation.summary import Look
    from keras_lsp.report import Model

    # Takes where to listen, host and port; None for standard input and output.
    Serve = Callable[[tuple[str, int] | None], None]

_EXIT_USAGE = 2
_EXIT_INTERRUPTED = 130
_EXTENSIONS: dict[str, Format] = {
    ".svg": "svg", ".png": "png", ".dot": "dot", ".gv": "dot", ".tex": "tikz",
}  # fmt: skip
# Of a log, or of a file, which are no terminals.
_WIDTH = 120
_DEFAULT_OUTPUT = "model.svg"
_DIFF_FORMATS = ("text", "json")
_HOW = "; build one, or say how in a comment: # keras-lsp: build_model()"


class CommandError(Exception):
    """The command cannot do what it was asked; the message is for a person."""


def main(arguments: Sequence[str] | None, serve: Serve) -> int:
    """Run the command.

    Args:
        arguments: without the program's name; None for those of this process.
        serve: what starts the server; raises `CommandError`.

    Returns:
        The exit code: of `check` 0 without errors, 1 with errors, 2 if a file could not be
        analysed; of the others 0, or 2 if they could not do it.
    """
    options = _parser(serve).parse_args(arguments)
    if options.trace:
        _follow()
    run: Callable[[argparse.Namespace], int] = options.run
    try:
        return run(options)
    except CommandError as error:
        _complain(str(error))
        return _EXIT_USAGE
    except KeyboardInterrupt:
        return _EXIT_INTERRUPTED
    except BrokenPipeError:
        # Who reads us is gone; Python must not try to flush the rest when it exits.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return _EXIT_USAGE


def _follow() -> None:
    from keras_lsp.runs import event_log

    event_log.follow()


def _check(options: argparse.Namespace) -> int:
    from keras_lsp.command_line.check import EXIT_ERRORS, PathNames, exit_code

    if options.diff and options.format not in _DIFF_FORMATS:
        raise CommandError(f"--diff goes with --format {' or '.join(_DIFF_FORMATS)} only")
    paths = list(dict.fromkeys(options.files))
    outcomes = _outcomes(paths, options)
    _print(_writer(options)(outcomes, PathNames.of(paths, outcomes)))
    for warning in dict.fromkeys(warning for outcome in outcomes for warning in outcome.warnings):
        _complain(warning)
    for outcome in outcomes:
        if outcome.report is None:
            _complain(f"{outcome.path}: {outcome.failure}")
    _complain_of_diffs(outcomes)
    code = exit_code(outcomes)
    return 0 if options.exit_zero and code == EXIT_ERRORS else code


def _outcomes(paths: Sequence[str], options: argparse.Namespace) -> list[Outcome]:
    from keras_lsp.command_line.check import check
    from keras_lsp.command_line.diff import DiffError

    try:
        return check(paths, _run_options(options), options.diff)
    except DiffError as error:
        raise CommandError(str(error)) from None


def _complain_of_diffs(outcomes: Sequence[Outcome]) -> None:
    from keras_lsp.command_line.diff import complaint

    for outcome in outcomes:
        if outcome.diff and (reason := complaint(outcome.diff)):
            _complain(f"{outcome.path}: {reason}")


def _writer(options: argparse.Namespace) -> Callable[[Any, Any], str]:
    from keras_lsp.command_line import formats

    if options.format == "sarif":
        from keras_lsp.command_line.sarif import as_sarif

        return as_sarif
    if options.format == "text":
        return functools.partial(formats.as_text, look=None if options.quiet else _look(options))
    return {"json": formats.as_json, "github": formats.as_github}[options.format]


def _look(options: argparse.Namespace) -> Look:
    """How the summaries of models fit the terminal."""
    from keras_lsp.command_line.formats import ROWS
    from keras_lsp.presentation.summary import Look

    width = shutil.get_terminal_size((_WIDTH, 0)).columns
    return Look(width, ascii=not _can_draw(), limit=ROWS, expand_nested=options.expand_nested)


def _can_draw() -> bool:
    """Whether stdout takes the characters of tables and bars."""
    try:
        "┏━▇▏└≥…".encode(sys.stdout.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def _plot(options: argparse.Namespace) -> int:
    from keras_lsp.plot import PlotOptions, RenderError, render

    output = Path(options.output)
    format_ = _EXTENSIONS.get(output.suffix.lower())
    if format_ is None:
        raise CommandError(f"{output}: the extension must be one of {', '.join(_EXTENSIONS)}")
    if options.blocks:
        if format_ not in ("svg", "tikz"):
            raise CommandError(f"{output}: with --blocks the extension must be .svg or .tex")
        format_ = "blocks" if format_ == "svg" else format_
    model, change = _model(options)
    fields = PlotOptions.__dataclass_fields__
    looks = {name: getattr(options, name) for name in fields if hasattr(options, name)}
    try:
        look = PlotOptions(**looks, changes=change.marks if change else {}, since=change)
        picture = render(model, look, format_)
        output.write_bytes(picture)
    except (RenderError, ValueError) as error:
        raise CommandError(str(error)) from None
    except OSError as error:
        raise CommandError(f"{output}: {error.strerror or error}") from None
    since = f", since {options.diff}: {change.text or 'unchanged'}" if change else ""
    _print(f"{output}: {model.name} ({model.class_name}){since}\n")
    return 0


def _model(options: argparse.Namespace) -> tuple[Model, ModelChange | None]:
    """The model that the file builds, and what changed in it if that was asked for."""
    (outcome,) = _outcomes([options.file], options)
    _complain_of_diffs([outcome])
    model = _choose_model(outcome, options)
    changes = outcome.diff.changes if outcome.diff else []
    return model, next((change for change in changes if change.after is model), None)


def _choose_model(outcome: Outcome, options: argparse.Namespace) -> Model:
    """The model that was named, else the last outermost one."""
    from keras_lsp.command_line.check import PathNames

    if outcome.report is None:
        raise CommandError(f"{outcome.path}: {outcome.failure}")
    models = outcome.report.models
    if not models:
        names = PathNames.of([options.file], [outcome])
        reasons = [f"{_line(names.place(p.span))}: {p.message}" for p in outcome.report.problems]
        raise CommandError(
            "\n".join([f"{options.file}: no model was built{'' if reasons else _HOW}", *reasons])
        )
    if options.model is not None:
        named = [m for m in models if options.model in (m.id, m.variable, m.name)]
        if not named:
            known = ", ".join(dict.fromkeys(model.variable or model.name for model in models))
            raise CommandError(f"{options.file}: no model {options.model!r}; it has: {known}")
        return named[-1]
    outermost = [model for model in models if not model.nested] or models
    if len(outermost) > 1:
        others = ", ".join(model.variable or model.name for model in outermost[:-1])
        _complain(f"{options.file}: drawing the last model; choose with --model from: {others}")
    return outermost[-1]


def _line(place: Place) -> str:
    line = f"line {place.line}"
    return line if place.cell is None else f"cell {place.cell}, {line}"


def _run_options(options: argparse.Namespace) -> RunOptions:
    from keras_lsp.command_line.check import RunOptions
    from keras_lsp.report import RunConfig

    given = {name: getattr(options, name, None) for name in ("select", "ignore")}
    codes = {name: tuple(value) for name, value in given.items() if value is not None}
    config = RunConfig(
        interpreter=options.interpreter,
        timeout=options.timeout,
        total_timeout=options.total_timeout,
        sandbox_mode=options.sandbox,
    )
    return RunOptions(config, **codes)


def _print(text: str) -> None:
    """Write to stdout; what its encoding lacks is escaped."""
    reconfigure = getattr(sys.stdout, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(errors="backslashreplace")
    sys.stdout.write(text)
    sys.stdout.flush()


def _complain(message: str) -> None:
    sys.stderr.write(f"keras-lsp: {message}\n")


# Arguments


def _parser(serve: Serve) -> argparse.ArgumentParser:
    def run(options: argparse.Namespace) -> int:
        serve(options.tcp)
        return 0

    parser = argparse.ArgumentParser(
        prog="keras-lsp",
        description="A language server for Python code that builds Keras models. "
        "Without a command it serves LSP on stdin and stdout.",
    )
    parser.set_defaults(run=run)
    parser.add_argument("--version", action="version", version=f"keras-lsp {__version__}")
    parser.add_argument("--stdio", action="store_true", help="serve on stdin and stdout (default)")
    parser.add_argument(
        "--tcp", type=_address, metavar="HOST:PORT", help="serve on a TCP port, for debugging"
    )
    _add_trace(parser, default=False)
    # Editors built on vscode-languageclient append it.
    parser.add_argument("--clientProcessId", type=int, help=argparse.SUPPRESS)
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")
    _add_check(commands)
    _add_plot(commands)
    return parser


def _add_check(commands: Any) -> None:
    parser = commands.add_parser(
        "check",
        help="run files and print the models they build and their problems",
        description="Exits 0 without errors, 1 with errors, 2 if a file could not be analysed; "
        "problems that are not shown do not count.",
        epilog="--select and --ignore default to rules.select and rules.ignore in "
        "[tool.keras-lsp] of the nearest pyproject.toml with that table. A run may read the "
        "current directory if the file is below it, unless it is or contains the home directory; "
        "else the file's project; else the file's own directory.",
    )
    parser.set_defaults(run=_check)
    parser.add_argument("files", nargs="+", metavar="FILE", help="Python files and notebooks")
    parser.add_argument(
        "--format",
        choices=["text", "json", "github", "sarif"],
        default="text",
        help="text (default), json, github (annotations in a workflow), sarif (code scanning)",
    )
    parser.add_argument(
        "--select",
        action="extend",
        type=_codes,
        metavar="CODES",
        help="show only codes that begin with one of these, e.g. KL1,KL401 (default: all)",
    )
    parser.add_argument(
        "--ignore",
        action="extend",
        type=_codes,
        metavar="CODES",
        help="hide codes that begin with one of these",
    )
    parser.add_argument(
        "-q", "--quiet", action="store_true", help="as text, print only problems, no models"
    )
    parser.add_argument(
        "--expand-nested", action="store_true", help="show what is inside of layers, too"
    )
    parser.add_argument("--exit-zero", action="store_true", help="exit 0 even with errors")
    _add_diff(parser, "print what changed in each model since a git revision")
    _add_run_options(parser)


def _add_plot(commands: Any) -> None:
    parser = commands.add_parser(
        "plot",
        help="draw a model that a file builds",
        description="Options are named as in keras.utils.plot_model; --show-costs adds the "
        "parameters, FLOPs and memory of the outputs, and --fold-repeats draws blocks that repeat "
        "each other as one node where there are more than 60.",
    )
    parser.set_defaults(run=_plot)
    parser.add_argument("file", metavar="FILE")
    parser.add_argument("--model", metavar="NAME", help="its name in Keras or in the program")
    parser.add_argument(
        "-o",
        "--output",
        default=_DEFAULT_OUTPUT,
        metavar="PICTURE",
        help=f"*.svg, *.png, *.dot or *.tex (default: {_DEFAULT_OUTPUT})",
    )
    parser.add_argument(
        "--blocks",
        action="store_true",
        help="a row of blocks, as published figures have it: *.svg, or *.tex, which always is",
    )
    for name, default in (
        ("--show-shapes", True),
        ("--shapes-on-edges", False),
        ("--show-dtype", False),
        ("--show-layer-names", True),
        ("--show-layer-activations", False),
        ("--show-trainable", False),
        ("--show-costs", False),
        ("--expand-nested", False),
        ("--fold-repeats", False),
    ):
        parser.add_argument(name, action=argparse.BooleanOptionalAction, default=default)
    parser.add_argument("--rankdir", choices=["TB", "BT", "LR", "RL"], default="TB")
    _add_diff(parser, "mark what was added, changed or removed since a git revision")
    parser.add_argument("--dpi", type=int, default=200, help="dots per inch of a PNG")
    _add_run_options(parser)


def _add_diff(parser: argparse.ArgumentParser, purpose: str) -> None:
    parser.add_argument("--diff", default="", metavar="REV", help=purpose)


def _add_run_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--interpreter",
        default="",
        metavar="PYTHON",
        help="the Python that has Keras (default: that of keras-lsp if it has Keras, else that of "
        "the active environment)",
    )
    for name, seconds, which in (
        ("--timeout", 10.0, "without anything new, as a layer"),
        ("--total-timeout", 120.0, "in all"),
    ):
        text = f"seconds for each file {which} (default: {seconds:g})"
        parser.add_argument(name, type=_seconds, default=seconds, metavar="S", help=text)
    parser.add_argument("--sandbox", choices=["strict", "auto", "off"], default="auto")
    # A default here would undo what stands before the command.
    _add_trace(parser, default=argparse.SUPPRESS)


def _add_trace(parser: argparse.ArgumentParser, default: Any) -> None:
    parser.add_argument(
        "--trace",
        action="store_true",
        default=default,
        help="log to stderr what the workers do and each event of a run",
    )


def _codes(text: str) -> list[str]:
    codes = [code.strip().upper() for code in text.split(",")]
    for code in codes:
        if not re.fullmatch(r"K|KL\d{0,3}", code):
            _refuse(f"{code!r} is not the beginning of a code, such as KL1 or KL401")
    return codes


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < float("inf"):
        _refuse(f"{text!r} is not a number of seconds")
    return seconds


def _address(text: str) -> tuple[str, int]:
    host, _, port = text.rpartition(":")
    if not host or not port.isdigit() or int(port) > 65535:
        _refuse(f"{text!r} is not HOST:PORT")
    return host.strip("[]"), int(port)


def _refuse(message: str) -> NoReturn:
    raise argparse.ArgumentTypeError(message)
