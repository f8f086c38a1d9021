"""Exceptions and what surrounds them, turned into problems at their cause.

Knows the wordings of Keras and its backends (they differ between releases, so that
patterns are kept short), and nothing of how the calls were watched.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from keras_lsp.presentation.figures import shape_text
from keras_lsp.report import Problem, Related
from keras_lsp.report.hints import FailedCall
from keras_lsp.rules.graph import gives
from keras_lsp.worker.values.placeholders import PRIMES
from keras_lsp.worker.values.searching import is_tainted
from keras_lsp.worker.values.sizes import sizes
from keras_lsp.worker.values.tensors import shape_of
from keras_lsp.worker.values.unknown import Unknown, UnknownValueError

if TYPE_CHECKING:
    from types import FrameType, TracebackType

    from keras_lsp import report
    from keras_lsp.worker.source.sources import Sources
    from keras_lsp.worker.trace.record import Trace

_ANSI = re.compile(r"\x1b\[[0-9;]*m")
_SHAPES = re.compile(r"shape|dimension|rank|ndim")
# A call whose arguments are wrong, one of which may be called `shape`.
_ARGUMENTS = re.compile(r"(positional|keyword|required) argument|multiple values for argument")
_MAX_DETAIL = 2000
# Where TensorFlow says the operation was defined: pages of Keras' own lines, and the program's as
# they were numbered when it ran. A problem says it by its places.
_DEFINED_AT = re.compile(
    r' defined at \(most recent call last\):(\s*^ *File "[^"\n]*", line \d+, in [^\n]*$)+',
    re.MULTILINE,
)
_STAND_IN = re.compile(rf"(?<!\d)({'|'.join(map(str, PRIMES))})(?!\d)")


@dataclass(frozen=True, slots=True)
class Family:
    """Messages that mean the same: what tells them, their code, and what to say instead."""

    pattern: re.Pattern[str]
    code: str
    message: str = ""


def _family(pattern: str, code: str, message: str = "") -> Family:
    return Family(re.compile(pattern, re.DOTALL), code, message)


FAMILIES = (
    _family(
        r"expected (min_|max_)?ndim=(?P<want>\d+), found ndim=(?P<got>\d+)",
        "KL101",
        "{layer} needs an input with {want_text} dimensions, but gets {got}: {input}.",
    ),
    _family(
        r"expected axis (?P<axis>-?\d+) of input shape to have value (?P<want>\d+)",
        "KL101",
        "{layer} was built for {want} in axis {axis} of its input, but gets {input}.",
    ),
    _family(
        r"expected shape=(?P<want>\([^)]*\)|\S+), found shape=",
        "KL101",
        "{layer} takes inputs of shape {want}, but gets {input}.",
    ),
    _family(r"expects \d+ (named )?input\(s\)", "KL101"),
    _family(
        r"Invalid input shape for input .*Expected shape (?P<want>\([^)]*\)), but input has",
        "KL107",
        "{layer} takes inputs of shape {want}, but gets {input}.",
    ),
    _family(
        r"Computed output size would be (zero or )?negative|Negative dimension size|"
        r"One of the dimensions in the output is <= 0|output size would be non-positive",
        "KL103",
        "The output of {layer} would have a dimension of zero or less: its input {input} is "
        "smaller than the window.",
    ),
    _family(
        r"`Concatenate` layer requires inputs with matching shapes|"
        r"Inputs? have incompatible shapes|Inputs have incompatible|"
        r"merge layer should be called on|cannot be broadcast|"
        r"Operands could not be broadcast|[Ii]ncompatible shapes for broadcasting|"
        r"Cannot broadcast shape|must be broadcastable|Incompatible input shapes: axis values",
        "KL102",
        "{layer} cannot combine {inputs}.",
    ),
    _family(
        r"otal size of (the tensor|new array) must be unchanged|cannot be reshaped|Cannot reshape",
        "KL104",
        "{layer} cannot change the number of elements: the input is {input}.",
    ),
    _family(
        r"fully-defined \(no `None` dimensions\)|last dimension of the inputs to a `?Dense|"
        r"should be defined\. (Found|Received|The input_shape received is) `?(None|\[)",
        "KL106",
        "{layer} must know the size of its input to make its weights, but gets {input}.",
    ),
    _family(
        r"Kernel shape must have the same length as input",
        "KL101",
        "{layer} expects a different number of dimensions, but gets {input}.",
    ),
    _family(
        r"weight shape .* is not compatible with provided weight shape|"
        r"You called `set_weights\(weights\)` on|The shape of the target variable and",
        "KL105",
    ),
    _family(
        r"Dimensions must be equal|must be equal, but are|Matrix size-incompatible|"
        r"Incompatible shapes|dot_general requires|Shapes? .* (are|is) incompatible|"
        r"are incompatible|got incompatible shapes|shapes cannot be multiplied|"
        r"The size of tensor a \(\d+\) must match|Attempting to broadcast a dimension|"
        r"must have same reduction dim",
        "KL108",
    ),
)


def clean(text: str) -> str:
    """Keras' text without terminal colours, wrappings of outer layers, and PyTorch's own stack."""
    text = text.split("\nException raised from ")[0]
    text = _DEFINED_AT.sub("", _STAND_IN.sub("None", _ANSI.sub("", text)))
    for mark in ("Error encountered:\n\n", "Exception encountered: ''"):
        if mark in text:
            text = text.rsplit(mark, 1)[1].removesuffix("''")
    return text.strip()[:_MAX_DETAIL]


_NODE = re.compile(
    r"^(?P<what>[^\n]*?) for '\{\{node [^}]*\}\} = (?P<op>\w+)\[[^\n]*' with input shapes: "
    r"(?P<shapes>[^\n]*?)\.?$"
)


def headline(text: str) -> str:
    """The first paragraph of a message; TensorFlow's in the form of the others."""
    first = text.split("\n\n")[0]
    match = _NODE.match(first)
    if match is None:
        return first
    shapes = match["shapes"].replace("?", "None").replace("[", "(").replace("]", ")")
    return f"{match['what']}: {match['op']} of {shapes.replace(',', ', ').replace('  ', ' ')}"


