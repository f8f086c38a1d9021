"""The pages of the rules: each is there, and its examples do what it says of them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import keras_lsp
from keras_lsp.presentation import pages
from keras_lsp.report import RunConfig
from keras_lsp.runs.workers import Job

if TYPE_CHECKING:
    from keras_lsp.runs.local_workers import LocalWorkers

PAGES = pages.DIRECTORY
SECTIONS = ["Reported", "Instead", "What to do"]
_BLOCK = re.compile(r"```python\n(.*?)```", re.DOTALL)
RULES = sorted(
    path.stem for path in PAGES.glob("KL*.md") if re.match(r"KL(2|3|41|910)", path.stem)
)


def codes_in_the_package() -> set[str]:
    root = Path(keras_lsp.__file__).parent
    texts = [path.read_text(encoding="utf-8") for path in root.rglob("*.py")]
    return {code for text in texts for code in re.findall(r'"(KL\d{3})"', text)}


def test_every_code_has_a_page_and_every_page_is_of_a_code() -> None:
    assert {path.stem for path in PAGES.glob("*.md")} == codes_in_the_package()


@pytest.mark.parametrize("path", sorted(PAGES.glob("*.md")), ids=lambda path: path.stem)
def test_a_page_says_what_it_found_and_what_to_do(path: Path) -> None:
    page = pages.page(path.stem)
    assert page is not None
    assert re.match("error|warning|information", page.severity)
    text = page.text
    headings = re.findall(r"^## (.+)$", text, re.MULTILINE)
    shown = [heading for heading in headings if heading in SECTIONS]
    assert shown == (SECTIONS if path.stem in RULES else shown)
    assert "What to do" in shown


@pytest.mark.parametrize("code", RULES)
def test_a_rule_says_when_to_ignore_it(code: str) -> None:
    text = (PAGES / f"{code}.md").read_text(encoding="utf-8")
    assert "\n## When to ignore it\n" in text


@pytest.mark.asyncio(loop_scope="session")
@pytest.mark.parametrize("code", RULES)
async def test_its_examples_are_programs_one_with_the_problem_and_one_without(
    code: str, workers: LocalWorkers, folder: Path
) -> None:
    wrong, right = _BLOCK.findall((PAGES / f"{code}.md").read_text(encoding="utf-8"))
    found = []
    for text in (wrong, right):
        job = Job(str(folder / "model.py"), text, RunConfig((str(folder),), timeout=30.0))
        report = await workers.run(job)
        assert report.status == "ok"
        found.append({problem.code for problem in report.problems})
    assert found == [{code}, set()]
