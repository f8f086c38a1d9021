"""More programs for `test_mending`: data, names and input shapes that are not what was meant."""

from __future__ import annotations

from typing import NamedTuple


class Case(NamedTuple):
    """A program, where its one problem is, and what is offered.

    Attributes:
        text: the program.
        code: of the problem.
        line: where it stands.
        titles: what is offered there, in order.
        old, new: what the first of these replaces in the text.
    """

    text: str
    code: str
    line: int
    titles: list[str]
    old: str
    new: str


IMPORTS = "import keras\nimport numpy as np\nfrom keras import layers\n\n"

MORE = {
    "a convolution of another rank": Case(
        IMPORTS + "model = keras.Sequential()\n"
        "model.add(keras.Input((32, 32, 3)))\n"
        "model.add(layers.Conv1D(8, 3))\n",
        "KL101",
        7,
        ["Use Conv2D instead of Conv1D"],
        "model.add(layers.Conv1",
        "model.add(layers.Conv2",
    ),
    "an input shape with the batch": Case(
        IMPORTS + "model = keras.Sequential()\n"
        "model.add(layers.Conv2D(8, 3, input_shape=(100, 28, 28, 1)))\n",
        "KL101",
        6,
        [
            "Leave the batch out of `input_shape`: (28, 28, 1) → (None, 26, 26, 8), 80 params",
        ],
        "(100, 2",
        "(2",
    ),
    "an input shape that is the data's": Case(
        IMPORTS + "x = np.zeros((100, 10, 32))\n"
        "model = keras.Sequential()\n"
        "model.add(layers.LSTM(8, input_shape=x.shape))\n",
        "KL101",
        7,
        ["Leave the batch out of `input_shape`: (10, 32) → (None, 8), 1,312 params"],
        "x.shape)",
        "x.shape[1:])",
    ),
    "an input shape without the features": Case(
        IMPORTS + "steps = 3\n"
        "model = keras.Sequential()\n"
        "model.add(layers.LSTM(4, input_shape=(steps,)))\n",
        "KL101",
        7,
        [
            "Add an axis of size 1 to `input_shape`: (3, 1) → (None, 4), 96 params",
            "Insert Reshape((3, 1)) → (None, 4), 96 params",
        ],
        "(steps,)",
        "(steps, 1)",
    ),
    "an image with the channels first": Case(
        IMPORTS + "model = keras.Sequential()\n"
        "model.add(keras.Input((3, 64, 64)))\n"
        "model.add(layers.Conv2D(8, 5))\n",
        "KL103",
        7,
        [
            "Put the channels last in `shape`: (64, 64, 3) → (None, 60, 60, 8), 608 params",
            'Use `padding="same"` in `conv2d` → (None, 3, 64, 8), 12,808 params',
            "Use `kernel_size=(3, 5)` → (None, 1, 60, 8), 7,688 params",
        ],
        "model.add(keras.Input((3, 64, 64",
        "model.add(keras.Input((64, 64, 3",
    ),
    "one sample alone": Case(
        IMPORTS + "image = np.zeros((28, 28, 1))\n"
        "model = keras.Sequential([keras.Input((28, 28, 1)), layers.Flatten(), layers.Dense(2)])\n"
        "model.predict(image)\n",
        "KL401",
        7,
        ["Add the axis of the batch: `image[None]`"],
        "model.predict(image)",
        "model.predict(image[None])",
    ),
    "a dataset of single samples": Case(
        "import keras\n"
        "import numpy as np\n"
        "import tensorflow as tf\n"
        "\n"
        "data = tf.data.Dataset.from_tensor_slices((np.zeros((60, 8, 8, 1)), np.zeros((60, 1))))\n"
        "model = keras.Sequential([keras.Input((8, 8, 1)), keras.layers.Flatten(), "
        "keras.layers.Dense(1)])\n"
        'model.compile("adam", "mse")\n'
        "model.fit(data)\n",
        "KL401",
        8,
        [
            "Give batches: `data.batch(32)`",
            "Set the input shape to (8, 1), like the data → (None, 1), 9 params",
        ],
        "model.fit(data)",
        "model.fit(data.batch(32))",
    ),
    "batches of another size than the model's": Case(
        IMPORTS + "x, y = np.zeros((60, 5, 3)), np.zeros((60, 1))\n"
        "model = keras.Sequential([keras.Input(batch_shape=(4, 5, 3)), layers.LSTM(2, "
        "stateful=True), layers.Dense(1)])\n"
        'model.compile("adam", "mse")\n'
        "model.fit(x, y)\n",
        "KL401",
        8,
        [
            "Use `batch_size=4`",
        ],
        "y)",
        "y, batch_size=4)",
    ),
    "samples that make no whole batches": Case(
        IMPORTS + "x, y = np.zeros((10, 5, 3)), np.zeros((10, 1))\n"
        "model = keras.Sequential([keras.Input(batch_shape=(4, 5, 3)), layers.LSTM(2, "
        "stateful=True), layers.Dense(1)])\n"
        'model.compile("adam", "mse")\n'
        "model.fit(x, y, batch_size=4)\n",
        "KL401",
        8,
        [
            "Use the first 8 samples",
        ],
        "model.fit(x, y",
        "model.fit(x[:8], y[:8]",
    ),
    "inputs in another order": Case(
        IMPORTS + "a, b, y = np.zeros((8, 4)), np.zeros((8, 3)), np.zeros((8, 1))\n"
        "first, second = keras.Input((4,)), keras.Input((3,))\n"
        "x = layers.concatenate([first, second])\n"
        "model = keras.Model([first, second], layers.Dense(1)(x))\n"
        'model.compile("adam", "mse")\n'
        "model.fit([b, a], y)\n",
        "KL401",
        10,
        [
            "Give the inputs in the model's order",
        ],
        "b, a",
        "a, b",
    ),
    "a key that is no input": Case(
        IMPORTS + 'age, city = keras.Input((1,), name="age"), keras.Input((3,), name="city")\n'
        "x = layers.concatenate([age, city])\n"
        "model = keras.Model([age, city], layers.Dense(1)(x))\n"
        'model.compile("adam", "mse")\n'
        'model.fit({"age": np.zeros((8, 1)), "town": np.zeros((8, 3))}, np.zeros((8, 1)))\n',
        "KL401",
        9,
        [
            "Rename the key `town` to `city`",
        ],
        "town",
        "city",
    ),
    "a loss for no output": Case(
        IMPORTS + "x = keras.Input((4,))\n"
        'price, kind = layers.Dense(1, name="price")(x), layers.Dense(2, name="kind")(x)\n'
        "model = keras.Model(x, [price, kind])\n"
        'model.compile("adam", loss={"price": "mse", "sort": "mse"})\n'
        'model.fit(np.zeros((8, 4)), {"price": np.zeros((8, 1)), "kind": np.zeros((8, 2))})\n',
        "KL404",
        9,
        [
            "Rename the key `sort` to `kind`",
        ],
        "sort",
        "kind",
    ),
    "axes in another order": Case(
        IMPORTS + "x, y = np.zeros((60, 3, 16, 16)), np.zeros((60, 1))\n"
        "model = keras.Sequential([keras.Input((16, 16, 3)), layers.Conv2D(2, 3), "
        "layers.Flatten(), layers.Dense(1)])\n"
        'model.compile("adam", "mse")\n'
        "model.fit(x, y)\n",
        "KL401",
        8,
        ["Reorder the axes: `x.transpose(0, 2, 3, 1)`"],
        "model.fit(x,",
        "model.fit(x.transpose(0, 2, 3, 1),",
    ),
    "images for a first Dense": Case(
        IMPORTS + "x, y = np.zeros((60, 4, 4)), np.zeros((60, 1))\n"
        "model = keras.Sequential()\n"
        "model.add(layers.Dense(2, input_shape=(16,)))\n"
        "model.add(layers.Dense(1))\n"
        'model.compile("adam", "mse")\n'
        "model.fit(x, y)\n"
        "model.evaluate(x, y)\n",
        "KL401",
        10,
        [
            "Insert Flatten()",
        ],
        "model.add(layers.Dense(2, input_shape=(16,)",
        "model.add(layers.Flatten(input_shape=(4, 4)))\nmodel.add(layers.Dense(2",
    ),
    "a target for each step": Case(
        IMPORTS + "x, y = np.zeros((60, 5, 3)), np.zeros((60, 5, 2))\n"
        "model = keras.Sequential([keras.Input((5, 3)), layers.LSTM(8), layers.Dense(2, "
        'activation="softmax")])\n'
        'model.compile("adam", "categorical_crossentropy")\n'
        "model.fit(x, y)\n",
        "KL402",
        8,
        [
            "Add `return_sequences=True` to `lstm` → (None, 5, 2), 402 params",
        ],
        "layers.LSTM(8)",
        "layers.LSTM(8, return_sequences=True)",
    ),
    "targets with an axis too many": Case(
        IMPORTS + "x, y = np.zeros((60, 4)), np.eye(3)[np.arange(60) % 3].reshape(60, 1, 3)\n"
        'model = keras.Sequential([keras.Input((4,)), layers.Dense(3, activation="softmax")])\n'
        'model.compile("adam", "categorical_crossentropy")\n'
        "model.fit(x, y)\n",
        "KL402",
        8,
        [
            "Reshape `y` to (None, 3)",
        ],
        "y)",
        "y.reshape(-1, 3))",
    ),
    "the targets of other samples": Case(
        IMPORTS + "x_train, y_train = np.zeros((60, 4)), np.zeros((60, 1))\n"
        "x_test, y_test = np.zeros((20, 4)), np.zeros((20, 1))\n"
        "model = keras.Sequential([keras.Input((4,)), layers.Dense(1)])\n"
        'model.compile("adam", "mse")\n'
        "model.fit(x_train, y_test)\n",
        "KL403",
        9,
        [
            "Give `y_train` instead of `y_test`",
            "Give `x_test` instead of `x_train`",
        ],
        "model.fit(x_train, y_test",
        "model.fit(x_train, y_train",
    ),
    "an array of texts": Case(
        "import keras\n"
        "import numpy as np\n"
        "\n"
        'x, y = np.array(["a b", "c"]), np.zeros((2, 1))\n'
        'vectors = keras.layers.TextVectorization(10, output_sequence_length=4, vocabulary=["a", '
        '"b"])\n'
        'model = keras.Sequential([keras.Input((), dtype="string"), vectors, '
        "keras.layers.Embedding(10, 2), keras.layers.Flatten(), keras.layers.Dense(1)])\n"
        'model.compile("adam", "mse")\n'
        "model.fit(x, y)\n",
        "KL404",
        8,
        [
            "Use `x.astype(object)`",
        ],
        "model.fit(x,",
        "model.fit(x.astype(object),",
    ),
    "one-hot targets in a loop": Case(
        "import keras\n"
        "import numpy as np\n"
        "\n"
        "loss = keras.losses.SparseCategoricalCrossentropy()\n"
        "model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3, "
        'activation="softmax")])\n'
        "loss(np.eye(3), model(np.zeros((3, 4))))\n",
        "KL601",
        6,
        [
            "Use `CategoricalCrossentropy`, for one-hot targets",
        ],
        "keras.losses.SparseC",
        "keras.losses.C",
    ),
    "an operation of TensorFlow": Case(
        "import keras\n"
        "import tensorflow as tf\n"
        "\n"
        "x = keras.Input((4, 3))\n"
        "model = keras.Model(x, tf.reduce_mean(x, axis=1))\n",
        "KL601",
        5,
        [
            "Use `keras.ops.mean` → (None, 3), 0 params",
        ],
        "tf.reduce_",
        "keras.ops.",
    ),
    "a misspelt name": Case(
        IMPORTS + "units = 3\n"
        "model = keras.Sequential([keras.Input((4,)), layers.Dense(unist)])\n",
        "KL601",
        6,
        [
            "Use `units` → (None, 3), 15 params",
        ],
        "layers.Dense(unist",
        "layers.Dense(units",
    ),
    "a misspelt layer": Case(
        IMPORTS
        + "model = keras.Sequential([keras.Input((4,)), layers.Dropuot(0.5), layers.Dense(1)])\n",
        "KL601",
        5,
        [
            "Use `Dropout` → (None, 1), 5 params",
        ],
        "layers.Dropuo",
        "layers.Dropou",
    ),
    "data and a loss, both": Case(
        IMPORTS + "x, y = np.zeros((60, 4, 4)), np.arange(60) % 10\n"
        "image = keras.Input((16,))\n"
        'model = keras.Model(image, layers.Dense(10, activation="softmax")(image))\n'
        'model.compile("adam", "categorical_crossentropy")\n'
        "model.fit(x, y)\n",
        "KL401",
        9,
        [
            "Reshape `x` to (None, 16) and use the loss `sparse_categorical_crossentropy`",
        ],
        'categorical_crossentropy")\nmodel.fit(x',
        'sparse_categorical_crossentropy")\nmodel.fit(x.reshape(-1, 16)',
    ),
}
