"""What training takes of a GPU's memory: measured, and held against what keras-lsp says.

    python bench/memory.py measure PROGRAMS --backend torch [--batch N] > measured.jsonl
    python bench/memory.py compare PROGRAMS measured.jsonl [--torch PYTHON] [--write docs/costs.md]
    python bench/memory.py layers

PROGRAMS is a folder of whole programs, each with a `model`, its `data` and `targets`, and a
constant `BATCH`. `measure` needs a GPU, but for TensorFlow, of which it asks what its allocator
has given on a CPU: it runs each of them in a process of its own, and prints a
line of JSON for each. `compare` needs none: it asks keras-lsp about the same programs, on each
back end that was measured; among the files with measurements may be one with what
`bench/xla_plans.py` printed. `layers` needs PyTorch, on a CPU: for each layer it compares what
PyTorch's own profiler sees to be kept for the backward pass with the layer's rule.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from keras_lsp.command_line.check import RunOptions, check
from keras_lsp.memory import CONTEXT, memory_of
from keras_lsp.presentation.figures import memory_text
from keras_lsp.report import RunConfig

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from keras_lsp.memory import TrainingMemory

_BEGIN, _END = "<!-- memory -->\n", "<!-- end of memory -->"
_CLOSE = 0.08
# Of what was measured: where the step makes up most of it, and how close the least should be.
_MOST, _TENTH = 0.9, 0.1

_MEASURE = """
import json, os, re, sys, time
import keras
started, space = time.time(), {}
text = open(sys.argv[1]).read()
if sys.argv[2] != "0":
    text = re.sub("(?m)^BATCH = .*$", "BATCH = " + sys.argv[2], text)
if keras.backend.backend() == "tensorflow":
    text = re.sub("(?m)^model[.]fit[(].*$", "", text)
exec(compile(text, sys.argv[1], "exec"), space)
model, batch = space["model"], space["BATCH"]
if keras.backend.backend() == "tensorflow":
    import tensorflow as tf
    # Data of one batch, and only once; the peak is that of the last of three steps.
    x, y = keras.tree.map_structure(lambda a: a[:batch], (space["data"], space["targets"]))
    data = tf.data.Dataset.from_tensors((tuple(x) if isinstance(x, list) else x, y)).repeat()
    del space["data"], space["targets"], x, y
    reset = keras.callbacks.LambdaCallback(
        on_train_batch_begin=lambda *_, **__: tf.config.experimental.reset_memory_stats("CPU:0"))
    model.fit(data, steps_per_epoch=3, verbose=0, callbacks=[reset])
    peak, device = tf.config.experimental.get_memory_info("CPU:0")["peak"], "CPU"
elif keras.backend.backend() == "torch":
    import torch
    # The second time, when all has been tried out.
    torch.cuda.reset_peak_memory_stats()
    model.fit(space["data"], space["targets"], batch_size=batch, epochs=1, verbose=0)
    peak, device = torch.cuda.max_memory_allocated(), torch.cuda.get_device_name()
else:
    import jax
    peak = jax.local_devices()[0].memory_stats()["peak_bytes_in_use"]
    device = jax.local_devices()[0].device_kind
