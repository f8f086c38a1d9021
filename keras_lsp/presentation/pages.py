"""The documentation of the codes: one Markdown page for each, and an index.

Standard library only.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from pathlib import Path

DIRECTORY = Path(__file__).parents[1] / "rules" / "pages"
_FORM = re.compile(
    r"# (?P<code>\w+): (?P<title>.+)\n\nSeverity: (?P<severity>.+)\n\n(?P<about>(?:.+\n)+)"
)
_FAMILIES = {
    "KL1": "Shapes",
    "KL2": "Structure",
    "KL3": "Size",
    "KL4": "Training",
    "KL5": "Removed APIs",
    "KL6": "The program",
    "KL7": "Budgets",
    "KL9": "The run",
}
_INTRODUCTION = """\
# What is reported

Made from the pages of the codes by `python docs/generate.py`. An *error* is what `python file.py`
would raise, with its data in place, or that nothing can be run (KL906); a *warning* is what its
author is unlikely to have meant; *information* is what holds only where the program was run, or
is worth knowing.

Each code can be ignored: by `# keras-lsp: ignore[KL201]` on its line, or alone on the line above;
by `# keras-lsp: ignore-file[KL201]` anywhere in the file; for a project by `rules.ignore` in
`[tool.keras-lsp]` of its `pyproject.toml`; in the editor by the setting `keras-lsp.rules.ignore`;
on the command line by `keras-lsp check --ignore KL201`. Beginnings of codes stand for all of them:
`KL2`. A comment without codes ignores every problem. Comments that are no longer needed are
reported as KL910.
"""


@dataclass(frozen=True)
class Page:
    """What is written about a code.

    Attributes:
        severity: the usual one, and when there is another.
        about: the first paragraph.
        text: all of it, Markdown.
    """

    code: str
    title: str
    severity: str
    about: str
    text: str


def path_of(code: str) -> Path | None:
    """Where the page of a code is, if there is one."""
    path = DIRECTORY / f"{code}.md"
    return path if path.is_file() else None


@functools.cache
def page(code: str) -> Page | None:
    """The page of a code, if there is one.

    Raises:
        ValueError: it does not begin as pages do.
    """
    path = path_of(code)
    if path is None:
        return None
    text = path.read_text(encoding="utf-8")
    match = _FORM.match(text)
    if match is None or match["code"] != code:
        raise ValueError(f"{path} must begin with '# {code}: title', its severity, and what it is")
    about = " ".join(match["about"].split())
    return Page(code, match["title"], match["severity"], about, text)


def codes() -> list[str]:
    """All codes that have a page."""
    return sorted(path.stem for path in DIRECTORY.glob("KL*.md"))


def index() -> str:
    """All codes with their titles and severities, as Markdown with links from `docs`."""
    lines = [_INTRODUCTION]
    for family, title in _FAMILIES.items():
        lines += [
            f"## {family}xx: {title}",
            "",
            "| code | what | severity |",
            "| --- | --- | --- |",
        ]
        for found in map(page, codes()):
            if found is not None and found.code.startswith(family):
                link = f"[{found.code}](../keras_lsp/rules/pages/{found.code}.md)"
                lines.append(f"| {link} | {found.title} | {found.severity} |")
        lines.append("")
    return "\n".join(lines)
