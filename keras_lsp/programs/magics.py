"""Turns a notebook cell into plain Python: IPython syntax is replaced, nothing moves.

Each line stays where it is and each expression in its columns. Standard library only.
What IPython would compute becomes `get_ipython()`, which a run of a notebook does not know.
"""

from __future__ import annotations

import ast
import functools
import itertools
import keyword
import re
import tokenize
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

UNKNOWN = "get_ipython()"
# Tells the run that there may be names of which it does not know.
UNKNOWN_NAMES = "get_ipython(names=True)"
# After a command that is not run, files may be missing.
UNKNOWN_FILES = "get_ipython(files=True)"
_MAKES_FILES = re.compile(
    r"!+\s*(sudo\s+)?(aria2c|aws|bash|cp|curl|gdown|git|gsutil|gunzip|kaggle|ln|mv|python[\d.]*|sh"
    r"|tar|unrar|unzip|wget|7z)\b(?!\s+-m\s+pip)"
)

_SUSPICIOUS = re.compile(r"^\s*[%!?,;/]|\?\s*$|=\s*[%!]", re.MULTILINE)
_CELL_MAGIC = re.compile(r"%%\s*(?P<name>[\w!]+)(?P<rest>.*)")
_LINE_MAGIC = re.compile(r"%{1,2}\s*(?P<name>\w*)\s*(?P<rest>.*)")
_HELP = re.compile(r"\?.*|%{0,2}[\w.*\[\]]+\?{1,2}$")
_ASSIGNED = re.compile(r"(?P<target>[\w.,\s\[\]]+?)\s*=\s*(!|%\s*[A-Za-z])")
_OPTIONS = re.compile(r"(?:-[a-z]+\s*\d*\s+)*")
_SCRIPT = re.compile(r"(?:-\w+\s+)*(?:\./)?(?P<module>[A-Za-z_]\w*(?:/[A-Za-z_]\w*)*)\.py\b")
_STRING = re.compile(r"'[^'\\]*'|\"[^\"\\]*\"")
_PROMPT = re.compile(r"^\s*(?:>>> |\.\.\. |In \[\d+\]: )", re.MULTILINE)

# Cell magics whose cell runs as it stands, and those whose cell is no Python of this program.
_RUN = frozenset({"time", "timeit", "capture", "prun", "memit", "mprun", "lprun", "wandb"})
_OTHERS = (
    "! bash bigquery cmd file html HTML javascript js latex markdown perl pypy python python2 "
    "python3 R ruby script sh shell sql svg SVG sx system writefile writetemplate"
)
_FOREIGN = frozenset(_OTHERS.split())
# Line magics that IPython takes without `%`, where they are all that a cell consists of.
_AUTOMATIC_NAMES = (
    "cat cd conda config cp env ls ll load_ext matplotlib mkdir mv pip precision pwd "
    "reload_ext reset rm rmdir who whos who_ls"
)
_AUTOMATIC_BINDING = frozenset({"pylab", "run", "time"})
_AUTOMATIC = frozenset(_AUTOMATIC_NAMES.split()) | _AUTOMATIC_BINDING


@dataclass(frozen=True)
class PlainCell:
    """A cell as Python.

    Attributes:
        head: what is to stand on a line of its own before it; may be empty.
        lines: as many as the cell has, without ends.
        error: why the cell is no Python; then its lines are empty.
    """

    head: str
    lines: tuple[str, ...]
    error: SyntaxError | None = None


@functools.lru_cache(maxsize=2048)
def plain(text: str) -> PlainCell:
    r"""The cell of this text, whose lines end in `\n`.

    A cell that another language is for, and one that is no Python, becomes empty lines; the
    names that it seems to bind are unknown.
    """
    lines = text.split("\n")
    first = _first(lines)
    while first is not None and (magic := _CELL_MAGIC.match(lines[first].lstrip())):
        name, rest = magic["name"], magic["rest"].strip()
        if name in _FOREIGN:
            return _skipped_cell(lines, "")
        if name not in _RUN:
            return _skipped_cell(lines, _bind_unknown(text))
        captured = name == "capture" and rest.isidentifier()
        lines[first] = f"{rest} = {UNKNOWN}" if captured else ""
        first = _first(lines, first + 1)
    if first is not None and _PROMPT.match(lines[first]):
        return _skipped_cell(lines, _bind_unknown(_PROMPT.sub("", text)))
    if _SUSPICIOUS.search(text):
        _put_escapes_away(lines)
    head = "if 1:" if _is_indented(lines) else ""
    error = _error(lines, head)
    if _is_automatic(text, parses=error is None):
        binds = text.split()[0] in _AUTOMATIC_BINDING
        return _skipped_cell(lines, UNKNOWN_NAMES if binds else "")
    if error is not None:
        return _skipped_cell(lines, _bind_unknown(text), error)
    return PlainCell(head, tuple(lines))


def _skipped_cell(lines: list[str], head: str, error: SyntaxError | None = None) -> PlainCell:
    return PlainCell(head, ("",) * len(lines), error)


def _first(lines: list[str], start: int = 0) -> int | None:
    return next((i for i in range(start, len(lines)) if lines[i].strip()), None)


