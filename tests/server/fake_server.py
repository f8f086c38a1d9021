"""A server whose workers answer with canned reports: `python fake_server.py` serves on stdio."""

from __future__ import annotations

import asyncio
import re
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from keras_lsp.presentation.wording import WORKER_SAYS
from keras_lsp.report import (
    Call,
    Data,
    KerasInfo,
    Layer,
    Model,
    Output,
    Problem,
    Related,
    Report,
    Span,
    Weights,
)
from keras_lsp.report.hints import FailedCall
from keras_lsp.runs.failures import cancelled
from keras_lsp.server.app import serve_stdio

if TYPE_CHECKING:
    from collections.abc import Callable

    from keras_lsp.runs.workers import Job

_DENSE = re.compile(r"Dense\((\d+)\)")
_SLEEP = re.compile(r"^# sleep ([\d.]+)", re.MULTILINE)


class FakeWorkers:
    """Sees a layer in each `Dense(n)`, a model in each `Sequential()`; runs nothing.

    Further lines steer it: `# sleep 2`, `# wait` (for `gate`), `# fail`, `# crash`,
    `# problem message`, `# data`, `# no threads` (none can be started from then on);
    `import module` runs that module of the directory, too.
    """

    def __init__(self) -> None:
        self.jobs: list[Job] = []
        self.cancelled: list[Job] = []
        self.restarts = 0
        self.closed = False
        self.outdated = False
        self.seconds: float | None = None
        self.asked = asyncio.Event()
        self.spared = asyncio.Event()
        self.spared.set()
        self.gate = asyncio.Event()
        self._listeners: list[Callable[[str, bool], None]] = []
        self._started = False

    async def run(self, job: Job) -> Report:
        self.jobs.append(job)
        self.asked.set()
        if "# no threads" in job.text:
            threading.Thread.start = _no_thread  # type: ignore[method-assign]
        if not self._started and "# start" in job.text:
            self._started = True
            self._tell(True)
            await asyncio.sleep(0.05)
            self._tell(False)
        sleep = _SLEEP.search(job.text)
        try:
            stopping = asyncio.create_task(job.progress.stopped.wait())
            await asyncio.wait({stopping}, timeout=float(sleep[1]) if sleep else 0)
            stopping.cancel()
            if job.progress.stopped.is_set():
                return Report(job.path, "cancelled", problems=[cancelled(job, 20.0)])
            if "# wait" in job.text:
                await self.gate.wait()
        except asyncio.CancelledError:
            self.cancelled.append(job)
            raise
        return canned(job)

    def expected_seconds(self, path: str, text: str) -> float | None:
        return self.seconds

    async def until_one_is_spared(self, path: str) -> None:
        await self.spared.wait()

    def must_load(self, _job: Job) -> bool:
        return False

    def is_outdated(self, _job: Job) -> bool:
        return self.outdated

    def _tell(self, starting: bool) -> None:
        for listener in self._listeners:
            listener("python", starting)

    def on_starting(self, listener: Callable[[str, bool], None]) -> None:
        self._listeners.append(listener)

    def release(self, path: str) -> None:
        pass

    async def restart(self) -> None:
        self.restarts += 1

    async def close(self) -> None:
        self.closed = True
        sys.stderr.write("workers closed\n")
        sys.stderr.flush()


def _no_thread(_thread: threading.Thread) -> None:
    raise RuntimeError("can't start new thread")


def canned(job: Job) -> Report:
    """What `FakeWorkers` find in a job."""
    report = Report(job.path, seconds=0.01, keras=KerasInfo("keras3", "3.15.1", "tensorflow"))
    _read(report, job.path, job.text)
    for name in re.findall(r"^import (\w+)", job.text, re.MULTILINE):
        file = Path(job.path).with_name(f"{name}.py")
        if str(file) in job.overlays or file.is_file():
            _read(report, str(file), job.overlays.get(str(file)) or file.read_text("utf-8"))
    for printed in re.findall(r"^print\('(.*)'\)", job.text, re.MULTILINE):
        report.output.append(Output("stdout", f"{printed}\n"))
    if "# worker speaks" in job.text:
        report.output.append(Output("stderr", f"{WORKER_SAYS}something\n"))
    if "# fail" in job.text:
        report.status = "failed"
        report.problems = [Problem("KL900", "error", "no Keras here", Span(job.path, 1, 1, 1, 2))]
    if "# crash" in job.text:
        report.status = "crashed"
    return report


def _read(report: Report, path: str, text: str) -> None:
    report.files.append(path)
    width = 1
    model: Model | None = None
    for number, line in enumerate(text.splitlines(), 1):
        column = line.find("Sequential()") + 1
        if column:
            span = Span(path, number, column, number, column + 12)
            name = line.partition("=")[0].strip()
            weights = Weights(0, 0, 0, 0)
            model = Model(
                f"{Path(path).stem}.{name}", name, "Sequential", span, name, True, weights
            )
            report.models.append(model)
        for match in _DENSE.finditer(line):
            width = _dense(
                report,
                model,
                Span(path, number, match.start() + 1, number, match.end() + 1),
                width,
                int(match[1]),
            )
        column = line.find("# problem ") + 1
        if column:
            related = [Related(Span(path, 1, 1, 1, 7), "made here")]
            report.problems.append(
                Problem(
                    "KL101",
                    "error",
                    line[column + 9 :],
                    Span(path, number, 1, number, column),
                    "from Keras",
                    related,
                    data=FailedCall("Dense"),
                )
            )
        if "# data" in line:
            span = Span(path, number, 1, number, 2)
            report.data.append(Data(line.split(" ")[0], "array", span, [60000, 28, 28], "uint8"))


def _dense(report: Report, model: Model | None, span: Span, width: int, units: int) -> int:
    total = (width + 1) * units
    weights = Weights(total, total, 0, 4 * total, f"{width} × {units} + {units}")
    number = len(report.calls)
    name = f"dense_{number}" if number else "dense"
    report.calls.append(
        Call(
            number,
            "layer",
            name,
            "Dense",
            span,
            input_shapes=[[None, width]],
            output_shapes=[[None, units]],
            dtype="float32",
            weights=weights,
            config={"activation": "linear"},
            layer=number,
        )
    )
    if model is not None and model.weights is not None:
        model.layers.append(
            Layer(
                name,
                "Dense",
                [name],
                span=span,
                input_shapes=[[None, width]],
                output_shapes=[[None, units]],
                dtype="float32",
                weights=weights,
            )
        )
        model.weights.total += total
        model.weights.trainable += total
        model.weights.bytes += 4 * total
    return units


if __name__ == "__main__":
    serve_stdio(FakeWorkers(), isolated="--open" not in sys.argv)
