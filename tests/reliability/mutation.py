"""Programs and messages, damaged as by a hand that slips.

The programs are those of the tests and of the rules' pages. A mutant is made from a seed alone:
the same number gives the same text.
"""

from __future__ import annotations

import ast
import copy
import io
import random
import re
import tokenize
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.reliability.wire import DOCUMENT, EMPTY_RANGE, HERE, ORIGIN, notification, request

REPOSITORY = Path(__file__).parents[2]
PROGRAMS = REPOSITORY / "tests" / "programs"
PAGES = REPOSITORY / "keras_lsp" / "rules" / "pages"
_EXAMPLE = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_SKIPPED = {
    tokenize.NEWLINE, tokenize.NL, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER,
    tokenize.COMMENT, tokenize.ENCODING,
}  # fmt: skip
_NUMBERS = ("0", "1", "-1", "2", "3", "7", "1000", "None", "1.5", "()", "10**6")
# Of the mutants so many need not be Python.
_BROKEN = 0.1
_TRIES = 20


@dataclass(frozen=True)
class Mutant:
    """A damaged program.

    Attributes:
        seed: of its changes.
        name: of the program that it was, a path relative to `PROGRAMS`.
        text: of it.
    """

    seed: int
    name: str
    text: str


def originals() -> dict[str, str]:
    """The texts that mutants are made of: by path below `PROGRAMS`, or by page and number."""
    found = {}
    for path in sorted(PROGRAMS.rglob("*.py")):
        name = path.relative_to(PROGRAMS).as_posix()
        if not name.startswith("keras2/"):
            found[name] = path.read_bytes().decode()
    for page in sorted(PAGES.glob("*.md")):
        for number, text in enumerate(_EXAMPLE.findall(page.read_text("utf-8"))):
            found[f"{page.stem.lower()}_{number}.py"] = text
    return found


def mutant(seed: int, sources: dict[str, str]) -> Mutant:
    """A program with one to three changes; most of them can still be compiled."""
    chance = random.Random(seed)
    name = chance.choice(sorted(sources))
    may_break = chance.random() < _BROKEN
    text = sources[name]
    for _ in range(_TRIES):
        text = sources[name]
        for _ in range(chance.randint(1, 3)):
            text = chance.choice(_CHANGES)(chance, text)
        if text != sources[name] and (may_break or parses(text)):
            break
    return Mutant(seed, name, text)


