"""Which GPU a program trains on, as far as its text tells."""

from __future__ import annotations

from dataclasses import replace

import pytest

from keras_lsp.report import RunConfig
from keras_lsp.runs.worker_keys import gpu_memory_of, key_of
from keras_lsp.runs.workers import Job

JOB = Job("/w/m.py", "import keras\n", RunConfig(gpu_memory=7))


@pytest.mark.parametrize(
    ("line", "memory"),
    [
        ("import os", 7),
        ('os.environ["CUDA_VISIBLE_DEVICES"] = "0"', 7),
        ('os.environ["CUDA_VISIBLE_DEVICES"] = "-1"', 0),
        ("os.environ['CUDA_VISIBLE_DEVICES'] = ''", 0),
        ('os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")', 0),
        ('with keras.device("cpu:0"):', 0),
        ("torch.set_default_device('cpu')", 0),
        ('with tf.device("/CPU:0"):', 0),
        ('tf.config.set_visible_devices([], "GPU")', 0),
        ('device = torch.device("cuda" if torch.cuda.is_available() else "cpu")', 7),
        ('# os.environ["CUDA_VISIBLE_DEVICES"] = "-1"', 7),
    ],
)
def test_a_program_that_does_without_the_gpu_trains_on_none(line: str, memory: int) -> None:
    assert gpu_memory_of(replace(JOB, text=f"{JOB.text}{line}\n")) == memory


def test_programs_of_different_gpus_share_a_worker() -> None:
    assert key_of(JOB) == key_of(replace(JOB, config=RunConfig(gpu_memory=8)))
