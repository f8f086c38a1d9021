"""Exceptions of the program as problems: what it did wrong, or what it did not find here."""

from __future__ import annotations

import errno
import os
import re
import sys
from types import ModuleType
from typing import TYPE_CHECKING, Any

from keras_lsp import report
from keras_lsp.programs.file_names import pattern
from keras_lsp.report import Problem
from keras_lsp.worker.problems import callers, machine
from keras_lsp.worker.problems.causes import (
    clean,
    follows_from_unknown,
    headline,
    innermost,
    is_about_shapes,
    is_said,
    of_graph,
    of_program,
    recognise,
)
from keras_lsp.worker.sandbox import explain
from keras_lsp.worker.values.sizes import LEAST, sizes
from keras_lsp.worker.values.unknown import TEXT

if TYPE_CHECKING:
    from types import CodeType

    from keras_lsp.report import Span
    from keras_lsp.worker.trace.record import Trace

# What those say that look for files, where there is none.
_NOT_FOUND = re.compile(
    r"does not exist|No such file|Could not find (directory|file)|No files match|not found: "
    r"|Could not open '"
)
_FINDERS = {"NotFoundError", "OSError", "ValueError", "InvalidArgumentError"}
# Of the sandbox, which the program does not have elsewhere.
_LIMITS = {
    errno.EFBIG: "the size of a file",
    errno.ENOSPC: "the space for files",
    errno.EMFILE: "the number of open files",
    errno.EAGAIN: "the number of threads and processes",
}
# What comes of files that are not there, directories that are empty, loops without a turn.
_OF_NOTHING = (IndexError, KeyError, StopIteration, ZeroDivisionError)
# What Keras, TensorFlow, JAX and PyTorch raise when shapes do not fit.
_OF_SHAPES = (ValueError, TypeError, RuntimeError)
_MATPLOTLIB = pattern("/matplotlib/")
_OPTIONAL = re.compile(r"Could not import (\w+)")
# What Keras and TensorFlow say where there is no network.
_NO_NETWORK = re.compile(r"^URL fetch failure|Could not resolve host|libcurl code 6\b")
# What is wrong whatever the data are: a kind of value, or what the program writes itself.
_CERTAIN = re.compile(
    r"A KerasTensor cannot be used as input to a TensorFlow function"
    r"|Cannot convert '\d{1,5}' to a shape"
    r"|Argument `name` must be a string and cannot contain character"
)
_UNBUILT = re.compile(r"\bbuilt\b")
_EMPTY = re.compile(
    r"\bempty\b|zero-size|\bsize:? 0\b|\b0 (sample|file|element|image)|at least one|[=(]0[,)\s]"
    r"|\bNo \w+ found\b|not enough values|Received: (\w+=)?0\b|has no batch",
    re.IGNORECASE,
)


def problem_of(trace: Trace, error: BaseException, fallback: report.Span) -> Problem | None:
    """The problem that an exception of the program is, at the user's innermost line.

    Args:
        trace: the run.
        error: what a statement raised.
        fallback: where to put it if no frame of the user's is in the traceback.

    Returns:
        None if it merely follows from what is unknown or missing.
    """
    trace.examine(error)
    certain = _CERTAIN.search(str(error)) is not None and TEXT not in str(error)
    if is_said(error) or (follows_from_unknown(error) and not certain):
        return None
    site = innermost(trace.sources, error.__traceback__) or fallback
    fault = problem_of_machine(trace, error, site)
    if fault is not None:
        return fault
    if not certain and (
        may_come_of_unknown(trace, error)
        or _is_of_unknown_size(str(error))
        or comes_of_nothing(trace, error)
        or _comes_of_unbuilt(trace, error)
    ):
        return None
    executed = of_graph(error, trace.sources)
    if executed is not None:
        return _of_execution(trace, error, executed, site)
    text = clean(str(error))
    found = recognise(text) if isinstance(error, _OF_SHAPES) else None
    problem = of_program(error, site)
    if found is not None:
        problem = Problem(found[0].code, "error", headline(text), site, text)
    callers.add_of_error(problem, trace.sources, error)
    return problem


