"""The same ways out where there is no zygote, and on another backend."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from keras_lsp.report import RunConfig
from keras_lsp.runs.local_workers import LocalWorkers
from keras_lsp.runs.workers import Job
from tests.sandbox.conftest import ESCAPES

if TYPE_CHECKING:
    from tests.sandbox.conftest import Range

pytestmark = pytest.mark.asyncio(loop_scope="session")
TRIED = (
    "write_plain", "write_symlink", "write_rename", "write_through_proc", "read_secrets",
    "read_environment", "read_memory", "network_tcp", "network_udp", "network_unix",
    "process_exec", "process_programs", "process_fork", "process_signals", "tricks_interpreter",
    "process_daemon",
)  # fmt: skip
# Each statement of each program is tried by itself: what is refused raises.
PROGRAM = """
import ast
import keras
for name in NAMES:
    namespace = {"__name__": name}
    for statement in ast.parse(open(f"{DIRECTORY}/{name}.py").read()).body:
        try:
            exec(compile(ast.Module([statement], []), name, "exec"), namespace)
        except BaseException as error:
            print(name, type(error).__name__)
print("all tried")
"""


@pytest.mark.parametrize(
    ("lifetime", "backend"),
    [pytest.param("single", "tensorflow", marks=pytest.mark.long), (None, "jax")],
)
async def test_no_way_out(lifetime: str | None, backend: str, place: Range) -> None:
    before = place.state()
    program = f'import os\nos.environ["KERAS_BACKEND"] = "{backend}"\n'
    program += f"NAMES = {TRIED}\nDIRECTORY = {str(ESCAPES)!r}\n{PROGRAM}"
    workers = LocalWorkers(lifetime)  # type: ignore[arg-type]
    try:
        folders = (str(place.workspace), str(ESCAPES))
        report = await workers.run(
            Job(str(place.workspace / "all.py"), program, RunConfig(folders, timeout=60.0))
        )
    finally:
        await workers.close()
    printed = "".join(output.text for output in report.output)
    assert report.status == "ok", report.problems
    assert report.keras is not None
    assert report.keras.backend == backend
    assert "all tried" in printed
    assert "ESCAPED" not in printed
    assert not [secret for secret in place.secrets if secret in printed]
    assert place.state() == before
    assert place.heard() == []
    # Without a zygote the process that is in a PID namespace of its own is missing.
    assert report.sandbox.missing == (["pid"] if lifetime == "single" else [])


@pytest.mark.usefixtures("jax")
@pytest.mark.parametrize("lifetime", ["single", "zygote"])
async def test_the_threads_of_a_run_are_bounded(lifetime: str, place: Range) -> None:
    """Also where the kernel does not count them: where there are no namespaces, and for root."""
    workers = LocalWorkers(lifetime)
    try:
        report = await workers.run(
            Job(
                str(place.workspace / "threads.py"),
                (ESCAPES / "limit_threads.py").read_text(),
                RunConfig((str(place.workspace),), timeout=20.0),
            )
        )
    finally:
        await workers.close()
    assert "ESCAPED" not in "".join(output.text for output in report.output)
    assert report.status in ("ok", "crashed")
    if report.status == "crashed":
        assert [(p.code, "threads. Start fewer" in p.message) for p in report.problems] == [
            ("KL905", True)
        ]