def parses(text: str) -> bool:
    """Whether it is Python."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            ast.parse(text)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return False
    return True


# Changes.


def _tokens(text: str) -> list[tuple[int, int]]:
    """Where the tokens of a text begin and end, as far as it can be read."""
    lines = io.StringIO(text, newline="").readlines()
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line))
    found = []
    try:
        for token in tokenize.generate_tokens(iter(lines).__next__):
            if token.type not in _SKIPPED and token.string:
                start, end = token.start, token.end
                found.append((starts[start[0] - 1] + start[1], starts[end[0] - 1] + end[1]))
    except (tokenize.TokenError, SyntaxError, IndexError):
        return found
    return found


def _put(text: str, place: tuple[int, int], new: str) -> str:
    return text[: place[0]] + new + text[place[1] :]


def _delete_token(chance: random.Random, text: str) -> str:
    places = _tokens(text)
    return _put(text, chance.choice(places), "") if places else text


def _double_token(chance: random.Random, text: str) -> str:
    places = _tokens(text)
    if not places:
        return text
    place = chance.choice(places)
    word = text[slice(*place)]
    return _put(text, place, f"{word} {word}" if word.isidentifier() else word * 2)


def _swap_tokens(chance: random.Random, text: str) -> str:
    places = _tokens(text)
    if len(places) < 2:
        return text
    first, second = sorted(chance.sample(places, 2))
    one, other = text[slice(*first)], text[slice(*second)]
    return _put(_put(text, second, one), first, other)


def _swap_alike(chance: random.Random, text: str) -> str:
    """Two names, or two numbers, or two signs: what can still be compiled more often."""
    places = _tokens(text)
    if not places:
        return text
    first = chance.choice(places)
    kind = _kind(text[slice(*first)])
    second = chance.choice([place for place in places if _kind(text[slice(*place)]) == kind])
    first, second = sorted((first, second))
    if first == second:
        return text
    one, other = text[slice(*first)], text[slice(*second)]
    return _put(_put(text, second, one), first, other)


def _kind(word: str) -> str:
    if word.isidentifier():
        return "name"
    return "number" if word[0].isdigit() else word[0] if word[0] in "\"'" else "sign"


def _other_number(chance: random.Random, text: str) -> str:
    places = [place for place in _tokens(text) if text[place[0]].isdigit()]
    return _put(text, chance.choice(places), chance.choice(_NUMBERS)) if places else text


def _delete_line(chance: random.Random, text: str) -> str:
    lines = text.splitlines(keepends=True)
    if lines:
        del lines[chance.randrange(len(lines))]
    return "".join(lines)


def _double_line(chance: random.Random, text: str) -> str:
    lines = text.splitlines(keepends=True)
    if lines:
        number = chance.randrange(len(lines))
        lines.insert(chance.randrange(len(lines) + 1), lines[number])
    return "".join(lines)


def _swap_lines(chance: random.Random, text: str) -> str:
    lines = text.splitlines(keepends=True)
    if len(lines) > 1:
        first, second = chance.sample(range(len(lines)), 2)
        lines[first], lines[second] = lines[second], lines[first]
    return "".join(lines)


_CHANGES = (
    _delete_token, _double_token, _swap_tokens, _swap_alike, _swap_alike, _other_number,
    _other_number, _delete_line, _double_line, _swap_lines,
)  # fmt: skip


# Messages.


def valid(number: str) -> list[dict[str, Any]]:
    """One of each kind, all about a document that need not be there."""
    item = {**DOCUMENT, "languageId": "python", "version": 1, "text": "import numpy\nx = 1\n"}
    change = {"range": EMPTY_RANGE, "rangeLength": 0, "text": "y"}
    cell = {"kind": 2, "document": "cell:1"}
    notebook = {"uri": "file:///nowhere/n.ipynb", "version": 1, "notebookType": "jupyter-notebook"}
    where = {**HERE, "range": EMPTY_RANGE, "context": {"diagnostics": [], "only": ["quickfix"]}}
    commands = ("plotModel", "summarizeModel", "describeLayer", "analyze", "restart")
    return [
        *(
            request(f"textDocument/{name}", number, where)
            for name in ("hover", "inlayHint", "codeLens", "documentSymbol", "codeAction")
        ),
        *(
            request("workspace/executeCommand", number,
                    {"command": f"keras-lsp.{name}", "arguments": [{**DOCUMENT, "format": "dot"}]})
            for name in commands
        ),
        request("inlayHint/resolve", number, {"position": ORIGIN, "label": "x", "data": {}}),
        notification("textDocument/didOpen", {"textDocument": item}),
        notification("textDocument/didChange",
                     {"textDocument": {**DOCUMENT, "version": 2}, "contentChanges": [change]}),
        notification("textDocument/didSave", {"textDocument": DOCUMENT, "text": "x"}),
        notification("textDocument/didClose", {"textDocument": DOCUMENT}),
        notification("workspace/didChangeConfiguration",
                     {"settings": {"keras-lsp": {"run": "off"}}}),
        notification("workspace/didChangeWatchedFiles", {"changes": [{**DOCUMENT, "type": 1}]}),
        notification("workspace/didChangeWorkspaceFolders",
                     {"event": {"added": [{"uri": "file:///nowhere", "name": "n"}],
                                "removed": [{"uri": "file:///nowhere", "name": "n"}]}}),
        notification("notebookDocument/didOpen",
                     {"notebookDocument": {**notebook, "cells": [cell]},
                      "cellTextDocuments": [{**item, "uri": "cell:1"}]}),
        notification("notebookDocument/didChange",
                     {"notebookDocument": notebook, "change": {"cells": {
                         "structure": {"array": {"start": 0, "deleteCount": 1, "cells": [cell]}},
                         "textContent": [{"document": {"uri": "cell:1", "version": 2},
                                          "changes": [change]}]}}}),
        notification("notebookDocument/didClose",
                     {"notebookDocument": notebook, "cellTextDocuments": [{"uri": "cell:1"}]}),
        notification("$/setTrace", {"value": "off"}),
        notification("$/cancelRequest", {"id": number}),
    ]  # fmt: skip


VALUES: tuple[Any, ...] = (
    None, True, -1, 0, 1.5, 2**31 - 1, 2**70, "", "x", "\0", "\ud800", "😀", [], [None], {},
    {"x": 1}, "file:///nowhere/model.py", "file:///nowhere/other.py", ORIGIN, EMPTY_RANGE,
)  # fmt: skip


def damaged(chance: random.Random, number: str) -> dict[str, Any]:
    """A message with up to two values that are others, missing, or double."""
    message = copy.deepcopy(chance.choice(valid(number)))
    for _ in range(chance.randint(0, 2)):
        holder: Any = message["params"]
        while True:
            keys = list(holder) if isinstance(holder, dict) else list(range(len(holder)))
            if not keys:
                break
            key = chance.choice(keys)
            if isinstance(holder[key], (dict, list)) and chance.random() < 0.8:
                holder = holder[key]
                continue
            if chance.random() < 0.3:
                del holder[key]
            elif isinstance(holder, list) and chance.random() < 0.5:
                holder.append(holder[key])
            else:
                holder[key] = copy.deepcopy(chance.choice(VALUES))
            break
    return message
