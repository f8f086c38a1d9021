"""What CONTRIBUTING.md says of the house is true: its paths, its names, its list of exceptions."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "keras_lsp"
TEXT = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
# A path is told from the top, or from the package that the text is about.
PACKAGES = ("server", "server/features", "runs", "worker", "rules", "rules/pages")
FROM = [ROOT, PACKAGE, *(PACKAGE / name for name in PACKAGES)]
PATH = re.compile(r"(?<![\w/.{])[\w.-]+(?:/[\w.-]+)*(?:\.(?:py|md|toml|json)|(?<=\w)/(?![\w{]))")
# What the reader is to put a name of their own for.
PLACEHOLDERS = ("NAME.", "KLxxx")
PICTURED = re.compile(r"^ +([\w./]+?(?:\.py|/)) +(\w+) {2,}\S", re.MULTILINE)
OVERLOOKED = re.compile(r"# (?:noqa: ([A-Z0-9, ]+)|type: ignore\[([a-z, -]+)\])")


def found(path: str) -> Path | None:
    return next((base / path for base in FROM if (base / path).exists()), None)


def test_each_path_exists() -> None:
    paths = [path for path in PATH.findall(TEXT) if not any(one in path for one in PLACEHOLDERS)]
    assert len(paths) > 40
    assert [path for path in paths if found(path) is None] == []


def test_each_name_in_the_picture_is_defined_where_it_says() -> None:
    pictured = PICTURED.findall(TEXT)
    assert ("server/scheduler.py", "Scheduler") in pictured
    for path, name in pictured:
        file = found(path)
        assert file is not None, path
        tree = ast.parse((file / "__init__.py" if file.is_dir() else file).read_text())
        kinds = (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
        assert name in {node.name for node in tree.body if isinstance(node, kinds)}, (path, name)


def test_no_module_is_much_longer_than_400_lines() -> None:
    sizes = {file: file.read_text(encoding="utf-8").count("\n") for file in PACKAGE.rglob("*.py")}
    assert {str(file): size for file, size in sizes.items() if size > 420} == {}


def test_no_public_class_has_the_name_of_another() -> None:
    # The adapters of Keras 2 and Keras 3 are twins on purpose.
    places: dict[str, list[str]] = {}
    for file in PACKAGE.rglob("*.py"):
        home = str(file.relative_to(PACKAGE))
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                places.setdefault(node.name, []).append(re.sub("keras[23]", "kerasN", home))
    assert {name: found for name, found in places.items() if len(set(found)) > 1} == {}


def test_what_the_tools_overlook_is_listed_and_nothing_else() -> None:
    section = TEXT.partition("## What the tools overlook")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| (`.+?`) \|", section, re.MULTILINE)
    listed = {code for row in rows for code in re.findall(r"`(.+?)`", row)}
    found = {
        code.strip()
        for file in PACKAGE.rglob("*.py")
        for either in OVERLOOKED.findall(file.read_text(encoding="utf-8"))
        for code in "".join(either).split(",")
    }
    assert listed - found == {"SLF001", "TC001", "D102"}  # For whole files and packages.
    assert found - listed == set()