def recognise(text: str) -> tuple[Family, re.Match[str]] | None:
    """The family that a message of Keras belongs to."""
    for family in FAMILIES:
        match = family.pattern.search(text)
        if match is not None:
            return family, match
    return None


def is_about_shapes(text: str) -> bool:
    """Whether a message says that tensors do not fit."""
    said = _SHAPES.search(text) is not None and _ARGUMENTS.search(text) is None
    return said or recognise(text) is not None


def call_failed(
    error: Exception,
    subject: Any,
    site: report.Span,
    inputs: list[Any],
    trace: Trace,
) -> Problem:
    """The problem that a raising call of a layer, model or operation is.

    Args:
        error: what it raised.
        subject: the layer, model or operation.
        site: the expression of the call.
        inputs: the tensors that went in.
        trace: knows where they come from.
    """
    trace.examine(error)
    text = clean(str(error))
    inner = innermost(trace.sources, error.__traceback__)
    found = recognise(text)
    if inner is not None and not is_about_shapes(text):
        return of_program(error, inner)
    code = found[0].code if found is not None else _code_for(error, text)
    detail = f"{type(error).__name__}: {text}"
    message = _say(found, subject, inputs, trace) if found is not None and inner is None else ""
    if not message:
        message, detail = headline(text), detail if headline(text) != text else ""
    return Problem(
        code,
        "error",
        message or type(error).__name__,
        inner or site,
        detail,
        _producers(trace, inputs),
        data=FailedCall(type(subject).__name__, _wanted_rank(found)),
    )


def _wanted_rank(found: tuple[Family, re.Match[str]] | None) -> str:
    """The number of dimensions that a layer says it needs; empty if it says none."""
    match = found[1] if found is not None else None
    return match["want"] if match is not None and "ndim=" in match[0] else ""


def _code_for(error: Exception, text: str) -> str:
    shape = isinstance(error, (ValueError, TypeError, IndexError)) and is_about_shapes(text)
    return "KL108" if shape else "KL601"


def _say(
    found: tuple[Family, re.Match[str]],
    subject: Any,
    inputs: list[Any],
    trace: Trace,
) -> str:
    family, match = found
    if not family.message:
        return ""
    words = {name: value or "" for name, value in match.groupdict().items()}
    want = words.get("want", "")
    bound = match.group(1) if "ndim=" in match.group(0) else None
    limits = {"min_": f"at least {want}", "max_": f"at most {want}"}
    return family.message.format(
        layer=f"`{getattr(subject, 'name', '')}` ({type(subject).__name__})",
        input=_tensor_text(inputs[0], trace) if inputs else "nothing",
        inputs=" and ".join(_tensor_text(tensor, trace) for tensor in inputs),
        want_text=limits.get(bound or "", want),
        **words,
    )