print(json.dumps({
    "name": os.path.basename(sys.argv[1])[:-3], "backend": keras.backend.backend(),
    "batch": batch, "peak": peak, "device": device, "keras": keras.__version__,
    "seconds": round(time.time() - started, 1),
}))
"""


@dataclass(frozen=True)
class Comparison:
    """One program on one back end.

    Attributes:
        peak: bytes that were measured.
        memory: what keras-lsp says; None if it says nothing.
        seconds: of processor time that it took to find it; the median of five.
        planned: bytes of the step as XLA plans it; None if it was not asked.
    """

    name: str
    backend: str
    peak: int
    memory: TrainingMemory | None
    seconds: float
    planned: int | None = None

    @property
    def error(self) -> float:
        """How much the estimate is too large, as a share of what was measured."""
        assert self.memory is not None
        return self.memory.here.total / self.peak - 1

    @property
    def inside(self) -> bool:
        """Whether the measurement lies where it is said to lie."""
        assert self.memory is not None
        found = self.memory.here
        return found.low <= self.peak <= (found.high or self.peak)


def measure(folder: Path, backend: str, interpreter: str, batch: int = 0) -> None:
    """Run each program on the GPU that is here, and print what it took.

    Args:
        folder: of the programs.
        backend: of Keras; TensorFlow runs on the CPU, with the allocator that it has for GPUs.
        interpreter: the Python that has it.
        batch: takes the place of that of the programs, if it is not 0.
    """
    environment = {
        **os.environ,
        "KERAS_BACKEND": backend,
        "XLA_PYTHON_CLIENT_PREALLOCATE": "0",
        "TF_CPU_ALLOCATOR_USE_BFC": "1",
        "TF_ENABLE_ONEDNN_OPTS": "0",
    }
    for program in sorted(folder.glob("*.py")):
        command = [interpreter, "-c", _MEASURE, str(program), str(batch)]
        done = subprocess.run(
            command, env=environment, capture_output=True, text=True, check=False
        )
        told = done.stdout.splitlines()[-1:] if done.returncode == 0 else []
        sys.stdout.write("".join(f"{line}\n" for line in told))
        if not told:
            sys.stderr.write(f"{program.name}: {done.stderr[-400:]}\n")


def compare(folder: Path, files: Sequence[Path], torch: str) -> list[Comparison]:
    """What keras-lsp says of each program that was measured."""
    measured: dict[str, dict[str, int]] = defaultdict(dict)
    planned: dict[str, int] = {}
    for line in (line for file in files for line in file.read_text().splitlines() if line):
        told = json.loads(line)
        if "planned" in told:
            planned[told["name"]] = told["planned"]
        elif told.get("ok", True):
            measured[told["backend"]].setdefault(told["name"], told["peak"])
    found = []
    for backend, peaks in measured.items():
        os.environ["KERAS_BACKEND"] = backend
        interpreter = torch if backend == "torch" else ""
        config = RunConfig(interpreter=interpreter, timeout=60.0, memory_limit=8 * 2**30)
        paths = [str(folder / f"{name}.py") for name in sorted(peaks)]
        for outcome in check(paths, RunOptions(config)):
            name, report = Path(outcome.path).stem, outcome.report
            trainings = report.trainings if report is not None else []
            memory, times = None, [0.0]
            for _ in range(5 if report and trainings else 0):
                assert report is not None
                started = time.process_time()
                memory = memory_of(report, trainings[-1])
                times.append(time.process_time() - started)
            seconds = statistics.median(times[-5:])
            plan = planned.get(name) if backend == "jax" else None
            found.append(Comparison(name, backend, peaks[name], memory, seconds, plan))
    return found


def table(found: Sequence[Comparison]) -> str:
    """A row for each program, and what it comes to."""
    by_name: dict[str, dict[str, Comparison]] = defaultdict(dict)
    for each in found:
        by_name[each.name][each.backend] = each
    lines = [
        "| program | batch | on PyTorch | said | error | on JAX | XLA's plan | at least | error |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for name, of in sorted(by_name.items()):
        known = [each.memory for each in of.values() if each.memory is not None]
        batch = f"{known[0].here.batch:,}" if known else "?"
        cells = [*_cells(of.get("torch")), *_cells(of.get("jax"))]
        planned = of["jax"].planned if "jax" in of else None
        cells.insert(4, memory_text(planned) if planned else "")
        lines.append(f"| `{name}` | {batch} | {' | '.join(cells)} |")
    return "\n".join([*lines, "", *(f"- {line}" for line in _totals(found)), ""])


def _cells(found: Comparison | None) -> list[str]:
    if found is None:
        return ["", "", ""]
    if found.memory is None:
        return [memory_text(found.peak), "unknown", ""]
    total = memory_text(found.memory.here.total)
    return [memory_text(found.peak), total, f"{100 * found.error:+.1f}%"]


def _totals(found: Sequence[Comparison]) -> Iterator[str]:
    torch = [each for each in found if each.backend == "torch" and each.memory is not None]
    if torch:
        errors = [each.error for each in torch]
        mean = sum(map(abs, errors)) / len(errors)
        yield (
            f"PyTorch: {100 * mean:.1f}% off on the average; at worst {100 * min(errors):+.1f}% "
            f"and {100 * max(errors):+.1f}%; {sum(each.inside for each in torch)} of {len(torch)} "
            "measurements lie within the interval."
        )
        batches = [_batch_error(each) for each in torch]
        grown = [error for error in batches if error is not None]
        if grown:
            yield (
                "The largest batch for the memory that was measured is off by "
                f"{100 * max(map(abs, grown)):.1f}% at worst, over the {len(grown)} programs "
                "whose memory it mostly takes; a batch is whole."
            )
    jax = [each for each in found if each.backend == "jax" and each.memory is not None]
    if jax:
        held = sum(each.error <= 0 for each in jax)
        yield f"JAX: {held} of {len(jax)} measurements are at least what is said to be the least."
        most = [each for each in jax if (each.planned or 0) >= _MOST * each.peak]
        if most:
            close = [each for each in most if each.error >= -_TENTH]
            others = ", ".join(f"`{each.name}`" for each in most if each not in close)
            yield (
                f"{len(most)} of these are for nine tenths what XLA plans for the step: "
                f"{len(close)} are at most a tenth above the least"
                f"{f', not {others}' * bool(others)}."
            )
    slowest = max((each.seconds for each in found), default=0.0)
    yield f"The estimate took {1000 * slowest:.0f} ms of processor time at most, beside the run."


def _batch_error(found: Comparison) -> float | None:
    """How far the batch is off that would fill what was measured; None where it hardly counts."""
    assert found.memory is not None
    batch = found.memory.here.batch
    slope = found.memory.at(2 * batch).total - found.memory.here.total
    if slope * 2 < found.peak:
        return None
    largest = found.memory.largest_batch(found.peak + CONTEXT).batch
    # A batch is whole.
    return 0.0 if abs(largest - batch) <= 1 else largest / batch - 1


def layers() -> bool:
    """Print what each layer keeps beside its rule; whether all rules hold."""
    from layers_on_torch import CASES, measured, said

    right = True
    for name, make, shapes in CASES:
        kept, told = measured(make, shapes), said(make, shapes)
        # A few bytes are those of statistics and of copies of weights.
        holds = abs(kept - told) <= max(_CLOSE * max(kept, told), 4096)
        right = right and holds
        print(f"{'' if holds else '✗ '}{name}: {kept:,} bytes kept, {told:,} by its rule")
    return right


def main() -> int:
    """Read the arguments, and do what they ask for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    commands = parser.add_subparsers(dest="command", required=True)
    one = commands.add_parser("measure")
    one.add_argument("programs", type=Path)
    one.add_argument("--backend", choices=["torch", "jax", "tensorflow"], required=True)
    one.add_argument("--batch", type=int, default=0, help="instead of the programs' own")
    one.add_argument("--python", default=sys.executable)
    two = commands.add_parser("compare")
    two.add_argument("programs", type=Path)
    two.add_argument("measured", type=Path, nargs="+")
    two.add_argument("--torch", default=sys.executable, help="the Python that has PyTorch")
    two.add_argument("--write", type=Path, help="the page whose table is made anew")
    commands.add_parser("layers")
    options: Any = parser.parse_args()
    if options.command == "measure":
        measure(options.programs, options.backend, options.python, options.batch)
    elif options.command == "layers":
        return 0 if layers() else 1
    else:
        made = table(compare(options.programs, options.measured, options.torch))
        print(made)
        if options.write:
            page = options.write.read_text("utf-8")
            head, rest = page.split(_BEGIN)
            options.write.write_text(f"{head}{_BEGIN}{made}{_END}{rest.split(_END)[1]}", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
