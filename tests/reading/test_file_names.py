"""Names of files are compared as the system writes them."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from keras_lsp.programs.file_names import caches, pattern

WORKER = Path(__file__).parents[2] / "keras_lsp" / "worker"


@pytest.mark.parametrize(
    ("separator", "name"),
    [
        ("/", "/usr/lib/python3.11/site-packages/keras/src/ops/numpy.py"),
        ("\\", r"C:\Python311\Lib\site-packages\keras\src\ops\numpy.py"),
    ],
)
def test_a_part_of_a_name_is_found_on_each_system(separator: str, name: str) -> None:
    files = pattern("/keras/src/(ops|activations)/", r"/input_layer\.py$", separator=separator)
    assert files.search(name)
    assert files.search(name.replace("ops", "activations"))
    assert not files.search(name.replace("ops", "layers"))
    assert files.search(separator.join(["", "keras", "input_layer.py"]))
    assert not files.search(separator.join(["", "keras", "input_layer.pyc"]))


def test_caches_are_named_with_one_kind_of_separator(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.path.expanduser", lambda _: "home")
    monkeypatch.setattr("os.path.join", lambda *parts: "\\".join(parts))
    monkeypatch.delenv("KERAS_HOME", raising=False)
    assert caches() == [
        r"home\.keras",
        r"home\tensorflow_datasets",
        r"home\.cache\huggingface\hub",
        r"home\.cache\kagglehub",
    ]


PACKAGE_FILE = re.compile(
    r"/(keras|keras_lsp|tensorflow|matplotlib|numpy|autograph|site-packages)/"
)


def test_no_name_of_a_package_is_compared_as_it_is_written_on_posix() -> None:
    """All such names go through `pattern`."""
    bare = []
    for path in WORKER.rglob("*.py"):
        tree = ast.parse(path.read_text("utf-8"))
        inside = {
            inner
            for call in ast.walk(tree)
            if isinstance(call, ast.Call) and ast.unparse(call.func) == "pattern"
            for inner in ast.walk(call)
        }
        bare += [
            f"{path.name}:{node.lineno}"
            for node in ast.walk(tree)
            if isinstance(node, ast.Constant)
            and node not in inside
            and isinstance(node.value, str)
            and "\n" not in node.value
            and PACKAGE_FILE.search(node.value)
        ]
    assert bare == []