def problem_of_machine(trace: Trace, error: BaseException, site: Span) -> Problem | None:
    """What is so only because of where the program runs: that, and no fault of the program.

    Args:
        trace: the run.
        error: what was raised.
        site: where.

    Returns:
        None if the exception is of no such kind.
    """
    text = clean(str(error))
    package = _missing_package(error, text)
    if package is not None:
        return Problem(
            "KL901",
            "information",
            f"The package {package!r} is not installed in {sys.executable}; what depends on it "
            "is not known here. Install it there, or choose the Python that has it.",
            site,
            "" if isinstance(error, ModuleNotFoundError) else f"{type(error).__name__}: {text}",
        )
    said = _fault_of_machine(error, text)
    if said is None:
        return None
    code, message = said
    if _needs_network(error, text) and trace.is_reported("KL902", site):
        code = "KL902"  # Which says it better, and only once.
    return Problem(code, "information", message, site, f"{type(error).__name__}: {text}")


def _of_execution(
    trace: Trace, error: BaseException, executed: tuple[str, list[tuple[str, int]]], site: Span
) -> Problem:
    """The problem where a graph fails that has been made: at the line of what fails in it."""
    what, lines = executed
    found = recognise(what)
    code = found[0].code if found is not None else "KL601"
    message = what if found is not None else f"{type(error).__name__}: {what}"
    related = []
    if lines:
        spans = [trace.sources.line_span(*line) for line in lines]
        # The first is where the graph was made, perhaps of another call than this one.
        around = spans[-2:0:-1]
        related = [report.Related(span, f"Called from line {span.line}") for span in around]
        related.append(report.Related(site, "It is computed here"))
        site = spans[-1]
    return Problem(code, "error", message, site, clean(str(error)), related)


def _fault_of_machine(error: BaseException, text: str) -> tuple[str, str] | None:
    """Code and message of what is so only because of where the program runs."""
    if isinstance(error, FileNotFoundError):
        name = f"{error.filename!r}" if error.filename else "A file that is read here"
        return "KL901", f"{name} does not exist; what is read from it is not known here."
    if _is_of_environment(error):
        return "KL901", (
            f"The environment variable {error.args[0]!r} is not set here: runs see only a few "
            "variables. What depends on it is not known. `os.environ.get` gives a default."
        )
    refused = explain.denial(error)
    if refused:
        return "KL902", refused
    looked_for = type(error).__name__ in _FINDERS or "(os error 2)" in text
    if _NOT_FOUND.search(text) and looked_for:
        return "KL901", f"What is read here does not exist; {machine.NOT_KNOWN}"
    if _needs_network(error, text):
        return "KL901", "What is loaded here from the network is not known."
    if _is_out_of_memory(error):
        return "KL904", (
            "The run reached its memory limit here (setting `keras-lsp.memoryLimit`). Raise it, "
            "or make the data smaller."
        )
    if isinstance(error, OSError) and error.errno in _LIMITS:
        return "KL904", (
            f"The run reached a limit of its sandbox here: {_LIMITS[error.errno]}. What depends "
            "on it is not known."
        )
    if isinstance(error, RuntimeError) and "can't start new thread" in text:
        return "KL904", (
            "The run reached a limit of its sandbox here: the number of threads. What depends "
            "on it is not known."
        )
    lacking = machine.lacking(error)
    return ("KL901", lacking) if lacking is not None else None


_TOO_BIG = re.compile(r"array is too big|Maximum allowed (size|dimension) exceeded")
_NUMBER = re.compile(r"\d{6,18}")
# What an exception says of the text of the program, whatever its data may be.
_OF_TEXT = re.compile(r"unexpected keyword argument|required positional argument|is not defined")
_UNBOUND = re.compile(r"^name '(\w+)' is not defined")
# What values may bring about, where forms are what they are.
_OF_VALUES = (
    ArithmeticError, AssertionError, LookupError, StopIteration, UnicodeError, ValueError,
)  # fmt: skip


