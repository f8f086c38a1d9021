"""A program as it was at a revision, its workspace modules included.

Reads with `git` and `imports`; runs nothing.
"""

from __future__ import annotations

import asyncio
import io
import tokenize
from dataclasses import dataclass
from typing import TYPE_CHECKING

from keras_lsp.programs import git, imports, notebook
from keras_lsp.report import is_notebook

if TYPE_CHECKING:
    from collections.abc import Sequence


class RevisionError(Exception):
    """The file was not a program at the revision; the message says why, without the path."""


@dataclass(frozen=True)
class ProgramAtRevision:
    """A program as it was.

    Attributes:
        text: of the file.
        modules: texts of the workspace modules that it imported, by absolute path; those that
            were not in the revision are left out.
        keras: somewhere in it Keras is imported.
        packages: top-level modules from elsewhere that it imported.
    """

    text: str
    modules: dict[str, str]
    keras: bool
    packages: tuple[str, ...]


async def program_at(
    at: git.Revision, path: str, folders: Sequence[str]
) -> ProgramAtRevision | None:
    """The program that the file was; None if it was not in the revision.

    Raises:
        GitError: git failed.
        RevisionError: it does not compile, or is not text.
    """
    found = await git.contents(at, [path])
    if path not in found:
        return None
    text = await asyncio.to_thread(_program, path, found[path])
    try:
        own = await asyncio.to_thread(imports.module, text)
    except SyntaxError as error:
        raise RevisionError(f"did not compile: {error.msg}") from None
    finder = imports.ImportFinder()
    there = await _there(at)
    modules: dict[str, str] = {}
    asked: set[str] = set()
    while True:
        program = await asyncio.to_thread(finder.program, path, own, folders, modules, there)
        new = program.files - asked
        if not new:
            return ProgramAtRevision(text, modules, program.keras, program.packages)
        asked |= new
        contents = await git.contents(at, sorted(new))
        modules |= {
            file: read for file, raw in contents.items() if (read := text_of(raw)) is not None
        }


_known: dict[git.Revision, imports.Listing] = {}


async def _there(at: git.Revision) -> imports.Listing:
    """The modules of the commit, of which some may have been moved or removed since."""
    if at not in _known:
        files = await git.python_files(at)
        _known.clear()
        _known[at] = await asyncio.to_thread(imports.Listing, files)
    return _known[at]


def text_of(raw: bytes) -> str | None:
    r"""Source as Python decodes it, `\n` for every line end; None if it cannot."""
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(raw).readline)
        return io.TextIOWrapper(io.BytesIO(raw), encoding).read()
    except (SyntaxError, UnicodeDecodeError):
        return None


def _program(path: str, raw: bytes) -> str:
    text = text_of(raw)
    if text is None:
        raise RevisionError("was not text")
    if not is_notebook(path):
        return text
    try:
        cells = notebook.read_cells(text)
    except notebook.NotebookError as error:
        raise RevisionError(str(error)) from None
    return notebook.program(path, (cell.text for cell in cells)).text
