"""More programs for `test_mending`: ranks, merges, weights of own layers, targets, lists."""

from __future__ import annotations

from tests.e2e.mending_cases import IMPORTS, Case

SHAPES = {
    "a convolution behind a Flatten": Case(
        IMPORTS + "image = keras.Input((8, 8, 1))\n"
        "x = layers.Conv2D(4, 3)(image)\n"
        "x = layers.Flatten()(x)\n"
        "x = layers.Conv2D(2, 3)(x)\n"
        "model = keras.Model(image, x)\n",
        "KL101",
        8,
        ["Remove `flatten` → (None, 4, 4, 2), 114 params"],
        "x = layers.Flatten()(x)\n",
        "",
    ),
    "a recurrent layer behind a pooling of all steps": Case(
        IMPORTS + "model = keras.Sequential([keras.Input((20, 8))])\n"
        "model.add(layers.GlobalMaxPooling1D())\n"
        "model.add(layers.LSTM(4))\n",
        "KL101",
        7,
        ["Use MaxPooling1D instead of GlobalMaxPooling1D → (None, 4), 208 params"],
        "layers.GlobalMaxPooling1D()",
        "layers.MaxPooling1D(pool_size=2)",
    ),
    "an image of the units of a Dense": Case(
        IMPORTS + "model = keras.Sequential([keras.Input((10,))])\n"
        "model.add(layers.Dense(4 * 4 * 8))\n"
        "model.add(layers.LeakyReLU())\n"
        'model.add(layers.Conv2DTranspose(2, 3, strides=2, padding="same"))\n',
        "KL101",
        8,
        ["Insert Reshape((4, 4, 8)) → (None, 8, 8, 2), 1,554 params"],
        "model.add(layers.Conv2DT",
        "model.add(layers.Reshape((4, 4, 8)))\nmodel.add(layers.Conv2DT",
    ),
    "images at each step": Case(
        IMPORTS + "model = keras.Sequential([keras.Input((5, 8, 8, 3))])\n"
        "model.add(layers.Conv2D(2, 3))\n"
        "model.add(layers.Flatten())\n"
        "model.add(layers.GRU(4))\n",
        "KL101",
        6,
        ["Put `conv2d`, `flatten` into TimeDistributed"],
        "layers.Conv2D(2, 3))\nmodel.add(layers.Flatten())",
        "layers.TimeDistributed(layers.Conv2D(2, 3)))\n"
        "model.add(layers.TimeDistributed(layers.Flatten()))",
    ),
    "a shortcut around a convolution with strides": Case(
        IMPORTS + "image = keras.Input((16, 16, 4))\n"
        'x = layers.Conv2D(8, 3, strides=2, padding="same")(image)\n'
        "model = keras.Model(image, layers.Add()([image, x]))\n",
        "KL102",
        7,
        ["Put `image` through Conv2D(8, 1, strides=2) → (None, 8, 8, 8), 336 params"],
        "Add()([image",
        "Add()([layers.Conv2D(8, 1, strides=2)(image)",
    ),
    "a sequence beside a vector": Case(
        IMPORTS + "words, facts = keras.Input((10, 4)), keras.Input((3,))\n"
        "x = layers.LSTM(8, return_sequences=True)(words)\n"
        "y = layers.Concatenate()([x, facts])\n"
        "model = keras.Model([words, facts], y)\n",
        "KL102",
        7,
        [
            "Remove `return_sequences=True` from `lstm` → (None, 11), 416 params",
            "Give `facts` at each of the 10 steps → (None, 10, 11), 416 params",
        ],
        ", return_sequences=True",
        "",
    ),
    "a weight the other way round": Case(
        IMPORTS + "class Own(layers.Layer):\n"
        "    def build(self, shape):\n"
        "        self.kernel = self.add_weight(shape=(3, shape[-1]))\n"
        "\n"
        "    def call(self, x):\n"
        "        return keras.ops.matmul(x, self.kernel)\n"
        "\n"
        "\n"
        "model = keras.Sequential([keras.Input((4,)), Own()])\n",
        "KL108",
        10,
        ["Give `self.kernel` the shape (shape[-1], 3)"],
        "(3, shape[-1])",
        "(shape[-1], 3)",
    ),
    "a weight for another input": Case(
        IMPORTS + "class Own(layers.Layer):\n"
        "    def __init__(self, units, size=32):\n"
        "        super().__init__()\n"
        "        self.kernel = self.add_weight(shape=(size, units))\n"
        "\n"
        "    def call(self, x):\n"
        "        return x @ self.kernel\n"
        "\n"
        "\n"
        "model = keras.Sequential([keras.Input((4,)), Own(3)])\n",
        "KL108",
        11,
        ["Make `Own` with `size=4` → (None, 3), 12 params"],
        "Own(3)",
        "Own(3, size=4)",
    ),
    "one image without its channel": Case(
        IMPORTS + "image = np.zeros((8, 8))\n"
        "model = keras.Sequential([keras.Input((8, 8, 1)), layers.Flatten(), layers.Dense(2)])\n"
        "model.predict(image)\n",
        "KL401",
        7,
        ["Give one sample: `image.reshape(1, 8, 8, 1)`"],
        "predict(image",
        "predict(image.reshape(1, 8, 8, 1)",
    ),
    "no targets": Case(
        IMPORTS + "x_train, y_train, x_test = np.zeros((9, 4)), np.zeros(9), np.zeros((3, 4))\n"
        "model = keras.Sequential([keras.Input((4,)), layers.Dense(1)])\n"
        'model.compile("adam", "mse")\n'
        "model.fit(x_train, epochs=2)\n",
        "KL402",
        8,
        ["Give `y_train` as targets"],
        "fit(x_train",
        "fit(x_train, y_train",
    ),
    "no targets of an autoencoder": Case(
        IMPORTS + "x = np.zeros((9, 4))\n"
        "model = keras.Sequential([keras.Input((4,)), layers.Dense(2), layers.Dense(4)])\n"
        'model.compile("adam", "mse")\n'
        "model.fit(x=x)\n",
        "KL402",
        8,
        ["Give `x` as targets, too, as for an autoencoder"],
        "x=x",
        "x=x, y=x",
    ),
    "integers where vectors were learnt": Case(
        IMPORTS + "x, y = np.zeros((9, 4)), keras.utils.to_categorical(np.arange(9) % 3)\n"
        "test = np.arange(9) % 3\n"
        'model = keras.Sequential([keras.Input((4,)), layers.Dense(3, activation="softmax")])\n'
        'model.compile("adam", "categorical_crossentropy")\n'
        "model.fit(x, y)\n"
        "model.evaluate(x, test)\n",
        "KL402",
        10,
        ["One-hot the targets: `keras.utils.to_categorical(test, 3)`"],
        "evaluate(x, test)",
        "evaluate(x, keras.utils.to_categorical(test, 3))",
    ),
    "a target for each step under a loss that broadcasts": Case(
        IMPORTS + "x, y = np.zeros((9, 5, 4)), np.zeros((9, 5, 1))\n"
        "model = keras.Sequential([keras.Input((5, 4)), layers.LSTM(8), layers.Dense(1)])\n"
        'model.compile("adam", "mse")\n'
        "model.fit(x, y)\n",
        "KL413",
        8,
        ["Add `return_sequences=True` to `lstm` → (None, 5, 1), 425 params"],
        "LSTM(8)",
        "LSTM(8, return_sequences=True)",
    ),
    "lists of numbers": Case(
        IMPORTS + "x, y = [[1.0, 2.0], [3.0, 4.0]], [1, 2]\n"
        "model = keras.Sequential([keras.Input((2,)), layers.Dense(1)])\n"
        'model.compile("adam", "mse")\n'
        "model.fit(x, y)\n",
        "KL404",
        8,
        ["Give arrays: `np.array(x)`, `np.array(y)`"],
        "fit(x, y)",
        "fit(np.array(x), np.array(y))",
    ),
    "a list for each input": Case(
        IMPORTS + "a, b = [1.0, 2.0], [3.0, 4.0]\n"
        "inputs = [keras.Input((1,)), keras.Input((1,))]\n"
        "model = keras.Model(inputs, layers.Add()(inputs))\n"
        'model.compile("sgd", "mse")\n'
        "model.fit([a, b], np.zeros(2))\n",
        "KL404",
        9,
        ["Give arrays: `np.array(a)`, `np.array(b)`"],
        "fit([a, b]",
        "fit([np.array(a), np.array(b)]",
    ),
    "a list of images": Case(
        IMPORTS + "x = [np.zeros((4, 4)) for _ in range(9)]\n"
        "model = keras.Sequential([keras.Input((4, 4)), layers.Flatten(), layers.Dense(1)])\n"
        'model.compile("adam", "mse")\n'
        "model.fit(x, np.zeros(9))\n",
        "KL403",
        8,
        ["Give arrays: `np.array(x)`"],
        "fit(x",
        "fit(np.array(x)",
    ),
    "validation data on another scale": Case(
        IMPORTS + "(x, y), (x_test, y_test) = keras.datasets.mnist.load_data()\n"
        'x = x.astype("float32") / 255.0\n'
        "model = keras.Sequential([keras.Input((28, 28)), layers.Flatten(), layers.Dense(10)])\n"
        "loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)\n"
        'model.compile("adam", loss)\n'
        "model.fit(x, y, validation_data=(x_test, y_test))\n",
        "KL416",
        10,
        ['Scale `x_test` as well: `x_test = x_test.astype("float32") / 255.0`'],
        "255.0\n",
        '255.0\nx_test = x_test.astype("float32") / 255.0\n',
    ),
    "operations of TensorFlow in one expression": Case(
        "import keras\nimport tensorflow as tf\n\n"
        "x = keras.Input((4,))\n"
        "y = x * tf.math.tanh(tf.math.softplus(x))\n"
        "model = keras.Model(x, y)\n",
        "KL601",
        5,
        ["Use `keras.ops.tanh`, `keras.ops.softplus` → (None, 4), 0 params"],
        "tf.math.tanh(tf.math.softplus",
        "keras.ops.tanh(keras.ops.softplus",
    ),
}
