"""Programs that look like what a rule is about, and are as their authors meant them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from keras_lsp.report import RunConfig
from keras_lsp.runs.workers import Job
from tests.rules import programs_of_data

if TYPE_CHECKING:
    from pathlib import Path

    from keras_lsp.runs.local_workers import LocalWorkers

IMPORTS = "import keras\nimport numpy as np\nfrom keras import layers, ops\n\n"
FIT = 'model.compile("adam", {loss})\nmodel.fit(x, y)\n'


def trained(data: str, layers: str, loss: str) -> str:
    """A Sequential model of some layers, trained on data."""
    return f"x, y = {data}\nmodel = keras.Sequential([{layers}])\n" + FIT.format(loss=loss)


RIGHT = {
    **programs_of_data.RIGHT,
    "a helper whose second output only one model uses": """
def block(x):
    return layers.Dense(4)(x), layers.Dense(3)(x)

a = keras.Input((5,))
main, _ = block(a)
b = keras.Input((5,))
one, other = block(b)
models = keras.Model(a, main), keras.Model(b, [one, other])
""",
    "a tensor within a model as the output of another": """
image = keras.Input((28, 28, 1))
code = layers.Dense(8)(layers.Flatten()(image))
encoder = keras.Model(image, code)
decoder = keras.Sequential([keras.Input((8,)), layers.Dense(784)])
autoencoder = keras.Model(image, decoder(code))
parts = keras.Model(autoencoder.inputs, autoencoder.layers[1].output)
""",
    "tensors of operators, slices and functions": """
x = keras.Input((8, 4))
first = layers.Dense(4)(x)[:, 0]
rest = ops.mean(layers.Dense(4)(x), axis=1)
shifted = keras.activations.swish(layers.Dense(4)(rest)) * 2
model = keras.Model(x, first + shifted - ops.relu(rest))
""",
    "layers that are found by their position or name": """
class Stack(keras.Model):
    def __init__(self):
        super().__init__()
        self.first = layers.Dense(3)
        self.second = layers.Dense(2)

    def call(self, x):
        for layer in self.layers:
            x = layer(x)
        return x

class Named(keras.Model):
    def __init__(self):
        super().__init__()
        self.head = layers.Dense(3)

    def call(self, x):
        return getattr(self, "head")(x)

Stack()(keras.Input((4,)))
Named()(keras.Input((4,)))
""",
    "segmentation with Dense": trained(
        "np.zeros((4, 8, 8, 3)), np.zeros((4, 8, 8, 1))",
        'keras.Input((8, 8, 3)), layers.Conv2D(4, 3, padding="same"), '
        'layers.Dense(1, activation="sigmoid")',
        '"binary_crossentropy"',
    ),
    "attention to channels": """
image = keras.Input((8, 8, 3))
x = layers.Conv2D(4, 3)(image)
weights = layers.GlobalAveragePooling2D(keepdims=True)(x)
weights = layers.Dense(2, activation="relu")(weights)
weights = layers.Dense(4, activation="sigmoid")(weights)
model = keras.Model(image, layers.GlobalMaxPooling2D()(layers.Multiply()([x, weights])))
""",
    "Dense on places, pooled later": """
image = keras.Input((8, 8, 3))
x = layers.Dense(16, activation="gelu")(layers.Conv2D(4, 3)(image))
model = keras.Model(image, layers.Dense(3)(layers.GlobalAveragePooling2D()(x)))
""",
    "a decoder that repeats the last state": """
model = keras.Sequential([
    keras.Input((9, 4)), layers.LSTM(8), layers.RepeatVector(9),
    layers.LSTM(8, return_sequences=True), layers.TimeDistributed(layers.Dense(4)),
])
""",
    "attention over steps": """
x = keras.Input((9, 4))
states = layers.LSTM(8, return_sequences=True)(x)
scores = layers.Dense(1, activation="tanh")(states)
weights = layers.Softmax(axis=1)(scores)
context = layers.Dot(axes=1)([weights, states])
flat = layers.Activation("softmax")(layers.Flatten()(scores))
model = keras.Model(x, layers.Dense(2)(layers.Concatenate()([layers.Flatten()(context), flat])))
""",
    "activations with a normalization between": """
x = keras.Input((8, 8, 3))
y = layers.BatchNormalization()(layers.Conv2D(4, 3, activation="relu")(x))
model = keras.Model(x, layers.Activation("relu")(y))
""",
    "an activation that is a second one in the first turn only": """
x = inputs = keras.Input((8, 8, 3))
x = layers.Activation("relu")(layers.Conv2D(4, 3, padding="same")(x))
for _ in range(3):
    x = layers.Activation("relu")(x)
    x = layers.Conv2D(4, 3, padding="same")(x)
model = keras.Model(inputs, x)
""",
    "a model on the answers of others": """
