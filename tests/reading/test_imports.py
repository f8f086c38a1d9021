"""Which programs use Keras, and through which files."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from keras_lsp.programs.imports import ImportFinder, module

if TYPE_CHECKING:
    from pathlib import Path


def uses_keras(text: str) -> bool:
    return module(text).uses_keras


@pytest.mark.parametrize(
    "text",
    [
        "import keras",
        "import keras.layers as kl",
        "from keras.layers import Dense",
        "from tensorflow.keras import layers",
        "from tensorflow import keras",
        "import tensorflow as tf\ntf.keras.layers.Dense(1)",
        "def f():\n    try:\n        import tf_keras\n    except ImportError: pass",
    ],
)
def test_keras(text: str) -> None:
    assert uses_keras(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "import os",
        "# import keras",
        "'import keras'",
        "from . import keras",
        "import tensorflow as tf",
    ],
)
def test_no_keras(text: str) -> None:
    assert not uses_keras(text)


def test_a_byte_order_mark_and_odd_escapes_are_no_errors() -> None:
    assert uses_keras("\ufeffimport keras\ns = '\\d'")


@pytest.mark.parametrize("text", ["x = (", "a\0b", "(" * 5000])
def test_what_does_not_compile(text: str) -> None:
    with pytest.raises(SyntaxError):
        module(text)


def program(
    path: Path, folder: Path, overlays: dict[str, str] | None = None
) -> tuple[bool, set[str], tuple[str, ...]]:
    text = path.read_text()
    found = ImportFinder().program(str(path), module(text), [str(folder)], overlays or {})
    return found.keras, {file.removeprefix(f"{folder}/") for file in found.files}, found.packages


def write(folder: Path, **files: str) -> None:
    for name, text in files.items():
        path = folder / (name.replace("__", "/") + ".py")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def test_through_a_module_beside_it(tmp_path: Path) -> None:
    write(tmp_path, main="import parts, numpy, os", parts="import keras, pandas")
    assert program(tmp_path / "main.py", tmp_path) == (
        True,
        {"parts.py"},
        ("numpy", "keras", "pandas"),
    )


def test_through_the_workspace_folder_and_its_src(tmp_path: Path) -> None:
    write(tmp_path, scripts__main="from pkg.nets import build\nimport top")
    write(
        tmp_path, top="", src__pkg__nets="from .blocks import b", src__pkg__blocks="import keras"
    )
    (tmp_path / "src/pkg/__init__.py").write_text("")
    assert program(tmp_path / "scripts/main.py", tmp_path) == (
        True,
        {"src/pkg/__init__.py", "src/pkg/nets.py", "src/pkg/blocks.py", "top.py"},
        ("keras",),
    )


def test_relative_imports_of_submodules_and_parents(tmp_path: Path) -> None:
    write(
        tmp_path,
        pkg__sub__main="from . import near\nfrom ..far import x",
        pkg__sub__near="",
        pkg__far="import keras",
    )
    keras, files, _ = program(tmp_path / "pkg/sub/main.py", tmp_path)
    assert keras
    assert files == {"pkg/sub/near.py", "pkg/far.py"}


def test_modules_that_import_each_other(tmp_path: Path) -> None:
    write(tmp_path, main="import a", a="import b", b="import a\nimport main")
    assert program(tmp_path / "main.py", tmp_path) == (False, {"a.py", "b.py"}, ())


def test_unsaved_texts_count_in_place_of_files(tmp_path: Path) -> None:
    write(tmp_path, main="import a", a="import os")
    assert not program(tmp_path / "main.py", tmp_path)[0]
    assert program(tmp_path / "main.py", tmp_path, {str(tmp_path / "a.py"): "import keras"})[0]


def test_a_changed_file_is_read_again(tmp_path: Path) -> None:
    write(tmp_path, main="import a", a="import os")
    finder = ImportFinder()
    own = module("import a")
    assert not finder.program(str(tmp_path / "main.py"), own, [], {}).keras
    write(tmp_path, a="import keras")
    assert finder.program(str(tmp_path / "main.py"), own, [], {}).keras