def _is_indented(lines: list[str]) -> bool:
    code = (line for line in lines if line.strip() and not line.lstrip().startswith("#"))
    return next(code, "").startswith((" ", "\t"))


def _error(lines: list[str], head: str) -> SyntaxError | None:
    """Why it is no Python; lines count from the cell's first."""
    text = "\n".join([head, *lines])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            ast.parse(text)
        except SyntaxError as error:
            error.lineno = max((error.lineno or 2) - 1, 1)
            error.end_lineno = error.end_lineno and max(error.end_lineno - 1, 1)
            return error
        except (ValueError, RecursionError, MemoryError) as error:
            return SyntaxError(str(error) or "too deeply nested")
    return None


def _is_automatic(text: str, *, parses: bool) -> bool:
    words = text.split()
    if not words or "\n" in text.strip() or words[0] not in _AUTOMATIC:
        return False
    if not parses:
        return True
    options = all(re.match("-[A-Za-z]", word) for word in words[1:])
    return options and words[0] not in _AUTOMATIC_BINDING


# Lines that only IPython understands.


def _put_escapes_away(lines: list[str]) -> None:
    index = 0
    while index < len(lines):
        text = lines[index].lstrip()
        if not text or text.startswith("#"):
            index += 1
            continue
        replacement = _replacement(text)
        if replacement is None:
            index = _statement_end(lines, index)
            continue
        last = index
        while lines[last].endswith("\\") and last + 1 < len(lines):
            last += 1
        indent = lines[index][: len(lines[index]) - len(text)]
        lines[index : last + 1] = [indent + replacement] + [""] * (last - index)
        index = last + 1


def _replacement(text: str) -> str | None:
    """Python for a line of IPython's own, which begins a statement; None if it is none."""
    if _HELP.fullmatch(text.rstrip()):
        return "pass"
    if text[0] == "%":
        return _of_line_magic(text)
    if text[0] in "!,;/":
        return UNKNOWN_FILES if _MAKES_FILES.match(text) else "pass"
    assigned = _ASSIGNED.match(text)
    return f"{assigned['target']} = {UNKNOWN}" if assigned else None


def _of_line_magic(text: str) -> str:
    magic = _LINE_MAGIC.match(text)
    name = magic["name"] if magic else ""
    rest = magic["rest"] if magic else ""
    if name in ("time", "timeit"):
        options = _OPTIONS.match(rest)
        code = rest[options.end() :] if options else rest
        before = len(text) - len(code)
        timed = "0;" + " " * (before - 2) + code
        return timed if code and _error([timed], "") is None else "pass"
    if name == "run":
        script = _SCRIPT.match(rest)
        return f"from {script['module'].replace('/', '.')} import *" if script else UNKNOWN_NAMES
    if name == "pylab":
        return "from pylab import *"
    return UNKNOWN_NAMES if name in ("store", "load", "loadpy") else "pass"


def _statement_end(lines: list[str], start: int) -> int:
    """The line after the statement that begins at `start`, or after a compound one's head."""
    if _is_whole(lines[start]):
        return start + 1
    rest = (f"{line}\n" for line in itertools.islice(lines, start, None))
    try:
        for token in tokenize.generate_tokens(lambda: next(rest, "")):
            if token.type == tokenize.NEWLINE:
                return start + token.start[0]
    except (tokenize.TokenError, SyntaxError):
        pass
    return len(lines)


def _is_whole(line: str) -> bool:
    """Whether a statement surely ends on its first line, as most do: tokens take long."""
    code = _STRING.sub("", line)
    opened, closed = (sum(map(code.count, brackets)) for brackets in ("([{", ")]}"))
    return opened == closed and not any(sign in code for sign in "'\"\\#")


# Names.

_NAME = r"[^\W\d]\w*"
_DEFINED = re.compile(rf"^[ \t]*(?:async[ \t]+)?(?:def|class)[ \t]+({_NAME})", re.MULTILINE)
_TARGETS = re.compile(
    r"^[ \t]*(?:for[ \t]+)?([\w., \t()*]+?)[ \t]*(?:=(?!=)|\bin\b)", re.MULTILINE
)
_IMPORTED = re.compile(
    r"^[ \t]*(from[ \t]+\S+[ \t]+)?import[ \t]+(\([^)]*\)|[^\n;#]+)", re.MULTILINE
)
_AS = re.compile(rf"\bas[ \t]+({_NAME})")


def _bind_unknown(text: str) -> str:
    """A statement that binds what the text seems to bind to what is not known."""
    names = dict.fromkeys(name for name in _bound_names(text) if not keyword.iskeyword(name))
    return " = ".join([*names, UNKNOWN]) if names else ""


def _bound_names(text: str) -> Iterator[str]:
    yield from _DEFINED.findall(text)
    yield from _AS.findall(text)
    for targets in _TARGETS.findall(text):
        yield from (name for name in re.split(r"[\s,()*]+", targets) if name.isidentifier())
    for taken, names in _IMPORTED.findall(text):
        for part in names.strip("()").split(","):
            name = part.strip().partition(" ")[0]
            name = name if taken else name.partition(".")[0]
            if name.isidentifier():
                yield name
