"""Programs in files: their text as Python decodes it, and the folder that they belong to.

Reads files; runs nothing.
"""

from __future__ import annotations

import codecs
import os
import tokenize
from dataclasses import dataclass
from pathlib import Path

from keras_lsp.programs import notebook
from keras_lsp.programs.file_names import real_path
from keras_lsp.programs.notebook import Layout, NotebookError, NotebookProgram
from keras_lsp.report import is_notebook

_PYTHON_SUFFIXES = ("", ".py", ".pyw")
_PROJECT_MARKS = ("pyproject.toml", ".git")


class UnreadableError(Exception):
    """A file cannot be read as Python source; the message says why, without the path."""


@dataclass(frozen=True)
class ProgramFile:
    """The program in a file.

    Attributes:
        program: its text, and what is left out of it.
        layout: of a notebook, whose cells make one text.
    """

    program: NotebookProgram
    layout: Layout | None = None


def read_program(path: str) -> ProgramFile:
    """The program in a Python file or a notebook.

    Raises:
        UnreadableError: it is missing, no file, no Python source, no notebook, or not in its
            encoding.
    """
    if not is_notebook(path):
        return ProgramFile(NotebookProgram(read_source(path), ()))
    try:
        cells = notebook.read_cells(read_notebook(path))
    except NotebookError as error:
        raise UnreadableError(str(error)) from None
    program = notebook.program(absolute(path), (cell.text for cell in cells))
    return ProgramFile(program, Layout(cells))


def text_of(path: str) -> str | None:
    """The text of the program in a file; None if it cannot be read."""
    try:
        return read_program(path).program.text
    except UnreadableError:
        return None


def read_source(path: str) -> str:
    """The text of a Python file, decoded as Python itself would.

    Raises:
        UnreadableError: it is missing, no file, no Python source, or not in its encoding.
    """
    file = Path(path)
    _refuse_directory(file)
    if file.suffix.lower() not in _PYTHON_SUFFIXES:
        raise UnreadableError("is not a Python file; give *.py and *.ipynb files")
    try:
        with tokenize.open(path) as stream:
            text = stream.read()
    except OSError as error:
        raise UnreadableError(error.strerror or str(error)) from None
    except SyntaxError as error:
        raise UnreadableError(f"cannot be decoded: {error.msg}") from None
    except UnicodeDecodeError as error:
        raise UnreadableError(
            f"is not {error.encoding} text (byte {error.start}); save it as UTF-8 or name its "
            "encoding in the first line: # -*- coding: … -*-"
        ) from None
    if "\0" in text:
        raise UnreadableError("is not a Python file: it contains null bytes")
    return text


def read_notebook(path: str) -> str:
    """The text of a notebook file.

    Raises:
        UnreadableError: it is missing, no file, or not in UTF-8.
    """
    _refuse_directory(Path(path))
    try:
        raw = Path(path).read_bytes()
    except OSError as error:
        raise UnreadableError(error.strerror or str(error)) from None
    try:
        return raw.removeprefix(codecs.BOM_UTF8).decode("utf-8")
    except UnicodeDecodeError as error:
        raise UnreadableError(
            f"is not a notebook: not UTF-8 (byte {error.start}); save it as UTF-8"
        ) from None


def _refuse_directory(file: Path) -> None:
    if file.is_dir():
        raise UnreadableError("is a directory; give the files in it")


def absolute(path: str) -> str:
    """The absolute path, symbolic links kept."""
    return os.path.abspath(path)  # noqa: PTH100 - Path.absolute keeps ".."


def workspace_of(file: str) -> str:
    """The folder whose files are user code, for an absolute path.

    The current directory if the file is below it, else the nearest directory above the file
    that looks like a project, else the file's own. The home directory, and one that contains it,
    is neither of the first two.
    """
    parents = Path(file).parents
    narrow = [parent for parent in parents if not _contains_home(parent)]
    if Path.cwd() in narrow:
        return str(Path.cwd())
    marked = (p for p in narrow if any((p / mark).exists() for mark in _PROJECT_MARKS))
    return str(next(marked, parents[0]))


def _contains_home(folder: Path) -> bool:
    try:
        home = Path.home()
    except RuntimeError:  # A user of a container may have none.
        home = Path(folder.anchor)
    return Path(real_path(home)).is_relative_to(real_path(folder))
