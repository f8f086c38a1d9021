"""What real runs tell of a training call, and what is said of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from keras_lsp import rules
from keras_lsp.memory import memory_of
from keras_lsp.report import Optimizer
from tests.reports import clean_report_of, report_of

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


LOOP = """\
import tensorflow as tf
optimizer = keras.optimizers.SGD(0.1, momentum=0.9)
loss_of = keras.losses.SparseCategoricalCrossentropy()
data = tf.data.Dataset.from_tensor_slices((x, y)).batch(24)
for images, labels in data:
    with tf.GradientTape() as tape:
        loss = loss_of(labels, model(images, training=True))
    gradients = tape.gradient(loss, model.trainable_weights)
    optimizer.apply_gradients(zip(gradients, model.trainable_weights))
"""


async def test_a_loop_of_the_programs_own_is_a_training(
    workers: LocalWorkers, folder: Path
) -> None:
    report = on_torch(await clean_report_of(workers, folder, MODEL + LOOP))
    (training,) = report.trainings
    assert (training.method, training.span.line, training.batch) == ("apply", 22, 24)
    assert training.optimizer == Optimizer("SGD", {"momentum": "0.9"})
    memory = memory_of(report, training)
    assert memory is not None
    assert memory.here.unknown == ["the program's own step"]
    # 24 images in the place of 48: see the figure above; of the loss nothing is known.
    parts = {part.name: part.bytes for part in memory.here.parts}
    assert parts["activations"] + parts["gradients"] > 7 * 25_165_824


@pytest.mark.parametrize(
    "change",
    [
        ("        loss = ", "        model(images[:8])\n        loss = "),
        ("model.trainable_weights", "model.trainable_weights[:2]"),
        ("(labels, model(images", "(labels, layers.Softmax()(model(images"),
    ],
    ids=["another call", "a part of the weights", "another layer"],
)
async def test_of_other_loops_nothing_is_said(
    workers: LocalWorkers, folder: Path, change: tuple[str, str]
) -> None:
    loop = LOOP.replace(*change)
    if "Softmax" in loop:
        loop = loop.replace("training=True))", "training=True)))")
    assert (await clean_report_of(workers, folder, MODEL + loop)).trainings == []


# A step as Keras documents it for TensorFlow.
STEP = """\
class Own(keras.Model):
    def train_step(self, data):
        images, labels = data
        with tf.GradientTape() as tape:
            loss = self.compute_loss(y=labels, y_pred=self(images, training=True))
        gradients = tape.gradient(loss, self.trainable_weights)
        self.optimizer.apply_gradients(zip(gradients, self.trainable_weights))
        return {"loss": loss}
"""
OWN = f"""{STEP}
import tensorflow as tf
model = Own(model.inputs, model.outputs)
model.compile("adam", "sparse_categorical_crossentropy")
model.fit(x, y, batch_size=48)
"""


async def test_a_step_of_the_programs_own_is_known_where_it_is_as_usual(
    workers: LocalWorkers, folder: Path
) -> None:
    report = on_torch(await clean_report_of(workers, folder, MODEL + OWN))
    (training,) = report.trainings
    assert (training.own_step, training.batch, training.losses) == (True, 48, [])
    memory = memory_of(report, training)
    assert memory is not None
    found = memory.here
    # A tenth, and another for what the step may do beside; the loss; old and new gradients.
    assert found.high is not None
    assert found.high > 1.2 * found.total
    assert found.unknown == ["the program's own step"]


async def test_a_step_of_the_programs_own_may_scale_its_data(
    workers: LocalWorkers, folder: Path
) -> None:
    text = MODEL.replace(
        'zeros((96, 64, 64, 3), "float32")', 'full((96, 64, 64, 3), 255, "uint8")'
    )
    own = OWN.replace("self(images,", "self(images / 255,")
    found = [
        (await report_of(workers, folder, text + more)).problems
        for more in (own, "model.fit(x, y)\n")
    ]
    assert [[problem.code for problem in problems] for problems in found] == [[], ["KL414"]]


@pytest.mark.parametrize(
    "change",
    [
        ("        gradients = ", "        self(images)\n        gradients = "),
        ("        gradients = ", "        self.layers[1](images)\n        gradients = "),
        ("        gradients = ", "        self.twice(images)\n        gradients = "),
        ("        gradients = ", "        tape.jacobian\n        gradients = "),
        ("            loss = ", "            for _ in range(4):\n                loss = "),
        ("        self.optimizer", "        if self.built:\n            self.optimizer"),
    ],
    ids=["twice", "a layer", "a method", "jacobian", "a loop", "sometimes"],
)
async def test_a_step_that_does_more_is_not_known(
    workers: LocalWorkers, folder: Path, change: tuple[str, str]
) -> None:
    own = OWN.replace(*change).replace(
        "\nimport", "\n    def twice(self, given):\n        return given * 2\n\nimport"
    )
    report = await clean_report_of(workers, folder, MODEL + own)
    told = [training.own_step for training in report.trainings]
    assert told == ([True] if "if self.built" in own else [])


OPEN = """\
import keras
import numpy as np
from keras import layers

words, y = np.zeros((640, 50), "int32"), np.zeros(640, "float32")
inner = keras.Sequential([keras.Input((None, 16)), layers.Conv1D(8, 3, strides=2)])
model = keras.Sequential([
    keras.Input((SIZE,), dtype="int32"),
    layers.Embedding(1000, 16),
    inner,
    layers.GlobalAveragePooling1D(),
    layers.Dense(1, activation="sigmoid"),
])
model.compile("adam", "binary_crossentropy")
model.fit(words, y, batch_size=64)
"""


async def test_sizes_that_may_be_any_are_those_of_the_data(
    workers: LocalWorkers, folder: Path
) -> None:
    found = []
    for size in ("None", "50"):
        text = OPEN.replace("SIZE", size).replace("(None, 16)", f"({size}, 16)")
        report = on_torch(await clean_report_of(workers, folder, text))
        memory = memory_of(report, report.trainings[0])
        assert memory is not None
        found.append(memory)
    opened, closed = (memory.here for memory in found)
    assert opened.parts == closed.parts
    assert [(each.layer.path, each.bytes) for each in opened.keeping] == [
        (each.layer.path, each.bytes) for each in closed.keeping
    ]
    sized = {tuple(each.path): each.output_shapes for each in found[0].training.sized}
    assert sized["sequential", "conv1d"] == [[None, 24, 8]]
    assert found[1].training.sized == []


async def test_each_place_and_each_batch_is_told(workers: LocalWorkers, folder: Path) -> None:
    text = MODEL + (
        "model.fit(x, y, batch_size=48)\n"
        "for size in (16, 32, 32):\n"
        "    model.fit(x, y, batch_size=size)\n"
        "model.train_on_batch(x[:24], y[:24])\n"
    )
    report = await clean_report_of(workers, folder, text)
    told = [(t.method, t.span.line, t.batch, len(t.losses)) for t in report.trainings]
    assert told == [
        ("fit", 14, 48, 1), ("fit", 16, 16, 1), ("fit", 16, 32, 1), ("train_on_batch", 17, 24, 1),
    ]  # fmt: skip


async def test_data_for_validation_is_not_trained_on(workers: LocalWorkers, folder: Path) -> None:
    text = MODEL + (
        "model.fit(x, y, batch_size=16, validation_batch_size=96,\n"
        '          validation_data=(x.astype("float64"), y.astype("int32")))\n'
    )
    report = await clean_report_of(workers, folder, text)
    found = [memory_of(report, training) for training in report.trainings]
    assert [memory.training.batch for memory in found if memory is not None] == [16]
