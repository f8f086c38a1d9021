"""Which argument of which call somebody writes.

The text need not parse: somebody is writing it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_TOKEN = re.compile(
    r"""
    (?P<comment>\#[^\n]*)
    | (?P<prefix>[A-Za-z]{0,2})(?P<quote>\"\"\"|\'\'\'|"|')
    | (?P<name>[^\W\d]\w*)
    | (?P<statement>\n(?=[^\W\d@]))
    | (?P<space>\s+)
    | (?P<mark>==|[=!<>:*+\-/%@&|^]=|.)
    """,
    re.VERBOSE | re.DOTALL,
)
_LONG, _SHORT = r"(?:[^\\]|\\.)*?{0}", r"(?:[^\\\n{0}]|\\.)*(?:{0}|\n)"
_ENDS = {
    quote: re.compile((_LONG if len(quote) == 3 else _SHORT).format(quote), re.DOTALL)
    for quote in ('"""', "'''", '"', "'")
}
_DIGITS = re.compile(r"(?<![\w.])\d+\Z")
_BEFORE_NUMBERS = ("(", ",", "=")
_CLOSING = {"(": ")", "[": "]", "{": "}"}


@dataclass(frozen=True, slots=True)
class Argument:
    """What is being written as an argument, or in a list or dictionary that is one.

    Attributes:
        function: what is called, with its dots: `keras.layers.Dense`, `model.compile`.
        position: of the argument among those without names; None if it has one.
        name: of the argument; None if it has none.
        is_key: the string is a key of a dictionary.
        written: what stands between the quote, or the beginning of a number, and the place where
            somebody writes.
    """

    function: str
    position: int | None
    name: str | None
    is_key: bool
    written: str


@dataclass(slots=True)
class _Open:
    """A bracket that is open."""

    bracket: str
    function: str = ""
    arguments: int = 0
    name: str | None = None
    is_value: bool = False


@dataclass(slots=True)
class _State:
    """Where the reading is."""

    opened: list[_Open] = field(default_factory=list)
    # The dotted name that has just been read, and whether a dot follows it.
    chain: str = ""
    has_dot: bool = False

    def take_name(self, name: str) -> None:
        self.chain = f"{self.chain}.{name}" if self.has_dot else name
        self.has_dot = False

    def take_mark(self, mark: str) -> None:
        inner = self.opened[-1] if self.opened else None
        if mark == "." and self.chain:
            self.has_dot = True
            return
        if mark in _CLOSING:
            self.opened.append(_Open(mark, self.chain if mark == "(" else ""))
        elif mark in _CLOSING.values():
            while self.opened and _CLOSING[self.opened.pop().bracket] != mark:
                pass
        elif inner is not None and mark == ",":
            inner.arguments += inner.name is None
            inner.name, inner.is_value = None, False
        elif inner is not None and mark == "=" and inner.bracket == "(":
            inner.name = self.chain
        elif inner is not None and mark == ":" and inner.bracket == "{":
            inner.is_value = True
        self.forget()

    def forget(self) -> None:
        self.chain, self.has_dot = "", False


def string_argument(text: str) -> Argument | None:
    """The string at the end of a text, if it is an argument.

    Args:
        text: of a program, from its beginning to the place where somebody writes.

    Returns:
        None outside of a string, in one with a prefix such as `f`, and in one that is part of an
        expression.
    """
    reading = _read(text)
    if reading.string is None or reading.state.chain:
        return None
    return _argument(reading.state.opened, reading.string)


def number_argument(text: str) -> Argument | None:
    """The whole number at the end of a text, if it is an argument; it may have no digit yet.

    Args:
        text: of a program, from its beginning to the place where somebody writes.

    Returns:
        None in a string or comment, and where the number is part of an expression or of a list.
    """
    digits = _DIGITS.search(text)
    written = digits.group() if digits else ""
    before = text[: len(text) - len(written)]
    seen = before.rstrip()
    # To read a long text takes a while.
    if not seen.endswith(_BEFORE_NUMBERS) and "#" not in seen[seen.rfind("\n") + 1 :]:
        return None
    reading = _read(before)
    opened = reading.state.opened
    is_direct = reading.last in _BEFORE_NUMBERS and bool(opened) and bool(opened[-1].function)
    return _argument(opened, written) if is_direct else None


@dataclass(slots=True)
class _Reading:
    """A text that was read.

    Attributes:
        last: the mark at its end; `#` in a comment; empty behind anything else.
        string: what stands in the string that is open at its end; None if none is.
    """

    state: _State = field(default_factory=_State)
    last: str = ""
    string: str | None = None


def _read(text: str) -> _Reading:
    reading, at = _Reading(), 0
    while (token := _TOKEN.match(text, at)) is not None:
        at, state = token.end(), reading.state
        if token["comment"]:
            reading.last = reading.last if at < len(text) else "#"
        elif not token["space"]:
            reading.last = token["mark"] or ""
        if token["quote"]:
            end = _ENDS[token["quote"]].match(text, at)
            if end is None:
                state.chain += token["prefix"]
                reading.string = text[at:]
                break
            at = end.end()
            state.forget()
            state.chain = " "  # What follows a string, such as a second one, is no argument.
        elif token["name"]:
            state.take_name(token["name"])
        elif token["statement"]:
            # What was left open before is not meant to go on here.
            reading.state = _State()
        elif token["mark"]:
            state.take_mark(token["mark"])
    return reading


def _argument(opened: list[_Open], written: str) -> Argument | None:
    is_key = bool(opened) and opened[-1].bracket == "{" and not opened[-1].is_value
    for around in reversed(opened):
        if around.function:
            position = around.arguments if around.name is None else None
            return Argument(around.function, position, around.name, is_key, written)
        if around.bracket == "(":
            return None  # Of a tuple, or of what an expression gave.
    return None
