"""Multiplications and additions, against formulas done by hand and TensorFlow's profiler."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.reports import clean_report_of
from tests.sampling import sampled

if TYPE_CHECKING:
    from pathlib import Path

    from keras_lsp.runs.local_workers import LocalWorkers

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.mark.parametrize(
    ("name", "profiled"),
    sampled(
        [("VGG16", 30_960_211_824), ("ResNet50", 7_755_299_312), ("MobileNetV2", 615_292_208)]
    ),
)
async def test_whole_models_are_within_a_hundredth_of_the_profiler(
    workers: LocalWorkers, folder: Path, name: str, profiled: int
) -> None:
    text = f"import keras\nmodel = keras.applications.{name}(weights=None)\n"
    (model,) = (await clean_report_of(workers, folder, text)).models
    assert model.flops == pytest.approx(profiled, rel=0.01)


LAYERS = [
    ("Dense(3)", (4,), 3 * (2 * 4 + 1)),
    ("Dense(3, use_bias=False)", (5, 4), 5 * 3 * 2 * 4),
    ("EinsumDense('abc,cd->abd', (None, 6), bias_axes='d')", (5, 4), 5 * 6 * 2 * 4 + 5 * 6),
    ("Conv1D(2, 3)", (9, 4), 7 * 2 * (2 * 3 * 4 + 1)),
    ("Conv2D(2, 3, padding='same')", (8, 8, 4), 64 * 2 * (2 * 9 * 4 + 1)),
    ("Conv2D(4, 3, groups=2)", (8, 8, 4), 36 * 4 * (2 * 9 * 2 + 1)),
    ("Conv2DTranspose(2, 3, strides=2, padding='same')", (4, 4, 5), 16 * 5 * 2 * 9 * 2 + 64 * 2),
    ("DepthwiseConv2D(3)", (8, 8, 4), 36 * 4 * (2 * 9 + 1)),
    ("SeparableConv2D(6, 3)", (8, 8, 4), 36 * 4 * 2 * 9 + 36 * 6 * (2 * 4 + 1)),
    ("MaxPooling2D()", (8, 8, 4), 16 * 4 * 4),
    ("AveragePooling1D(3)", (9, 4), 3 * 4 * 3),
    ("GlobalAveragePooling2D()", (8, 8, 4), 256),
    ("BatchNormalization()", (8, 4), 64),
    ("LayerNormalization()", (8, 4), 9 * 32),
    ("Flatten()", (8, 4), 0),
    ("Dropout(0.5)", (8, 4), 0),
    ("ReLU()", (8, 4), 0),
    ("Embedding(10, 3)", (7,), 0),
    ("LSTM(3)", (7, 4), 7 * (4 * 3 * (2 * (4 + 3) + 2) + 4 * 3)),
    ("GRU(3)", (7, 4), 7 * (3 * 3 * (2 * (4 + 3) + 3) + 5 * 3)),
    ("SimpleRNN(3)", (7, 4), 7 * 3 * (2 * (4 + 3) + 2)),
    ("Bidirectional(keras.layers.SimpleRNN(3))", (7, 4), 2 * 7 * 3 * (2 * (4 + 3) + 2)),
    ("TimeDistributed(keras.layers.Dense(3))", (7, 4), 7 * 3 * (2 * 4 + 1)),
    ("ConvLSTM1D(3, 2)", (7, 8, 4), 7 * (7 * 12 * (2 * 2 * (4 + 3) + 2) + 7 * 3 * 4)),
    ("Lambda(lambda x: x * 2)", (4,), 4),
]


async def test_layers_by_hand(workers: LocalWorkers, folder: Path) -> None:
    lines = ["import keras"]
    lines += [f"keras.layers.{made}(keras.Input({shape}))" for made, shape, _ in LAYERS]
    report = await clean_report_of(workers, folder, "\n".join(lines))
    seen = {call.span.line - 2: call.flops for call in report.calls if call.kind == "layer"}
    assert [seen[index] for index in range(len(LAYERS))] == [count for _, _, count in LAYERS]


PROGRAM = """\
import keras

class Twice(keras.layers.Dense):
    pass

class Own(keras.layers.Dense):
    def call(self, x):
        return super().call(x) * 2

x = keras.Input((4,))
shared = keras.layers.Dense(4)
y = shared(shared(x)) + x
sum_ = keras.layers.Add()([x, y, y])
model = keras.Model(x, Twice(2)(sum_))
outer = keras.Model(x, model(model(x)[:, :1] * x))
open_ = keras.Model(x, Own(2)(x))
heads = keras.layers.MultiHeadAttention(2, 3)
words = keras.Input((5, 4))
attended = keras.Model(words, heads(words, words))
free = keras.layers.LSTM(3)(keras.Input((None, 4)))
"""


async def test_each_use_counts_and_what_is_not_known_is_not_guessed(
    workers: LocalWorkers, folder: Path
) -> None:
    report = await clean_report_of(workers, folder, PROGRAM)
    counts = {model.variable: model.flops for model in report.models}
    shared = 2 * 4 * (2 * 4 + 1)
    inner = shared + 4 + 2 * 4 + 2 * (2 * 4 + 1)
    projections = 2 * 5 * 3 * (2 * 4 + 1) * 3
    scores = 2 * 5 * (3 + 5 * (2 * (3 + 3) + 3))
    assert counts == {
        "model": inner,
        "outer": 2 * inner + 4,
        "open_": 2 * (2 * 4 + 1) + 2,
        "attended": projections + scores + 5 * 4 * (2 * 2 * 3 + 1),
    }
    (lstm,) = [call for call in report.calls if call.class_name == "LSTM"]
    assert (lstm.flops, lstm.one_step) == (4 * 3 * (2 * (4 + 3) + 2) + 4 * 3, True)


# Keras hands over what has a name in the order of the names.
BY_NAME = """\
import keras
from keras import layers

query, value, key = keras.Input((6, 8)), keras.Input((10, 12)), keras.Input((10, 20))
mask, steps, state = keras.Input((6, 10), dtype="bool"), keras.Input((5, 3)), keras.Input((7,))
layers.MultiHeadAttention(2, 4)(query, value, key)
layers.MultiHeadAttention(2, 4)(value=value, query=query, key=key)
layers.MultiHeadAttention(2, 4)(key=key, query=query, value=value, attention_mask=mask)
layers.MultiHeadAttention(2, 4)(query, value, attention_mask=mask)
layers.LSTM(7)(sequences=steps, initial_state=[state, state])
layers.Bidirectional(layers.GRU(7))(sequences=steps, initial_state=[state, state])
"""


async def test_inputs_that_are_given_by_name(workers: LocalWorkers, folder: Path) -> None:
    report = await clean_report_of(workers, folder, BY_NAME)
    assert report.problems == []

    def attention(key: int) -> int:
        projections = 6 * 4 * (2 * 8 + 1) + 10 * 4 * (2 * key + 1) + 10 * 4 * (2 * 12 + 1)
        scores = 6 * (4 + 10 * (2 * (4 + 4) + 3))
        return 2 * (projections + scores) + 6 * 8 * (2 * 2 * 4 + 1)

    outside = [call for call in report.calls if call.kind == "layer" and call.parent is None]
    assert [call.flops for call in outside] == [
        attention(20),
        attention(20),
        attention(20),
        attention(12),
        5 * (4 * 7 * (2 * (3 + 7) + 2) + 4 * 7),
        2 * 5 * (3 * 7 * (2 * (3 + 7) + 3) + 5 * 7),
    ]