x = keras.Input((4,))
a = layers.Dense(3, activation="softmax")(x)
b = layers.Dense(3, activation="softmax")(x)
model = keras.Model(x, layers.Dense(3, activation="softmax")(layers.Concatenate()([a, b])))
""",
    "an encoder that ends in Dropout": """
encoder = keras.Sequential([keras.Input((4,)), layers.Dense(8), layers.Dropout(0.5)])
model = keras.Sequential([keras.Input((4,)), encoder, layers.Dense(2)])
""",
    "a shortcut with steps of two": """
x = keras.Input((8, 8, 3))
short = layers.MaxPooling2D(1, strides=2)(layers.Conv2D(4, 1, strides=2)(x))
model = keras.Model(x, short)
""",
    "logits": trained(
        "np.zeros((9, 4)), np.arange(9) % 3",
        "keras.Input((4,)), layers.Dense(3)",
        "keras.losses.SparseCategoricalCrossentropy(from_logits=True)",
    ),
    "several classes at once": trained(
        "np.zeros((9, 4)), np.zeros((9, 3))",
        'keras.Input((4,)), layers.Dense(3, activation="sigmoid")',
        '"binary_crossentropy"',
    ),
    "two classes as two columns": trained(
        "np.zeros((9, 4)), np.eye(2)[np.arange(9) % 2]",
        'keras.Input((4,)), layers.Dense(2, activation="softmax")',
        '"binary_crossentropy"',
    ),
    "softmax and what forms it anew": trained(
        "np.zeros((9, 4)), np.zeros((9, 2), int)",
        "keras.Input((4,)), layers.Dense(6), layers.Reshape((2, 3)), layers.Softmax(), "
        'layers.Activation("linear", dtype="float32")',
        '"sparse_categorical_crossentropy"',
    ),
    "an activation that only the program knows": trained(
        "np.zeros((9, 4)), np.arange(9) % 2",
        "keras.Input((4,)), layers.Dense(1), layers.Lambda(lambda x: 1 / (1 + ops.exp(-x)))",
        '"binary_crossentropy"',
    ),
    "softmax by an operation in call": """
class Net(keras.Model):
    def __init__(self):
        super().__init__()
        self.out = layers.Dense(3)

    def call(self, x):
        return ops.softmax(self.out(x))

model = Net()
model.compile("adam", "sparse_categorical_crossentropy")
model.fit(np.zeros((9, 4)), np.arange(9) % 3)
""",
    "outputs by name, in another order": """
x = keras.Input((4,))
b = layers.Dense(1, name="b")(x)
a = layers.Dense(5, activation="softmax", name="a")(x)
model = keras.Model(x, [b, a])
model.compile("adam", {"a": "sparse_categorical_crossentropy", "b": "mse"})
model.fit(np.zeros((9, 4)), {"a": np.arange(9) % 5, "b": np.arange(9.0)})
""",
    "a loss of the program's own": trained(
        "np.zeros((9, 4)), np.arange(9)",
        "keras.Input((4,)), layers.Dense(3)",
        "lambda y, p: ops.mean(p)",
    ),
    "labels that are left out": trained(
        "np.zeros((9, 4)), np.arange(9) % 4 - 1",
        'keras.Input((4,)), layers.Dense(3, activation="softmax")',
        "keras.losses.SparseCategoricalCrossentropy(ignore_class=-1)",
    ),
    "numbers for one unit": trained(
        "np.zeros((9, 4)), np.arange(9.0)", "keras.Input((4,)), layers.Dense(1)", '"mse"'
    ),
    "a number for each step": trained(
        "np.zeros((9, 7, 4)), np.zeros((9, 7))",
        "keras.Input((7, 4)), layers.LSTM(3, return_sequences=True), layers.Dense(1)",
        '"mae"',
    ),
    "images that the model scales": trained(
        "np.full((9, 8, 8, 3), 255, 'uint8'), np.zeros((9,))",
        "keras.Input((8, 8, 3)), layers.RandomFlip(), layers.Rescaling(1 / 127.5, offset=-1), "
        "layers.Conv2D(4, 3), layers.GlobalAveragePooling2D(), layers.Dense(1)",
        '"mse"',
    ),
    "images that a model scales by itself": trained(
        "np.full((9, 32, 32, 3), 255, 'uint8'), np.zeros((9,))",
        "keras.Input((32, 32, 3)), "
        'keras.applications.EfficientNetB0(weights=None, include_top=False, pooling="avg"), '
        "layers.Dense(1)",
        '"mse"',
    ),
    "images that were scaled": trained(
        "np.full((9, 8, 8), 255, 'uint8') / 255, np.zeros((9,))",
        "keras.Input((8, 8)), layers.Flatten(), layers.Dense(1)",
        '"mse"',
    ),
    "small integers for an embedding": trained(
        "np.full((9, 8), 249, 'uint8'), np.zeros((9,))",
        "keras.Input((8,)), layers.Embedding(250, 4), layers.Flatten(), layers.Dense(1)",
        '"mse"',
    ),
    "a table of numbers": trained(
        "np.arange(0, 252, 7).reshape(9, 4).astype('float32'), np.zeros((9,))",
        "keras.Input((4,)), layers.Dense(1)",
        '"mse"',
    ),
    "a small Dense behind a Flatten": """
