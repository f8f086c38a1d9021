"""What programs must share to be run by the same worker, as far as a job tells it."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from keras_lsp.runs.processes import default_interpreter

if TYPE_CHECKING:
    from keras_lsp.report import RunConfig
    from keras_lsp.runs.workers import Job


def _setting_of(variable: str) -> re.Pattern[str]:
    """How a program sets an environment variable."""
    return re.compile(
        rf"""^[^#\n]*environ(?:\.setdefault\(|\[)\s*['"]{variable}['"]\s*(?:,|\]\s*=)"""
        r"""\s*['"](\w+)""",
        re.MULTILINE,
    )


_BACKEND = _setting_of("KERAS_BACKEND")
_LEGACY = _setting_of("TF_USE_LEGACY_KERAS")
_YES = ("1", "true", "True")


# A program that hides the GPU, or says that it computes on the processor.
_WITHOUT_GPU = re.compile(
    r"""^[^#\n]*(?:environ(?:\.setdefault\(|\[)\s*['"]CUDA_VISIBLE_DEVICES['"]\s*(?:,|\]\s*=)"""
    r"""\s*['"](?:-1)?['"]"""
    r"""|device\(\s*['"]/?(?:device:)?cpu|set_visible_devices\(\s*\[\s*\]\s*,\s*['"]GPU)""",
    re.MULTILINE | re.IGNORECASE,
)


def gpu_memory_of(job: Job) -> int:
    """Bytes of the GPU that the program trains on; 0 if not known, or the program uses none."""
    return 0 if _WITHOUT_GPU.search(job.text) else job.config.gpu_memory


@dataclass(frozen=True)
class WorkerKey:
    """What runs must share to come from the same worker.

    Attributes:
        config: of the runs, whose times and GPU may differ: its own say nothing.
        backend: that the program sets; empty if it sets none.
        legacy: Keras is `tf_keras`.
    """

    config: RunConfig
    backend: str
    legacy: bool


def key_of(job: Job) -> WorkerKey:
    """The key of the worker that runs the job."""
    interpreter = _interpreter(job.config.interpreter)
    config = replace(
        job.config, interpreter=interpreter, timeout=0.0, total_timeout=0.0, gpu_memory=0
    )
    return WorkerKey(config, _setting(_BACKEND, job.text), _is_legacy(job))


def _interpreter(given: str) -> str:
    """An absolute path, or a bare name to be found on PATH."""
    if os.sep in given:
        return os.path.abspath(given)  # noqa: PTH100 - Path.absolute keeps ".."
    return given or default_interpreter()


def _is_legacy(job: Job) -> bool:
    """Whether the program's Keras is the package `tf_keras`, by its name or as `tf.keras`."""
    if "tf_keras" in job.preload or "keras" in job.preload:
        return "tf_keras" in job.preload
    wanted = _setting(_LEGACY, job.text) or os.environ.get("TF_USE_LEGACY_KERAS", "")
    return wanted in _YES


def _setting(pattern: re.Pattern[str], text: str) -> str:
    """What a program sets an environment variable to; empty if it does not."""
    found = pattern.search(text) if "environ" in text else None
    return found.group(1) if found else ""
