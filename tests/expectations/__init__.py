"""What must be found in a program of `tests/programs`, written in the program itself.

All of it must be found, and nothing else. Each expectation is a comment:

    # about: what the program is there for
    table = keras.Input((20,))  # hint: InputLayer → (None, 20)
    left = layers.LSTM(8)(table)  # hint: LSTM fails
    #      ^^^^^^^^^^^^^^^^^^^^^ KL101 error: needs an input with 3 dimensions
    #      from: table = keras.Input((20,))
    # model model: 340, not built

- `hint` has a call that begins on its line, or several in their order, with `; ` between them:
  class, input shapes, output shapes, parameters of the layer. What failed, or hangs on what
  failed, `fails`.
- The carets mark the columns of a problem; those that stand right behind the `#` begin at
  column 1. Behind them a `…` says that the problem has more lines, and `# ^ end` stands below
  its last column. After code and severity comes a piece of the message. Each `from` quotes a
  line that explains the problem (`from heads.py`, where it stands in another file).
- `model` has, by the program's name for it, else Keras' name, the parameters of a model, `?` if
  they cannot be known, and how many can be trained, if not all.

A comment that stands alone speaks of the last line above it that is no expectation. One with
the tag `[keras2]` holds with Keras 2 only, one with `[tuners]` where Keras Tuner, Optuna,
scikeras and scikit-learn are installed, `[not keras2]` and `[not tuners]` everywhere else.

`.venv/bin/python -m tests.expectations` writes them anew, from what is found now: read the
difference before you commit it.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple

PROGRAMS = Path(__file__).parents[1] / "programs"

_TAG = r"(?: \[(?P<tag>[a-z0-9 ]+)\])?"
_ABOUT = re.compile(r"# about: (?P<text>.*)")
_MORE = re.compile(r"# {5}(?P<text>\S.*)")
_HINT = re.compile(rf"(?P<code>.*?)(?P<space>\s*)# hint{_TAG}: (?P<text>.*)")
_PROBLEM = re.compile(
    rf"#(?P<space> *)(?P<carets>\^*)(?P<more>…?) (?P<code>KL\d+){_TAG} "
    r"(?P<severity>\w+): (?P<message>.*)"
)
_END = re.compile(r"# *\^? end")
_FROM = re.compile(r"# +(?P<text>from(?: \S+)?: .*)")
_MODEL = re.compile(rf"# model{_TAG} (?P<name>.*): (?P<text>.*)")


class Line(NamedTuple):
    """A line of a program: its file, relative to the program's folder, and its number."""

    file: str
    number: int


@dataclass(frozen=True)
class Mark:
    """A problem, and where it stands; columns count from 1."""

    line: Line
    column: int
    end_line: int
    end_column: int
    code: str
    severity: str
    message: str
    # Each as `from` says it.
    related: tuple[str, ...] = ()

    def __str__(self) -> str:
        place = f"{self.line.file}:{self.line.number}:{self.column}"
        related = "".join(f" ({quoted})" for quoted in self.related)
        end = f"{self.end_line}:{self.end_column}"
        return f"{place}-{end} {self.code} {self.severity}: {self.message}{related}"


@dataclass
class Findings:
    """What is found in a program, or must be."""

    about: str = ""
    # By name; a program may have two of one name.
    models: list[tuple[str, str]] = field(default_factory=list)
    hints: dict[Line, list[str]] = field(default_factory=dict)
    problems: list[Mark] = field(default_factory=list)

    def lines(self) -> list[str]:
        """All but what it is about, as lines of text, so that a failure shows what differs."""
        hints = [
            f"{line.file}:{line.number} hint {'; '.join(texts)}"
            for line, texts in self.hints.items()
        ]
        models = [f"model {name}: {text}" for name, text in self.models]
        return sorted(models) + sorted(hints) + sorted(map(str, self.problems))

    def with_pieces_of(self, expected: Findings) -> Findings:
        """Itself with those pieces of messages that are expected, where they are in its own."""
        return replace(self, problems=[_shortened(mark, expected) for mark in self.problems])


def _shortened(mark: Mark, expected: Findings) -> Mark:
    pieces = [
        other.message
        for other in expected.problems
        if other.code == mark.code and other.message in mark.message
        and (other.line, other.column) == (mark.line, mark.column)
    ]  # fmt: skip
    return replace(mark, message=max(pieces, key=len)) if pieces else mark


