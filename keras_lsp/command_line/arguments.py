"""The arguments of the command `keras-lsp`, and what it says of them."""

from __future__ import annotations

import argparse
import re
from typing import TYPE_CHECKING, Any, NoReturn

from keras_lsp import __version__

if TYPE_CHECKING:
    from keras_lsp.plot import Format

EXTENSIONS: dict[str, Format] = {
    ".svg": "svg", ".png": "png", ".dot": "dot", ".gv": "dot", ".tex": "tikz",
}  # fmt: skip
"""The formats of pictures, by what their names end in."""

DEFAULT_OUTPUT = "model.svg"


def parser() -> argparse.ArgumentParser:
    """The parser of all commands; `command` is None where an editor is to be served."""
    parser = argparse.ArgumentParser(
        prog="keras-lsp",
        description="A language server for Python code that builds Keras models. "
        "Without a command it serves LSP on stdin and stdout.",
    )
    parser.add_argument("--version", action="version", version=f"keras-lsp {__version__}")
    parser.add_argument("--stdio", action="store_true", help="serve on stdin and stdout (default)")
    parser.add_argument(
        "--tcp", type=_address, metavar="HOST:PORT", help="serve on a TCP port, for debugging"
    )
    _add_trace(parser, default=False)
    # Editors built on vscode-languageclient append it.
    parser.add_argument("--clientProcessId", type=int, help=argparse.SUPPRESS)
    commands = parser.add_subparsers(dest="command", title="commands", metavar="COMMAND")
    _add_check(commands)
    _add_plot(commands)
    _add_diff_command(commands)
    _add_watch(commands)
    _add_hook(commands)
    _add_mcp(commands)
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
    _add_files(parser)
    parser.add_argument(
        "--format",
        choices=["text", "json", "github", "sarif"],
        default="text",
        help="text (default), json, github (annotations in a workflow), sarif (code scanning)",
    )
    _add_rules(parser)
    parser.add_argument(
        "-q", "--quiet", action="store_true", help="as text, print only problems, no models"
    )
    parser.add_argument(
        "--gpu-memory",
        type=_memory,
        default=0,
        metavar="SIZE",
        help="of the GPU that the programs train on, e.g. 16GB: warn where training does not fit",
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
    parser.add_argument("file", metavar="FILE")
    parser.add_argument("--model", metavar="NAME", help="its name in Keras or in the program")
    parser.add_argument(
        "-o",
        "--output",
        default=DEFAULT_OUTPUT,
        metavar="PICTURE",
        help=f"*.svg, *.png, *.dot or *.tex (default: {DEFAULT_OUTPUT})",
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


def _add_diff_command(commands: Any) -> None:
    parser = commands.add_parser(
        "diff",
        help="compare the models of a whole tree with a git revision",
        description="Runs each program that changed since the revision, or imports what changed, "
        "as it is and as it was. Exits 0, or 1 if the change brings an error, or 2 if it could "
        "not compare.",
    )
    parser.add_argument("revision", metavar="REV", help="a branch, tag or commit")
    parser.add_argument(
        "paths", nargs="*", metavar="PATH", help="only these files and directories"
    )
    parser.add_argument(
        "--format",
        choices=["text", "markdown", "json"],
        default="text",
        help="text (default), markdown (one comment for a review), json",
    )
    parser.add_argument(
        "--pictures",
        metavar="DIR",
        help="write an SVG of each model that differs into this directory, what changed marked",
    )
    parser.add_argument(
        "--pictures-url",
        default="",
        metavar="URL",
        help="where the files of that directory will be seen, for the images in Markdown",
    )
    _add_rules(parser)
    _add_run_options(parser)


def _add_watch(commands: Any) -> None:
    parser = commands.add_parser(
        "watch",
        help="run files at each save, and show their models and problems",
        description="Shows the summaries and the problems of files, and again when they or what "
        "they import are saved, with what changed marked: + new, ~ changed, - gone. Ends with "
        "Ctrl+C. Needs the extra: pip install 'keras-lsp[watch]'.",
    )
    _add_files(parser)
    _add_rules(parser)
    _add_run_options(parser)


def _add_hook(commands: Any) -> None:
    parser = commands.add_parser(
        "hook",
        help="say if an edit of a coding agent broke a model",
        description="Reads JSON on stdin that names the edited file (tool_input.file_path and "
        "such). Exits 2, with a short text on stderr, if the file has an error that it did not "
        "have at the last commit; else 0.",
    )
    _add_rules(parser)
    _add_run_options(parser)


def _add_mcp(commands: Any) -> None:
    parser = commands.add_parser(
        "mcp",
        help="serve tools for coding agents over the Model Context Protocol",
        description="Serves MCP on stdin and stdout: check, explain, try_edit, fixes, summary, "
        "plot. Needs the extra: pip install 'keras-lsp[mcp]'.",
    )
    parser.add_argument(
        "--root",
        action="append",
        metavar="DIR",
        help="a folder whose files may be asked about and read; may be given more than once "
        "(default: the current directory)",
    )
    _add_run_options(parser)


def _add_files(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", nargs="+", metavar="FILE", help="Python files and notebooks")
    parser.add_argument(
        "--expand-nested", action="store_true", help="show what is inside of layers, too"
    )


def _add_rules(parser: argparse.ArgumentParser) -> None:
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


def _memory(text: str) -> int:
    # It is imported when it is needed, as all that the commands need.
    from keras_lsp.settings import size_of

    try:
        return size_of(text)
    except ValueError as error:
        _refuse(str(error))


def _address(text: str) -> tuple[str, int]:
    host, _, port = text.rpartition(":")
    if not host or not port.isdigit() or int(port) > 65535:
        _refuse(f"{text!r} is not HOST:PORT")
    return host.strip("[]"), int(port)


def _refuse(message: str) -> NoReturn:
    raise argparse.ArgumentTypeError(message)
