"""Links of the documents lead somewhere, and each page can be found."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from tests.editors.desk import DOCUMENTATION, HERE

ROOT = Path(__file__).parents[1]
FOLDERS = (".", "docs", "keras_lsp/rules/pages", "vscode-extension", "vscode-extension/media")
PAGES = sorted(page for folder in FOLDERS for page in (ROOT / folder).glob("*.md"))
PICTURES = [*(ROOT / "docs" / "pictures").iterdir()]
_FENCED = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\]\(([^()\s]+)\)")
_HEADING = re.compile(r"^#+ +(.+?) *$", re.MULTILINE)
_KB = 1000


@cache
def prose(page: Path) -> str:
    """The text of a page, without fenced blocks."""
    return _FENCED.sub("", page.read_text(encoding="utf-8"))


@cache
def anchors(page: Path) -> frozenset[str]:
    """What forges call the headings of a page: one that comes again has a number behind it."""
    found: dict[str, int] = {}
    names = []
    for heading in _HEADING.findall(prose(page)):
        text = re.sub(r"\[(.*?)\]\(.*?\)", r"\1", heading).lower()
        name = re.sub(r"[^\w\- ]", "", text).replace(" ", "-")
        names.append(f"{name}-{found[name]}" if name in found else name)
        found[name] = found.get(name, 0) + 1
    return frozenset(names)


def links(page: Path) -> list[str]:
    text = re.sub(r"`[^`\n]*`", "", prose(page))
    return [target for target in _LINK.findall(text) if not re.match(r"[a-z]+:", target)]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page: Path) -> None:
    for target in links(page):
        path, _, anchor = target.partition("#")
        file = (page.parent / path).resolve() if path else page
        assert file.exists(), target
        assert not anchor or anchor in anchors(file), target


def test_there_are_links_and_anchors_to_look_at() -> None:
    found = [target for page in PAGES for target in links(page)]
    assert len(found) > 100
    assert "ci.md#exit-codes" in found
    assert "a-layer-before-or-after" in anchors(ROOT / "docs" / "json.md")


def test_the_readme_leads_to_every_page() -> None:
    named = {(ROOT / target.split("#")[0]).resolve() for target in links(ROOT / "README.md")}
    assert {*(ROOT / "docs").glob("*.md")} <= named
    assert {ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md"} <= named


@pytest.mark.parametrize("page", [*(ROOT / "docs").glob("*.md")], ids=lambda page: page.name)
def test_every_page_begins_with_what_it_is_for(page: Path) -> None:
    title, blank, first = page.read_text(encoding="utf-8").split("\n")[:3]
    assert title.startswith("# ")
    assert blank == ""
    assert re.match(r"[A-Z`]", first)


def test_pictures_are_small_and_shown() -> None:
    shown = {(page.parent / target).resolve() for page in PAGES for target in links(page)}
    assert [path.name for path in PICTURES if path not in shown] == []
    for path in {*PICTURES, *(path for path in shown if path.suffix == ".png")}:
        assert path.stat().st_size < 80 * _KB, path.name


def test_the_editors_are_tested_with_the_configurations_that_the_page_has() -> None:
    tested, _, _rest = DOCUMENTATION.read_text(encoding="utf-8").partition("## Not tested")
    sections = tested.split("\n### ")[1:]
    firsts = [
        re.findall(r"^```\w+\n(.*?)^```$", part, re.MULTILINE | re.DOTALL)[0] for part in sections
    ]
    files = [HERE / "neovim" / "init.lua", HERE / "emacs" / "init.el"]
    run = [file.read_text(encoding="utf-8").split("\n", 1)[1].strip() for file in files]
    assert [first.strip() for first in firsts] == run
