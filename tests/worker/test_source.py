"""Which expression a frame is executing, and whose file it is."""

from __future__ import annotations

import ast
import codecs
import inspect
import linecache
import os
import sys
from typing import TYPE_CHECKING, Any

import pytest

from keras_lsp.report import Span
from keras_lsp.worker.source.sources import Sources, decode_source

if TYPE_CHECKING:
    from pathlib import Path
    from types import FrameType

pytestmark = pytest.mark.skipif(
    sys.version_info < (3, 11), reason="earlier Pythons do not tell columns"
)

DOCUMENT = os.path.abspath(os.sep + os.path.join("w", "model.py"))


def sources(text: str, document: str = DOCUMENT, **rest: Any) -> Sources:
    return Sources(document, text, (os.path.dirname(document),), **rest)


def spans_of(text: str) -> list[Span]:
    """Where `text` calls `here`, in the order of the calls."""
    known = sources(text)
    found: list[Span] = []

    def here(*_: object) -> None:
        frame = known.user_frame(sys._getframe(1))
        assert frame is not None
        found.append(known.span(frame))

    exec(compile(text, DOCUMENT, "exec", dont_inherit=True), {"here": here})
    return found


def places(text: str) -> list[tuple[int, int, int, int]]:
    return [(s.line, s.column, s.end_line, s.end_column) for s in spans_of(text)]


def test_columns_are_counted_from_one_and_the_end_is_exclusive() -> None:
    assert places("x = here()\n") == [(1, 5, 1, 11)]


def test_two_calls_on_one_line_are_told_apart() -> None:
    assert places("here(here(1))\n") == [(1, 6, 1, 13), (1, 1, 1, 14)]


def test_columns_count_characters_not_bytes() -> None:
    assert places("größe = '😀'; here()\n") == [(1, 14, 1, 20)]
    assert places("x = here('層', '😀')\n") == [(1, 5, 1, 19)]


def test_a_tab_is_one_character() -> None:
    assert places("if True:\n\tx =\there()\n") == [(2, 6, 2, 12)]


def test_an_expression_may_span_lines() -> None:
    assert places("x = here(\n    1,\n    'é',\n)\n") == [(1, 5, 4, 2)]


@pytest.mark.parametrize("end", ["\r\n", "\r", "\n"])
def test_line_ends_of_any_system_count_as_one(end: str) -> None:
    text = end.join(["a = '''", "é'''; here()", "b = 1; here(a)", ""])
    assert places(text) == [(2, 7, 2, 13), (3, 8, 3, 15)]


def test_a_form_feed_does_not_end_a_line() -> None:
    assert places("a = 1\n\fb = 'é\x0c'; here()\n") == [(2, 12, 2, 18)]


def test_a_method_chain_is_told_from_the_start_of_its_expression() -> None:
    assert places("class A:\n    f = staticmethod(here)\na = A()\na.f(1)\n") == [(4, 1, 4, 7)]


def test_the_line_stands_for_an_expression_whose_columns_are_not_known() -> None:
    known = sources("if 1:\n    x = f(1)  \n")
    assert known.line_span(DOCUMENT, 2) == Span(DOCUMENT, 2, 5, 2, 13)
    assert known.line_span(DOCUMENT, 99) == Span(DOCUMENT, 99, 1, 99, 1)


# Whose file is it.


def test_files_below_the_workspace_are_the_users(tmp_path: Path) -> None:
    document = tmp_path / "model.py"
    known = sources("", str(document))
    assert known.is_user(str(document))
    assert known.is_user(str(tmp_path / "nets" / "vision.py"))
    assert not known.is_user(str(tmp_path.parent / "elsewhere.py"))
    assert not known.is_user("<string>")
    assert not known.is_user("relative.py")
    assert not known.is_user(os.__file__)


def test_a_folder_whose_name_merely_begins_alike_is_not_the_users(tmp_path: Path) -> None:
    known = sources("", str(tmp_path / "w" / "model.py"))
    assert not known.is_user(str(tmp_path / "w2" / "model.py"))


