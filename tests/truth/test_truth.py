"""Correct programs, and what plain Keras says of them: some here, all by `make truth`.

Which are not chosen: every hundredth by name, so that a new program moves the choice.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from keras_lsp.report import RunConfig
from keras_lsp.runs.local_workers import LocalWorkers
from keras_lsp.runs.workers import Job
from tests.truth.__main__ import environment
from tests.truth.comparison import compare
from tests.worker.test_programs import uncounted

PROGRAMS = sorted(Path(__file__).with_name("programs").glob("*.py"))
# They need what is not in this environment.
ELSEWHERE = ("keras2_", "torch_", "jax_")
NEEDS = {
    "kfold_sklearn", "tuning_keras_tuner",
}  # fmt: skip


IS_INSTALLED = Path(environment(PROGRAMS[0])).exists()


def chosen() -> list[Path]:
    here = [p for p in PROGRAMS if not p.name.startswith(ELSEWHERE) and p.stem not in NEEDS]
    return here[::100]


def test_there_are_at_least_sixty_correct_programs() -> None:
    assert len(PROGRAMS) >= 60


@pytest.mark.timeout(900)
def test_correct_programs_have_no_errors_and_the_figures_of_plain_keras() -> None:
    verdicts = compare(chosen())
    assert {v.path.name: v.faults for v in verdicts if v.faults} == {}
    assert [v.path.name for v in verdicts if v.plain["ok"] is not True] == []
    warnings = {
        v.path.name: [p["message"] for p in v.ours["problems"] if p["severity"] == "warning"]
        for v in verdicts
    }
    assert {name: said for name, said in warnings.items() if said} == {}
    assert sum(v.compared for v in verdicts) > 20


@pytest.mark.long
@pytest.mark.skipif(not IS_INSTALLED, reason="packages beside Keras: `make test-flavours`")
@pytest.mark.timeout(900)
@pytest.mark.asyncio(loop_scope="session")
async def test_no_layer_has_unknown_flops_without_the_name_of_an_operation() -> None:
    # With Keras 2 nothing is counted.
    counted = [program for program in PROGRAMS if not program.name.startswith("keras2_")]
    workers = LocalWorkers()
    try:
        unknown = {}
        for program in counted:
            folders = (str(program.parent),)
            config = RunConfig(folders, environment(program), timeout=60.0, total_timeout=200.0)
            text = program.read_text("utf-8")
            report = await workers.run(Job(str(program), text, config, preload=("keras",)))
            assert report.status == "ok", program.name
            unknown[program.name] = uncounted(report)
    finally:
        await workers.close()
    assert {name: layers for name, layers in unknown.items() if layers} == {}


@pytest.mark.long
def test_a_false_error_and_a_wrong_figure_are_seen(tmp_path: Path) -> None:
    """The runner can fail: what it is told of is not what plain Keras does."""
    program = tmp_path / "program.py"
    program.write_text(
        "import keras\nmodel = keras.Sequential([keras.Input((3,)), keras.layers.Dense(2)])\n"
        "del model.nothing\n"
    )
    silenced = tmp_path / "silenced.py"
    silenced.write_text(
        program.read_text().replace("nothing", "nothing  # keras-lsp: ignore[KL601]")
    )
    right, wrong = compare([program, silenced])
    assert right.plain["ok"] is False
    assert right.plain["lines"] == [3]
    assert right.faults == []
    assert len(wrong.faults) == 1
    assert "plain Keras fails in line [3]" in wrong.faults[0]
