"""draft"""
from __future__ import annotations
import difflib, os, re, sys
from dataclasses import replace
from pathlib import Path
import pytest, pytest_asyncio
from keras_lsp.server.launchers import LocalWorkers
from tests.worker.test_programs import EXPECTATIONS, ROOT, job, lines_of_expectation, lines_of_report, read, title

PYTHON = str(Path(__file__).parents[2] / ".venv/keras2/bin/python")

@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def workers():
    local = LocalWorkers()
    yield local
    await local.close()

@pytest.mark.asyncio(loop_scope="session")
@pytest.mark.parametrize("expectation", EXPECTATIONS, ids=title)
async def test_it(expectation, workers):
    expected = read(expectation)
    j = job(expectation.with_suffix(".py"))
    if os.environ.get("TFK"):
        text = re.sub(r"(?m)^(\s*)import keras$", r"\1import tf_keras as keras", j.text)
        text = re.sub(r"(?m)^(\s*)from keras\b", r"\1from tf_keras", text)
        j = replace(j, text=text, preload=("tf_keras",))
    else:
        j = replace(j, interpreter=PYTHON)
    report = await workers.run(j)
    for o in report.output:
        print(o.text, end="")
    if report.keras is not None:
        print(report.keras)
    assert report.status == "ok", report.problems
    seen = lines_of_report(report, expectation.parent, expected)
    difference = [
        line for line in difflib.ndiff(lines_of_expectation(expected), seen) if line[0] in "+-"
    ]
    assert not difference, "expected (-), seen (+):\n" + "\n".join(difference)
