"""The command `keras-lsp`: serve an editor, check files, draw a model.

Reads arguments and hands over; each command's own modules are imported when it runs.
"""

from __future__ import annotations

import functools
import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from keras_lsp.command_line.arguments import EXTENSIONS, parser

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Sequence

    from keras_lsp.command_line.check import Outcome, Place, RunOptions
    from keras_lsp.command_line.watch_screen import Watched
    from keras_lsp.presentation.changes import ModelChange
    from keras_lsp.presentation.summary import Look
    from keras_lsp.report import Model, RunConfig

    # Takes where to listen, host and port; None for standard input and output.
    Serve = Callable[[tuple[str, int] | None], None]
    # Takes the folders that may be asked about, and how programs are run.
    ServeTools = Callable[[Sequence[str], RunConfig], None]

_EXIT_USAGE = 2
_EXIT_INTERRUPTED = 130
# What has agents read standard error.
_EXIT_BROKEN = 2
# Of a log, or of a file, which are no terminals.
_WIDTH = 120
_DIFF_FORMATS = ("text", "json")
_CLEAR = "\x1b[H\x1b[2J\x1b[3J"
_HOW = "; build one, or say how in a comment: # keras-lsp: build_model()"


class CommandError(Exception):
    """The command cannot do what it was asked; the message is for a person."""


def main(arguments: Sequence[str] | None, serve: Serve, serve_tools: ServeTools) -> int:
    """Run the command.

    Args:
        arguments: without the program's name; None for those of this process.
        serve: what starts the server; raises `CommandError`.
        serve_tools: what starts the MCP server; raises `CommandError`.

    Returns:
        The exit code: of `check` 0 without errors, 1 with errors, 2 if a file could not be
        analysed; of the others 0, or 2 if they could not do it.
    """
    commands: dict[str, Callable[[argparse.Namespace], int | None]] = {
        "": lambda options: serve(options.tcp),
        "check": _check,
        "plot": _plot,
        "diff": _diff,
        "watch": _watch,
        "hook": _hook,
        "mcp": lambda options: serve_tools(_roots(options), _run_config(options)),
    }
    options = parser().parse_args(arguments)
    if options.trace:
        _follow()
    try:
        return commands[options.command or ""](options) or 0
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


def _diff(options: argparse.Namespace) -> int:
    from keras_lsp.command_line import review_formats
    from keras_lsp.command_line.check import EXIT_ERRORS, PathNames
    from keras_lsp.command_line.diff import DiffError
    from keras_lsp.command_line.review import review
    from keras_lsp.plot import RenderError

    try:
        found = review(options.revision, options.paths, _run_options(options))
        pictures = review_formats.Pictures()
        if options.pictures:
            directory = Path(options.pictures)
            pictures = review_formats.draw(found, directory, options.pictures_url)
    except (DiffError, RenderError) as error:
        raise CommandError(str(error)) from None
    except OSError as error:
        raise CommandError(f"{options.pictures}: {error.strerror or error}") from None
    names = PathNames.of([], [file.outcome for file in found.files if file.outcome])
    if options.format == "markdown":
        _print(review_formats.as_markdown(found, names, pictures))
    else:
        writers = {"text": review_formats.as_text, "json": review_formats.as_json}
        _print(writers[options.format](found, names))
    if any(file.failure for file in found.files):
        return _EXIT_USAGE
    return EXIT_ERRORS if found.has_new_errors else 0


def _watch(options: argparse.Namespace) -> int:
    from keras_lsp.command_line.check import PathNames
    from keras_lsp.command_line.watch_screen import fitted, screen

    try:
        from keras_lsp.command_line.watch import watch
    except ModuleNotFoundError as error:
        if error.name != "watchfiles":
            raise
        raise CommandError(
            "the package `watchfiles` is missing; install it with "
            "`python -m pip install 'keras-lsp[watch]'`"
        ) from None
    paths = list(dict.fromkeys(options.files))

    def show(files: Sequence[Watched]) -> None:
        outcomes = [file.now.outcome for file in files if file.now is not None]
        text = screen(files, PathNames.of(paths, outcomes), _look(options))
        # At the upper left of a terminal that is empty; a log has one after another.
        if sys.stdout.isatty():
            # As it is now: what the environment says is as it was at the start.
            size = os.get_terminal_size(sys.stdout.fileno())
            text = f"{_CLEAR}{fitted(text, *size)}"
        _print(text if sys.stdout.isatty() else f"{text}\n")

    watch(paths, _run_options(options), show)
    return 0


def _hook(options: argparse.Namespace) -> int:
    from keras_lsp.command_line.hook import complaint, edited_files

    said = [complaint(path, _run_options(options)) for path in edited_files(sys.stdin.read())]
    for text in filter(None, said):
        sys.stderr.write(f"{text}\n")
    return _EXIT_BROKEN if any(said) else 0


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
    format_ = EXTENSIONS.get(output.suffix.lower())
    if format_ is None:
        raise CommandError(f"{output}: the extension must be one of {', '.join(EXTENSIONS)}")
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

    given = {name: getattr(options, name, None) for name in ("select", "ignore")}
    codes = {name: tuple(value) for name, value in given.items() if value is not None}
    return RunOptions(_run_config(options), **codes)


def _run_config(options: argparse.Namespace) -> RunConfig:
    from keras_lsp.report import RunConfig

    return RunConfig(
        interpreter=options.interpreter,
        timeout=options.timeout,
        total_timeout=options.total_timeout,
        sandbox_mode=options.sandbox,
        gpu_memory=getattr(options, "gpu_memory", 0),
    )


def _roots(options: argparse.Namespace) -> list[str]:
    """The folders that the tools may speak of, absolute."""
    for root in options.root or ():
        if not Path(root).is_dir():
            raise CommandError(f"--root {root}: is no directory")
    return [str(Path(root).absolute()) for root in options.root or (Path.cwd(),)]


def _print(text: str) -> None:
    """Write to stdout; what its encoding lacks is escaped."""
    reconfigure = getattr(sys.stdout, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(errors="backslashreplace")
    sys.stdout.write(text)
    sys.stdout.flush()


def _complain(message: str) -> None:
    sys.stderr.write(f"keras-lsp: {message}\n")