def may_come_of_unknown(trace: Trace, error: BaseException) -> bool:
    """Whether nothing speaks against the exception's coming of something that is not known.

    What is missing, and a person can do something about, is said then.
    """
    if trace.restored and isinstance(error, AssertionError):
        return True  # Any variable may be what was restored.
    executed = of_graph(error, trace.sources)
    unbound = _UNBOUND.search(str(error)) if isinstance(error, NameError) else None
    if unbound is not None:
        behind = trace.flow.behind_name(error, unbound[1])
    elif executed is not None and executed[1]:
        behind = trace.flow.behind_lines(executed[1])
    else:
        behind = trace.flow.behind(error)
        if not behind and trace.missing and _is_of_pictures(error):
            return True  # What is drawn is state of the library, which no name of the program has.
    if not behind:
        return False
    if unbound is None:
        if _OF_TEXT.search(str(error)) or _is_of_module(error):
            return False
        if all(note.kind == "values" for note in behind) and not _is_of_values(error):
            return False
    for note in behind:
        if note.problem is not None:
            trace.problem(note.problem)
    return True


def _is_of_unknown_size(text: str) -> bool:
    """Whether it is about a number in the place of a size that is not known.

    NumPy does not say of how many elements an array is too big.
    """
    if sizes.name(LEAST) is None:
        return False
    return _TOO_BIG.search(text) is not None or any(
        sizes.name(int(number)) is not None for number in _NUMBER.findall(text)
    )


def _is_of_pictures(error: BaseException) -> bool:
    """Whether matplotlib has raised it."""
    code = _raising(error)
    return code is not None and _MATPLOTLIB.search(code.co_filename) is not None


def _is_of_module(error: BaseException) -> bool:
    """Whether a module lacks what the program asks of it."""
    return isinstance(error, ImportError) or (
        isinstance(error, AttributeError) and isinstance(error.obj, ModuleType)
    )


def _is_of_values(error: BaseException) -> bool:
    named = type(error).__name__ == "InvalidArgumentError"
    return (isinstance(error, _OF_VALUES) or named) and not is_about_shapes(str(error))


def comes_of_nothing(trace: Trace, error: BaseException) -> bool:
    """Whether the exception is one that comes of having no data, where some is missing."""
    if not trace.missing or isinstance(error, OSError):
        return False  # What the system says names files, whose names may be any words.
    return isinstance(error, _OF_NOTHING) or _EMPTY.search(str(error)) is not None


def _comes_of_unbuilt(trace: Trace, error: BaseException) -> bool:
    """Whether it is about a layer that its model's data, which are not known, would have built."""
    if not trace.starving:
        return False
    subjects: list[Any] = []
    if isinstance(error, AttributeError):
        subjects = [error.obj]
    elif isinstance(error, ValueError) and _UNBUILT.search(str(error)):
        place = error.__traceback__
        while place is not None:
            subjects.append(place.tb_frame.f_locals.get("self"))
            place = place.tb_next
    layers = (subject for subject in subjects if isinstance(subject, trace.adapter.layer))
    return any(map(trace.is_unbuilt_here, layers))


def _is_of_environment(error: BaseException) -> bool:
    """Whether `os.environ[...]` has raised it."""
    asked = type(os.environ).__getitem__.__code__
    return isinstance(error, KeyError) and _raising(error) is asked


def _raising(error: BaseException) -> CodeType | None:
    """The code that has raised it."""
    place = error.__traceback__
    while place is not None and place.tb_next is not None:
        place = place.tb_next
    return place.tb_frame.f_code if place is not None else None


def _is_out_of_memory(error: BaseException) -> bool:
    if isinstance(error, OSError):
        return error.errno == errno.ENOMEM
    return isinstance(error, MemoryError) or type(error).__name__ == "ResourceExhaustedError"


def _missing_package(error: BaseException, text: str) -> str | None:
    """The package that an import did not find."""
    if isinstance(error, ModuleNotFoundError):
        top, _, inner = (error.name or "").partition(".")
        # A module of theirs that is missing is one that they no longer have.
        gone = inner and top in {"keras", "tensorflow", "tf_keras"}
        return None if gone or top == "keras" else error.name or ""
    if not isinstance(error, ImportError):
        return None
    needed = _OPTIONAL.search(text)
    if needed is not None:
        return needed[1]
    # A library says in words of its own that it has not found another one.
    cause = error.__cause__ or error.__context__
    is_statement = error.name is not None  # Else `raise ImportError("…")`.
    return _missing_package(cause, "") if cause is not None and not is_statement else None


def _needs_network(error: BaseException, text: str) -> bool:
    names = {cls.__name__ for cls in type(error).__mro__}
    return bool(names & {"URLError", "gaierror"}) or _NO_NETWORK.search(text) is not None