model = keras.Sequential([
    keras.Input((28, 28, 1)), layers.Conv2D(8, 3), layers.Flatten(), layers.Dense(100),
])
""",
}


@pytest.mark.asyncio(loop_scope="session")
@pytest.mark.parametrize("name", RIGHT)
async def test_what_is_meant_is_not_reported(
    name: str, workers: LocalWorkers, folder: Path
) -> None:
    text = IMPORTS + RIGHT[name].lstrip("\n")
    report = await workers.run(
        Job(str(folder / "model.py"), text, RunConfig((str(folder),), timeout=30.0))
    )
    assert report.status == "ok"
    assert [(problem.code, problem.message) for problem in report.problems] == []
    assert report.models


# The reverse: variants of what the pages show.

WRONG = {
    **programs_of_data.WRONG,
    "a dead branch, at its end only": (
        "KL201",
        8,
        """
x = keras.Input((4,))
a = layers.Dense(3)(x)
b = layers.Dense(3)(a)
c = layers.Dense(3)(b)
model = keras.Model(x, a)
""",
    ),
    "a layer whose value is thrown away": (
        "KL202",
        7,
        """
x = keras.Input((4,))
y = layers.Dense(3)(x)
layers.Dropout(0.5)
model = keras.Model(x, y)
""",
    ),
    "Dense on an image, with a loss that does not help": (
        "KL203",
        8,
        """
model = keras.Sequential()
model.add(keras.Input((28, 28, 1)))
model.add(layers.MaxPooling2D())
model.add(layers.Dense(64, activation="relu"))
model.add(layers.Dropout(0.5))
model.add(layers.Dense(10, activation="softmax"))
model.compile("adam", "sparse_categorical_crossentropy")
""",
    ),
    "softmax as a layer of its own": (
        "KL205",
        5,
        "model = keras.Sequential([keras.Input((4,)), layers.Dense(1), layers.Softmax()])",
    ),
    "an operation behind an activation": (
        "KL206",
        7,
        """
x = keras.Input((4,))
y = layers.Dense(3, activation="softmax")(x)
z = ops.softmax(y)
model = keras.Model(x, z)
""",
    ),
    "categories of one unit": (
        "KL412",
        8,
        """
x, y = np.zeros((9, 4)), np.zeros((9, 1))
model = keras.Sequential([keras.Input((4,)), layers.Dense(1, activation="sigmoid")])
model.compile("adam", "categorical_crossentropy")
model.fit(x, y)
""",
    ),
    "targets that tanh never reaches": (
        "KL412",
        8,
        """
x, y = np.zeros((9, 4)), np.arange(9.0)
model = keras.Sequential([keras.Input((4,)), layers.Dense(1, activation="tanh")])
model.compile("adam", "mse")
model.fit(x, y)
""",
    ),
    "one target for each step": (
        "KL413",
        10,
        """
x, y = np.zeros((9, 7, 4)), np.zeros((9, 1))
model = keras.Sequential([
    keras.Input((7, 4)), layers.LSTM(3, return_sequences=True), layers.Dense(1),
])
model.compile("adam", "mse")
model.fit(x, y)
""",
    ),
    "relu before probabilities": (
        "KL411",
        6,
        """
x, y = np.zeros((9, 4)), np.arange(9) % 2
model = keras.Sequential([keras.Input((4,)), layers.Dense(1, activation="relu")])
model.compile("adam", "binary_crossentropy")
model.fit(x, y)
""",
    ),
    "softmax twice, once in the loss": (
        "KL411",
        6,
        """
x, y = np.zeros((9, 4)), np.arange(9) % 3
model = keras.Sequential([keras.Input((4,)), layers.Dense(3, activation="softmax")])
loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
model.compile("adam", loss)
model.fit(x, y)
""",
    ),
}


@pytest.mark.asyncio(loop_scope="session")
@pytest.mark.parametrize("name", WRONG)
async def test_what_is_not_meant_is_reported_where_it_stands(
    name: str, workers: LocalWorkers, folder: Path
) -> None:
    code, line, text = WRONG[name]
    report = await workers.run(
        Job(str(folder / "model.py"), IMPORTS + text.lstrip("\n"), RunConfig((str(folder),)))
    )
    assert [(problem.code, problem.span.line) for problem in report.problems] == [(code, line)]