@dataclass
class CodeLine:
    """A line of a program, and the comments behind it that are expectations.

    Number 0 has what stands above the first line.
    """

    number: int
    text: str
    comments: list[str] = field(default_factory=list)


def code_lines(path: Path) -> list[CodeLine]:
    """The lines of a file of a program."""
    lines = [CodeLine(0, "")]
    for number, text in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
        if _speaks_of(lines[-1], text):
            lines[-1].comments.append(text.strip())
        elif match := _HINT.fullmatch(text):
            lines.append(CodeLine(number, match["code"], [text[match.end("space") :]]))
        else:
            lines.append(CodeLine(number, text))
    return lines


def _speaks_of(line: CodeLine, text: str) -> bool:
    if line.number == 0 and (_ABOUT.fullmatch(text) or (line.comments and _MORE.fullmatch(text))):
        return True
    match = _HINT.fullmatch(text)
    alone = (_PROBLEM, _END, _FROM, _MODEL)
    return bool(match and not match["code"]) or any(each.fullmatch(text) for each in alone)


class _Reader:
    """Reads the expectations of one file.

    Args:
        file: its name.
        lines: what stands in it.
        tag: what holds.
    """

    def __init__(self, file: str, lines: list[CodeLine], tag: str) -> None:
        self._file = file
        self._lines = lines
        self._tag = tag

    def read(self, expected: Findings) -> None:
        for index, line in enumerate(self._lines):
            place = Line(self._file, line.number)
            for number, comment in enumerate(line.comments):
                if index == 0:
                    text = comment.removeprefix("# about: ").removeprefix("#     ")
                    expected.about = f"{expected.about} {text}".strip()
                elif match := self._held(_MODEL, comment):
                    expected.models.append((match["name"], match["text"]))
                elif match := self._held(_HINT, comment):
                    expected.hints.setdefault(place, []).extend(match["text"].split("; "))
                elif match := self._held(_PROBLEM, comment):
                    mark = self._mark(match, index, line.comments[number + 1 :])
                    expected.problems.append(mark)

    def _held(self, pattern: re.Pattern[str], comment: str) -> re.Match[str] | None:
        match = pattern.fullmatch(comment)
        tag = match["tag"] if match else None
        if tag and (tag.removeprefix("not ") == self._tag) == tag.startswith("not "):
            return None
        return match

    def _mark(self, match: re.Match[str], index: int, following: list[str]) -> Mark:
        start = match.start("carets") + 1 if match["space"] else 1
        end_line, end = self._lines[index].number, match.end("carets") + 1
        if match["more"]:
            end_line, end = self._end(index)
        related = itertools.takewhile(bool, map(_FROM.fullmatch, following))
        return Mark(
            line=Line(self._file, self._lines[index].number),
            column=start,
            end_line=end_line,
            end_column=end,
            code=match["code"],
            severity=match["severity"],
            message=match["message"],
            related=tuple(each["text"] for each in related if each),
        )

    def _end(self, index: int) -> tuple[int, int]:
        for line in self._lines[index + 1 :]:
            for comment in line.comments:
                if _END.fullmatch(comment):
                    return line.number, len(comment) - len(" end") + 1
        raise ValueError(f"no `# ^ end` below line {self._lines[index].number} of {self._file}")


def programs() -> list[Path]:
    """Each program, by the file that is run, but for those that are for Keras 2 alone."""
    return sorted([*PROGRAMS.glob("*.py"), *PROGRAMS.glob("*/main.py")])


def programs_of_keras2() -> list[Path]:
    """Those that are for Keras 2 alone."""
    return sorted((PROGRAMS / "keras2").glob("*.py"))


def title(program: Path) -> str:
    """A program's name."""
    return program.parent.name if program.stem == "main" else program.stem


def files(program: Path) -> list[Path]:
    """The files of a program."""
    return sorted(program.parent.rglob("*.py")) if program.stem == "main" else [program]


def tagged(tag: str) -> list[Path]:
    """The programs of which something else is expected where a tag holds."""
    pattern = re.compile(rf"# .*\[(?:not )?{tag}\]")
    return [
        program
        for program in programs()
        if any(pattern.search(path.read_text(encoding="utf-8")) for path in files(program))
    ]


def read(program: Path, tag: str = "") -> Findings:
    """What is expected of a program, plainly or where a tag holds."""
    expected = Findings()
    for path in files(program):
        name = path.relative_to(program.parent).as_posix()
        _Reader(name, code_lines(path), tag).read(expected)
    return expected