def _tensor_text(tensor: Any, trace: Trace) -> str:
    shape = shape_of(tensor)
    text = shape_text(shape)
    producer = trace.producer(tensor)
    return f"{text} from `{producer.name}`" if producer is not None and producer.name else text


def _producers(trace: Trace, inputs: list[Any]) -> list[Related]:
    related: list[Related] = []
    for tensor in inputs:
        call = trace.producer(tensor)
        if call is not None:
            entry = gives(call)
            if entry not in related:
                related.append(entry)
    return related


_SAID = "_keras_lsp_said"


def say(error: BaseException) -> None:
    """Note that the exception has been reported, though it goes on through the program."""
    setattr(error, _SAID, True)


def is_said(error: BaseException) -> bool:
    """Whether the exception has been reported on its way."""
    return hasattr(error, _SAID)


def innermost(sources: Sources, traceback: TracebackType | None) -> report.Span | None:
    """The user's innermost expression that an exception passed; None if it passed none."""
    span = None
    for place in sources.user_tracebacks(traceback):
        span = sources.span_of(place)
    return span


_DEFINED = re.compile(r'File "(?P<path>[^"]+)", line (?P<line>\d+), in')
_GRAPH_FAILED = re.compile(
    r"Graph execution error:.*?\n\n(?!  File)(?P<what>[^\n]+)(\n\t|\s*\[\[|\Z)", re.DOTALL
)


def of_graph(error: BaseException, sources: Sources) -> tuple[str, list[tuple[str, int]]] | None:
    """What went wrong where a graph was executed, and the user's lines that defined it.

    Returns:
        None if the exception is of no such kind; the lines are those of the operation that
        failed, each calling the next.
    """
    text = _ANSI.sub("", str(error))
    found = _GRAPH_FAILED.search(text)
    if found is None:
        return None
    definition = text[: found.start("what")].rpartition("Detected at node")[2]
    lines = [
        (match["path"], sources.line_at(match["path"], int(match["line"])))
        for match in _DEFINED.finditer(definition)
        if sources.is_user(match["path"])
    ]
    return found["what"].strip(), lines


def functions(sources: Sources, error: BaseException) -> set[str]:
    """The names of the user's functions that an exception has passed."""
    places = sources.user_tracebacks(error.__traceback__)
    return {place.tb_frame.f_code.co_name for place in places}


def of_program(error: BaseException, site: report.Span) -> Problem:
    """The problem that any other exception of the program is."""
    text = clean(str(error))
    name = type(error).__name__
    first = text.split("\n")[0]
    return Problem(
        "KL601",
        "error",
        f"{name}: {first}" if first else name,
        site,
        text if "\n" in text else "",
    )


# How Python and libraries name an unknown, or the type of an argument that will not do.
_OF_UNKNOWN = re.compile(
    rf"{re.escape(Unknown.__module__)}|<unknown: |'Unknown' object"
    r"|\b(?:not|got|type) ['\"<]*Unknown(?:Base)?\b(?!['\">]*\s\w)"
)


def follows_from_unknown(error: BaseException) -> bool:
    """Whether a value that is unknown is at hand where the exception was raised.

    An exception raised by a library counts as such a consequence if any frame between the
    user's line and the place it was raised at holds an unknown.
    """
    if isinstance(error, UnknownValueError):
        return True
    if _OF_UNKNOWN.search(str(error)) or _names_unknown_size(str(error)):
        return True
    traceback = error.__traceback__
    frames = []
    while traceback is not None:
        frames.append(traceback.tb_frame)
        traceback = traceback.tb_next
    return any(_holds_unknown(frame, error) for frame in frames[-12:])


def _names_unknown_size(text: str) -> bool:
    """Whether a size that is not known, or comes from one, stands in a text."""
    numbers = re.findall(r"(?<![\d.])\d{6,19}(?![\d.])", text)
    return not sizes.is_known(map(int, numbers))


def _holds_unknown(frame: FrameType, error: BaseException) -> bool:
    if frame.f_code.co_name == "<module>":
        # Of the names of a module only those that the failing line mentions matter.
        names = _names_at(frame, error)
        return any(is_tainted(frame.f_globals.get(name)) for name in names)
    return any(is_tainted(value) for value in list(frame.f_locals.values()))


def _names_at(frame: FrameType, error: BaseException) -> set[str]:
    """Names of a module that the code which raised refers to."""
    traceback = error.__traceback__
    while traceback is not None:
        if traceback.tb_frame is frame:
            return set(frame.f_code.co_names)
        traceback = traceback.tb_next
    return set()
