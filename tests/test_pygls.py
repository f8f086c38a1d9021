"""docs/pygls.md is true: each fault shows as it says, and is mended by its diff."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.sampling import sampled

PAGE = (Path(__file__).parents[1] / "docs" / "pygls.md").read_text(encoding="utf-8")
(VERSION,) = re.findall(r"source of \*\*pygls (.+?)\*\*", PAGE)
_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_NOTHING = "(nothing)\n"
# Where the machine is busy, an answer may need longer.
_LONG_PAUSE = 3.0


@dataclass(frozen=True)
class Fault:
    """A section of the page, with what its snippet prints before and after the diff."""

    title: str
    snippet: str
    before: str
    diff: str
    after: str


def faults() -> list[Fault]:
    sections = re.split(r"^## (?:\d+\. )?", PAGE, flags=re.MULTILINE)[1:]
    blocks = {section.partition("\n")[0]: _BLOCK.findall(section) for section in sections}
    return [
        Fault(title, *(text.replace(_NOTHING, "") for _, text in found))
        for title, found in blocks.items()
        if [kind for kind, _ in found] == ["python", "text", "diff", "text"]
    ]


def printed(snippet: str, home: Path, pause: float | None = None) -> str:
    """What a snippet prints with the pygls that lies in `home`."""
    patience = f"import served\nserved.PAUSE = {pause}\n" if pause else ""
    return subprocess.run(
        [sys.executable, "-c", f"{patience}from served import *\n{snippet}"],
        cwd=home, env={**os.environ, "PYTHONPATH": str(home)}, capture_output=True, text=True,
        check=True,
    ).stdout  # fmt: skip


def assert_prints(snippet: str, home: Path, expected: str) -> None:
    if printed(snippet, home) != expected:
        assert printed(snippet, home, _LONG_PAUSE) == expected


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A folder with a copy of the installed pygls, and the helper of the page."""
    spec = importlib.util.find_spec("pygls")
    assert spec is not None
    assert spec.origin is not None
    shutil.copytree(Path(spec.origin).parent, tmp_path / "pygls")
    helper = _BLOCK.findall(PAGE)[-1][1]
    (tmp_path / "served.py").write_text(helper, encoding="utf-8")
    return tmp_path


@pytest.mark.skipif(
    importlib.metadata.version("pygls") != VERSION, reason=f"the page is about pygls {VERSION}"
)
@pytest.mark.parametrize("fault", sampled(faults()), ids=lambda fault: fault.title)
def test_a_fault_shows_as_it_is_told_and_its_diff_mends_it(fault: Fault, home: Path) -> None:
    assert_prints(fault.snippet, home, fault.before)
    subprocess.run(["git", "apply", "-"], cwd=home, input=fault.diff, text=True, check=True)
    assert_prints(fault.snippet, home, fault.after)


def test_each_numbered_section_is_read() -> None:
    assert len(faults()) == len(re.findall(r"^## \d+\. ", PAGE, re.MULTILINE)) == 14
