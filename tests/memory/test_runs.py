"""What real runs tell of a training call, and what is said of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from keras_lsp import rules
from keras_lsp.memory import memory_of
from keras_lsp.report import Optimizer
from tests.reports import clean_report_of

if TYPE_CHECKING:
    from pathlib import Path

    from keras_lsp.report import Report
    from keras_lsp.runs.local_workers import LocalWorkers

pytestmark = pytest.mark.asyncio(loop_scope="session")

GIB = 2**30
MODEL = """\
import keras
import numpy as np
from keras import layers

x, y = np.zeros((96, 64, 64, 3), "float32"), np.zeros(96, "int64")
model = keras.Sequential([
    keras.Input((64, 64, 3)),
    layers.Conv2D(64, 3, padding="same", activation="relu"),
    layers.BatchNormalization(),
    layers.GlobalAveragePooling2D(),
    layers.Dense(10, activation="softmax"),
])
model.compile("adam", "sparse_categorical_crossentropy")
"""


DATASET = """\
import tensorflow as tf
data = tf.data.Dataset.from_tensor_slices((x, y))
model.fit(data.shuffle(9).batch(12).prefetch(2))
"""


def on_torch(report: Report) -> Report:
    """The same report, as if the program had run on PyTorch: its shapes are no others."""
    assert report.keras is not None
    report.keras.backend = "torch"
    return report


@pytest.mark.parametrize(
    ("fit", "batch"),
    [
        ("model.fit(x, y, batch_size=48)", 48),
        ("model.fit(x, y)", 32),
        ("model.fit(x[:20], y[:20])", 20),
        ("model.fit(x, y, 48, validation_split=0.75)", 24),
        ("model.train_on_batch(x, y)", 96),
        (DATASET, 12),
        ("def batches():\n    yield x[:7], y[:7]\n\nmodel.fit(batches(), steps_per_epoch=1)", 7),
    ],
)  # fmt: skip
async def test_the_batch_of_a_step(
    workers: LocalWorkers, folder: Path, fit: str, batch: int
) -> None:
    report = await clean_report_of(workers, folder, MODEL + fit + "\n")
    assert [training.batch for training in report.trainings] == [batch]


async def test_the_optimizer_and_what_it_does_not_change(
    workers: LocalWorkers, folder: Path
) -> None:
    text = MODEL.replace('"adam"', "keras.optimizers.SGD(0.1, momentum=0.9)") + (
        "model.layers[0].trainable = False\n"
        "model.fit(x, y)\n"
        "model.layers[0].trainable = True\n"
        'model.compile("rmsprop", "sparse_categorical_crossentropy")\n'
        "model.fit(x, y)\n"
    )
    first, second = (await clean_report_of(workers, folder, text)).trainings
    assert first.optimizer == Optimizer("SGD", {"momentum": "0.9"})
    assert second.optimizer == Optimizer("RMSprop")
    assert (first.frozen, second.frozen) == (["conv2d"], [])


async def test_the_figure_of_a_run(workers: LocalWorkers, folder: Path) -> None:
    text = MODEL + "model.fit(x, y, batch_size=48)\n"
    report = on_torch(await clean_report_of(workers, folder, text))
    memory = memory_of(report, report.trainings[0])
    assert memory is not None
    found = memory.here
    # 64 maps of 64×64 for 48 samples take 50,331,648 bytes. In the backward pass of the
    # normalization there are its input and the clone, the gradients of its output and its input,
    # and three more; of the convolution a copy of the images, 2,359,296 bytes, and of the kernel,
    # 7,168; what the model gives, 1,920; and the gradients of the weights until then, 3,112.
    step = sum(part.bytes for part in found.parts if part.name in ("activations", "gradients"))
    assert found.phase == "backward"
    assert step == 7 * 50_331_648 + 2_359_296 + 7_168 + 1_920 + 3_112
    assert [each.layer.name for each in found.keeping[:2]] == ["batch_normalization", "conv2d"]
    assert found.unknown == []


async def test_what_does_not_fit_is_a_warning_on_pytorch_only(
    workers: LocalWorkers, folder: Path
) -> None:
    text = MODEL.replace("(96,", "(4096,").replace("zeros(96,", "zeros(4096,") + (
        "model.fit(x, y, batch_size=2048)\n"
    )
    report = await clean_report_of(workers, folder, text, memory_limit=8 * GIB)
    assert warnings(report, 4 * GIB) == []
    assert warnings(on_torch(report), 4 * GIB) == [
        (
            "14: Training takes about 12.8–15.7 GB of GPU memory at batch 2,048, and the GPU has "
            "4 GB, of which the driver and libraries take 715 MB: about 10.9 GB too much. The "
            "largest batch that fits is about 467."
        )
    ]
    # A card that may be large enough, one that is, and none that is known.
    assert [warnings(report, size * GIB) for size in (14, 20, 0)] == [[], [], []]
    # Something was missing that the program reads: sizes may be others.
    assert warnings(report, 4 * GIB, certain=False) == []


def warnings(report: Report, gpu_memory: int, *, certain: bool = True) -> list[str]:
    found = rules.advise(report, certain=certain, gpu_memory=gpu_memory)
    return [f"{p.span.line}: {p.message}" for p in found if p.code == "KL421"]
