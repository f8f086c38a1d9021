"""Programs that train in the memory that there is, or of which it is not known: no KL421."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.memory.test_runs import GIB, MODEL, STEP, on_torch, warnings
from tests.reports import clean_report_of, report_of

if TYPE_CHECKING:
    from pathlib import Path

    from keras_lsp.runs.local_workers import LocalWorkers

pytestmark = pytest.mark.asyncio(loop_scope="session")

CARD = 4 * GIB
# At most 470 samples of these fit.
DATA = MODEL.replace("zeros((96,", "zeros((4096,").replace("zeros(96,", "zeros(4096,")
TOO_MANY = "model.fit(x, y, batch_size=2048)\n"
COMPILED = 'model.compile("adam", "sparse_categorical_crossentropy")\n'
GENERATOR = """\
def batches():
    while True:
        yield x[:32], y[:32]

model.fit(batches(), steps_per_epoch=128)
"""
OTHER = """\
small = keras.Sequential([keras.Input((64, 64, 3)), layers.Flatten(), layers.Dense(10)])
small.compile("adam", keras.losses.SparseCategoricalCrossentropy(from_logits=True))
small.fit(x, y, batch_size=2048)
model.predict(x, batch_size=2048)
"""
BASE = """\
base = keras.Sequential([
    keras.Input((64, 64, 3)),
    layers.Conv2D(64, 3, padding="same", activation="relu"),
    layers.Conv2D(64, 3, padding="same", activation="relu"),
    layers.GlobalAveragePooling2D(),
])
base.trainable = False
model = keras.Sequential([keras.Input((64, 64, 3)), base, layers.Dense(10, activation="softmax")])
"""
OWN = """\
class Own(keras.Model):
    def train_step(self, *given):
        half = self.halves(*given)
        return super().train_step(*half)

    def halves(self, *given):
        return given

model = Own(model.inputs, model.outputs)
"""
USUAL = f"""\
import tensorflow as tf

{STEP}
model = Own(model.inputs, model.outputs)
"""
PYTORCH = """\
class Own(keras.Model):
    def train_step(self, data):
        images, labels = data
        with torch.autocast("cuda"):
            loss = self.compute_loss(y=labels, y_pred=self(images, training=True))
        self.zero_grad()
        loss.backward()
        weights = self.trainable_weights
        self.optimizer.apply([weight.value.grad for weight in weights], weights)
        return {"loss": loss}

model = Own(model.inputs, model.outputs)
"""
REMAT = """\
with keras.RematScope(mode="full"):
    model = keras.Sequential([
        keras.Input((64, 64, 3)),
        layers.Conv2D(64, 3, padding="same", activation="relu"),
        layers.BatchNormalization(),
        layers.GlobalAveragePooling2D(),
        layers.Dense(10, activation="softmax"),
    ])
"""
BATCH_OF_ARGUMENT = """\
import argparse
parser = argparse.ArgumentParser()
parser.add_argument("--batch", type=int, required=True)
model.fit(x, y, batch_size=parser.parse_args().batch)
"""

FITTING = {
    "a small batch": "model.fit(x, y, batch_size=256)\n",
    "the usual batch": "model.fit(x, y)\n",
    "gradients of many small batches": (
        'model.compile(keras.optimizers.Adam(gradient_accumulation_steps=16), "mse")\n'
        "model.fit(x, y, batch_size=128)\n"
    ),
    "several steps at a time": COMPILED.replace(")\n", ", steps_per_execution=32)\n")
    + "model.fit(x, y, batch_size=128)\n",
    "large batches where nothing is trained": (
        "model.fit(x, y, batch_size=128, validation_data=(x, y), validation_batch_size=4096)\n"
        "model.evaluate(x, y, batch_size=4096)\nmodel.predict(x, batch_size=4096)\n"
    ),
    "validation of another form": (
        "model.fit(x, y, batch_size=128, validation_batch_size=4096,\n"
        '          validation_data=(x.astype("float64"), y.astype("int32")))\n'
    ),
    "a generator of small batches": GENERATOR,
    "another model": OTHER,
    "a frozen base": BASE + COMPILED + TOO_MANY.replace("2048", "1024"),
    "layers that compute again": REMAT + COMPILED + TOO_MANY,
    "a compiled step": COMPILED.replace(")\n", ", jit_compile=True)\n") + TOO_MANY,
    "a step of the program's own": OWN + COMPILED + TOO_MANY,
    "a step like the usual one": USUAL + COMPILED + TOO_MANY,
    "a step in half precision": PYTORCH + COMPILED + TOO_MANY,
    "an argument of the command": BATCH_OF_ARGUMENT,
}


@pytest.mark.parametrize("text", FITTING.values(), ids=FITTING.keys())
async def test_nothing_is_said_of_what_fits_or_is_not_known(
    workers: LocalWorkers, folder: Path, text: str
) -> None:
    report = on_torch(await report_of(workers, folder, DATA + text, memory_limit=8 * GIB))
    assert warnings(report, CARD) == []


async def test_what_does_not_fit_is_told_in_the_same_form(
    workers: LocalWorkers, folder: Path
) -> None:
    text = DATA + TOO_MANY
    report = await clean_report_of(workers, folder, text, memory_limit=8 * GIB)
    assert len(warnings(on_torch(report), CARD)) == 1


async def test_nothing_is_said_of_a_batch_for_several_devices(
    workers: LocalWorkers, folder: Path
) -> None:
    made = DATA.replace(
        "model = keras.Sequential", "with STRATEGY.scope():\n  model = keras.Sequential"
    )
    made = made.replace("])\nmodel.compile", "])\n  model.compile").replace("    ", "      ")
    text = "import tensorflow as tf\nSTRATEGY = tf.distribute.MirroredStrategy()\n" + made
    report = on_torch(await report_of(workers, folder, text + TOO_MANY, memory_limit=8 * GIB))
    assert [training.distributed for training in report.trainings] == [True]
    assert warnings(report, CARD) == []