def test_packages_installed_inside_the_workspace_are_not_the_users(tmp_path: Path) -> None:
    known = sources("", str(tmp_path / "model.py"))
    package = tmp_path / ".venv" / "lib" / "python3" / "site-packages" / "keras" / "layers.py"
    assert not known.is_user(str(package))


def test_executed_files_are_remembered_in_the_order_of_their_first_use(tmp_path: Path) -> None:
    known = sources("", str(tmp_path / "model.py"))
    for name in ("b.py", "a.py", "b.py"):
        known.is_user(str(tmp_path / name))
    assert known.executed == [str(tmp_path / "b.py"), str(tmp_path / "a.py")]


def test_the_text_in_the_editor_wins_over_the_file(tmp_path: Path) -> None:
    on_disk, open_in_editor = tmp_path / "a.py", tmp_path / "b.py"
    on_disk.write_text("x = 'disk'\n", encoding="utf-8")
    open_in_editor.write_text("x = 'disk'\n", encoding="utf-8")
    known = sources(
        "", str(tmp_path / "model.py"), overlays={str(open_in_editor): "x = 'editor'\n"}
    )
    assert known.line(str(on_disk), 1) == "x = 'disk'"
    assert known.line(str(open_in_editor), 1) == "x = 'editor'"
    assert known.line(str(tmp_path / "missing.py"), 1) == ""


def test_a_source_is_decoded_as_python_would() -> None:
    assert decode_source("x = 'é'\r\n".encode()) == "x = 'é'\r\n"
    assert decode_source("# coding: latin-1\nx = 'é'\n".encode("latin-1")).endswith("'é'\n")
    assert decode_source(codecs.BOM_UTF8 + b"x = 1\n") == "x = 1\n"
    with pytest.raises(SyntaxError):
        decode_source(b"# coding: klingon\n")
    with pytest.raises(UnicodeDecodeError):
        decode_source(b"# one\n# two\nx = '\xe9'\n")


# Would an exception meet an `except` of the program.


def guarded_calls(text: str) -> list[bool]:
    known = sources(text)
    found: list[bool] = []

    def here() -> None:
        frame: FrameType = sys._getframe(1)
        found.append(known.guarded(frame))

    exec(compile(text, DOCUMENT, "exec", dont_inherit=True), {"here": here})
    return found


def test_the_body_of_a_try_is_guarded_its_handler_and_the_rest_are_not() -> None:
    text = """\
here()
try:
    here()
    1 / 0
except ZeroDivisionError:
    here()
else:
    here()
finally:
    here()
here()
"""
    assert guarded_calls(text) == [False, True, False, False, False]


def test_a_try_without_handlers_guards_nothing() -> None:
    assert guarded_calls("try:\n    here()\nfinally:\n    pass\n") == [False]


def test_a_function_called_inside_a_try_is_guarded() -> None:
    text = """\
def build():
    here()
build()
try:
    build()
except ValueError:
    pass
"""
    assert guarded_calls(text) == [False, True]


def test_a_context_manager_that_swallows_exceptions_guards() -> None:
    text = """\
import contextlib
with contextlib.suppress(ValueError):
    here()
with contextlib.nullcontext():
    here()
"""
    assert guarded_calls(text) == [True, False]


def test_inspect_reads_functions_whose_lines_are_numbers_of_expressions(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As on Python 3.10. TensorFlow translates what `inspect` says that a function is."""
    text = "import functools\n\n\n@functools.cache\ndef area(a, b):\n    return a * b\n\n\nx = 1\n"
    monkeypatch.setattr(inspect, "findsource", inspect.findsource)
    monkeypatch.setattr(linecache, "cache", {})
    known = sources(text, numbered=True)
    known.publish()
    names: dict[str, Any] = {}
    exec(known.compile(ast.parse(text), DOCUMENT), names)
    assert inspect.getsource(names["area"]) == (
        "@functools.cache\ndef area(a, b):\n    return a * b\n"
    )
    assert inspect.getsourcelines(names["area"])[1] == 4
    assert inspect.getsource(pytest.raises).startswith(("def raises", "@overload"))
